using System.Diagnostics;

namespace Spikebook.Cli;

/// <summary>One line that is redrawn in a terminal; elsewhere a plain line for each subject's end and every few seconds.</summary>
sealed class StatusLine : IDisposable
{
    static readonly TimeSpan PlainEvery = TimeSpan.FromSeconds(10);

    readonly bool _terminal = !Console.IsOutputRedirected;
    readonly Stopwatch _since = Stopwatch.StartNew();
    string _subject = "";
    string _lastPlain = "";
    int _width;

    /// <summary>Shows how a subject gets on.</summary>
    /// <param name="subject">What it is about; a new one begins a new line.</param>
    /// <param name="text">How it gets on.</param>
    /// <param name="ended">Whether this is its last state.</param>
    public void Show(string subject, string text, bool ended = false)
    {
        string line = $"{subject}  {text}";
        if (!_terminal)
        {
            if (!ended && _since.Elapsed < PlainEvery || line == _lastPlain) return;
            _since.Restart();
            Console.WriteLine(_lastPlain = line);
            return;
        }
        if (_subject.Length > 0 && subject != _subject) Console.WriteLine();
        _subject = subject;
        int most = Math.Max(20, Console.WindowWidth - 1);
        if (line.Length > most) line = line[..most];
        Console.Write('\r' + line.PadRight(_width));
        _width = line.Length;
    }

    /// <summary>Leaves the line as it is; what is printed next goes below it.</summary>
    public void End()
    {
        if (_terminal && _subject.Length > 0) Console.WriteLine();
        _subject = "";
        _width = 0;
    }

    public void Dispose() => End();
}
