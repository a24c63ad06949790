namespace Spikebook.Loihi;

/// <summary>The steps in which a probe records: First, First + Stride, … up to Last.</summary>
/// <param name="First">First step, from 1.</param>
/// <param name="Last">Last step.</param>
/// <param name="Stride">Distance between two records, in steps.</param>
public sealed record Window(long First = 1, long Last = long.MaxValue, long Stride = 1)
{
    /// <summary>All steps.</summary>
    public static Window All { get; } = new();

    /// <summary>Every n-th step: n, 2n, …</summary>
    /// <param name="stride">n.</param>
    public static Window Every(long stride) => new(stride, long.MaxValue, stride);

    internal bool Holds(long step) => step >= First && step <= Last && (Stride == 1 || (step - First) % Stride == 0);

    internal void Validate()
    {
        Bounds.Check(Stride, 1, long.MaxValue, "window: stride");
        if (Last < First)
            throw new ArgumentOutOfRangeException(null, $"window: last step {Last} lies before first step {First}; swap them.");
    }
}

/// <summary>A spike: who fired, and when.</summary>
/// <param name="Step">The step.</param>
/// <param name="Neuron">The neuron or port.</param>
public readonly record struct Spike(long Step, int Neuron);

/// <summary>A value of one neuron in one step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Neuron">The neuron.</param>
/// <param name="Value">The value after the step.</param>
public readonly record struct Sample(long Step, int Neuron, int Value);

/// <summary>Observes a run.</summary>
[TypeFormatterSource(typeof(SummaryFormatters), PreferredMimeTypes = ["text/html"])]
public abstract class Probe
{
    readonly Window _window;

    private protected Probe(string name, Window window)
    {
        Name = name;
        window.Validate();
        _window = window;
    }

    /// <summary>What is recorded.</summary>
    public string Name { get; }

    /// <summary>What is recorded, and how much of it.</summary>
    public override string ToString() => $"{GetType().Name} {Name}: {Amount}";

    private protected abstract string Amount { get; }

    internal void Observe(long step)
    {
        if (_window.Holds(step)) Record(step);
    }

    private protected abstract void Record(long step);
}
