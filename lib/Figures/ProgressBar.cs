using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Spikebook.Figures;

/// <summary>
/// How far a long computation has come: a value that a cell displays and updates, for instance
/// <c>var bar = ProgressBar.Start("training", 60_000, "images"); var shown = display(bar); shown.Update(bar.At(0.4));</c>
/// </summary>
[TypeFormatterSource(typeof(ProgressBarFormatters), PreferredMimeTypes = ["text/html"])]
public sealed record ProgressBar
{
    const int Cells = 24;
    readonly long _started;

    ProgressBar(string label, double total, string unit)
    {
        Label = label;
        Total = total;
        Unit = unit;
        _started = Stopwatch.GetTimestamp();
    }

    /// <summary>What is being done.</summary>
    public string Label { get; private init; }

    /// <summary>The whole amount of work in <see cref="Unit"/>.</summary>
    public double Total { get; }

    /// <summary>What the work is counted in; may be empty.</summary>
    public string Unit { get; }

    /// <summary>The part that is done, 0 … 1.</summary>
    public double Fraction { get; private init; }

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed { get; private init; }

    /// <summary>Work done per second; 0 before anything is known.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Fraction * Total / Elapsed.TotalSeconds : 0;

    /// <summary>Time left at the present rate; null before anything is known.</summary>
    public TimeSpan? Remaining
        => Fraction > 0 && Elapsed * ((1 - Fraction) / Fraction) is var left && left < TimeSpan.FromDays(30) ? left : null;

    /// <summary>A bar at zero whose clock starts now.</summary>
    /// <param name="label">What is being done.</param>
    /// <param name="total">The whole amount of work; 1 where only a fraction is known.</param>
    /// <param name="unit">What the work is counted in, for instance <c>images</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The total is not positive.</exception>
    public static ProgressBar Start(string label, double total = 1, string unit = "")
        => total > 0 && double.IsFinite(total) ? new(label, total, unit)
            : throw new ArgumentOutOfRangeException(nameof(total), $"ProgressBar '{label}': total = {total}; use a positive number.");

    /// <summary>The bar at a fraction of the work, timed by its clock; values outside 0 … 1 are clamped.</summary>
    /// <param name="fraction">The part that is done.</param>
    public ProgressBar At(double fraction) => At(fraction, Stopwatch.GetElapsedTime(_started));

    /// <summary>The bar at a fraction of the work and a given time since the start.</summary>
    /// <param name="fraction">The part that is done.</param>
    /// <param name="elapsed">Time since the start.</param>
    public ProgressBar At(double fraction, TimeSpan elapsed)
        => this with { Fraction = double.IsNaN(fraction) ? Fraction : Math.Clamp(fraction, 0, 1), Elapsed = elapsed };

    /// <summary>The bar after an amount of work.</summary>
    /// <param name="done">Work done, in <see cref="Unit"/>.</param>
    public ProgressBar Count(double done) => At(done / Total);

    /// <summary>The bar when all is done.</summary>
    public ProgressBar Done() => At(1);

    /// <summary>The same bar with another label.</summary>
    /// <param name="label">What is being done.</param>
    public ProgressBar Labelled(string label) => this with { Label = label };

    /// <summary>The bar as a piece of a page.</summary>
    public string ToHtml()
    {
        string percent = (100 * Fraction).ToString("0.#", CultureInfo.InvariantCulture);
        string label = WebUtility.HtmlEncode(Label);
        return $"""
            <div class="spikebook-progress" role="progressbar" aria-label="{label}" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{percent}" style="display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px;font-variant-numeric:tabular-nums"><span>{label}</span><span style="flex:1 1 160px;max-width:360px;height:8px;border-radius:4px;background:rgba(127,127,127,.25);overflow:hidden"><span style="display:block;width:{percent}%;height:100%;border-radius:4px;background:{(Fraction < 1 ? Palette.Blue : Palette.Green)}"></span></span><span>{WebUtility.HtmlEncode(Figures())}</span></div>
            """;
    }

    /// <summary>The bar as one line of text.</summary>
    public override string ToString()
    {
        int full = (int)Math.Round(Fraction * Cells);
        return $"{Label} {new string('█', full)}{new string('░', Cells - full)} {Figures()}";
    }

    string Figures()
    {
        string percent = (100 * Fraction).ToString("0", CultureInfo.InvariantCulture).PadLeft(3) + " %";
        string rate = Unit.Length > 0 && Rate > 0 ? $", {Count()} {Unit}/s" : "";
        string time = Fraction >= 1 ? $", {Clock(Elapsed)}" : Remaining is { } left && Elapsed > TimeSpan.Zero ? $", {Clock(left)} left"
            : "";
        return percent + rate + time;

        string Count() => Rate >= 100 ? Rate.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f')
            : Rate.ToString("0.##", CultureInfo.InvariantCulture);
    }

    static string Clock(TimeSpan time)
        => time.TotalSeconds < 10 ? time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s" : Durations.Clock(time);
}
