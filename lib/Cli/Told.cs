namespace Spikebook.Cli;

/// <summary>Progress that is told at once, on the thread that reports it, in order.</summary>
sealed class Told<T>(Action<T> tell) : IProgress<T>
{
    public void Report(T value) => tell(value);
}
