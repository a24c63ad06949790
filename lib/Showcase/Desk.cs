using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;
using Spikebook.Data;
using Spikebook.Randomness;

namespace Spikebook.Showcase;

/// <summary>
/// What a page's worker asks: answers are numbers one after the other, floats for pictures and integers for spikes, as the script that
/// draws them reads them.
/// </summary>
[SupportedOSPlatform("browser")]
static partial class Desk
{
    static readonly NormalTable Noise = new();
    static ChipDesk? _chip;

    /// <summary>Lays a file out in the worker's own file system.</summary>
    [JSExport]
    internal static void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    /// <summary>
    /// Floats: moments, rows, events, rate samples, steps, mass defect, milliseconds; then of each moment t, tau, N and its rows; of each
    /// event t, tau, size; of each sample t, tau, N. An infinite rate is written as it is.
    /// </summary>
    [JSExport]
    internal static byte[] Population(double noise, double coupling, double push)
    {
        var watch = Stopwatch.StartNew();
        var film = PopulationFilm.Compute(new Experiment(noise, coupling, push));
        int moment = 3 + PopulationFilm.Rows;
        float[] floats = new float[7 + moment * film.Moments.Count + 3 * (film.Events.Count + film.Rate.Count)];
        float[] head = [film.Moments.Count, PopulationFilm.Rows, film.Events.Count, film.Rate.Count, film.Steps, (float)film.MassDefect];
        head.CopyTo(floats, 0);
        int at = 7;
        foreach (var (time, tau, rate, density) in film.Moments)
        {
            at = Three(floats, at, time, tau, rate);
            foreach (double p in density as double[] ?? [.. density]) floats[at++] = (float)p;
        }
        foreach (var e in film.Events) at = Three(floats, at, e.Time, e.Tau, e.Size);
        foreach (var sample in film.Rate) at = Three(floats, at, sample.Time, sample.Tau, sample.Rate);
        floats[6] = (float)watch.Elapsed.TotalMilliseconds;
        return Bytes<float>(floats);
    }

    /// <summary>Floats: spikes, rate samples, milliseconds, neurons; then of each spike t, tau, row; of each sample t, tau, N.</summary>
    [JSExport]
    internal static byte[] Neurons(double noise, double coupling, double push, int seed)
    {
        var watch = Stopwatch.StartNew();
        var film = NeuronFilm.Compute(new Experiment(noise, coupling, push), (ulong)seed, Noise);
        float[] floats = new float[4 + 3 * (film.Spikes.Count + film.Rate.Count)];
        (floats[0], floats[1], floats[3]) = (film.Spikes.Count, film.Rate.Count, NeuronFilm.Neurons);
        int at = 4;
        foreach (var spike in film.Spikes) at = Three(floats, at, spike.Time, spike.Tau, spike.Neuron);
        foreach (var sample in film.Rate) at = Three(floats, at, sample.Time, sample.Tau, sample.Rate);
        floats[2] = (float)watch.Elapsed.TotalMilliseconds;
        return Bytes<float>(floats);
    }

    /// <summary>Opens the desk with the digits of a file that was laid out.</summary>
    [JSExport]
    internal static void Open(string digits)
        => _chip = new ChipDesk(PackedImages.Read(digits, "MNIST test", margin: 4));

    /// <summary>Learns digits in bulk.</summary>
    /// <returns>Digits learned in all, per mille of 300 unseen ones that are read rightly, milliseconds.</returns>
    [JSExport]
    internal static byte[] Learn(int count)
    {
        var watch = Stopwatch.StartNew();
        if (count > 0) Chip.Learn(count);
        int took = (int)watch.ElapsedMilliseconds;
        return Bytes<int>([Chip.Learned, (int)Math.Round(1000 * Chip.Examine(300)), took]);
    }

    /// <summary>An unseen digit: its label, then its pixels, 0 or 1.</summary>
    [JSExport]
    internal static byte[] Digit(int index)
    {
        var (pixels, label) = Chip.Digit(index);
        return [(byte)label, .. pixels.Select(pixel => (byte)(pixel ? 1 : 0))];
    }

    /// <summary>The ten potentials of a picture.</summary>
    [JSExport]
    internal static byte[] Read(byte[] pixels) => Bytes<int>(Chip.Read(Bits(pixels)));

    /// <summary>
    /// A picture through the circuit. Integers: read, exact, weights changed, microseconds, the ten potentials; then by phase and layer the
    /// number of spikes and the neurons that fired.
    /// </summary>
    [JSExport]
    internal static byte[] Show(byte[] pixels, int label)
    {
        var watch = Stopwatch.StartNew();
        var lesson = Chip.Show(Bits(pixels), label);
        List<int> numbers = [lesson.Read, lesson.Exact ? 1 : 0, (int)lesson.Changed, (int)watch.Elapsed.TotalMicroseconds,
            .. lesson.Potentials];
        foreach (var layer in lesson.Phases.SelectMany(phase => phase))
        {
            numbers.Add(layer.Count);
            numbers.AddRange(layer);
        }
        return Bytes<int>(CollectionsMarshal.AsSpan(numbers));
    }

    /// <summary>The circuit's projections, three integers each: from, to, delay.</summary>
    [JSExport]
    internal static byte[] Wires() => Bytes<int>([.. Chip.Wires().SelectMany(wire => (int[])[wire.From, wire.To, wire.Delay])]);

    static ChipDesk Chip => _chip ?? throw new InvalidOperationException("The desk is not open yet.");

    static int Three(float[] floats, int at, double first, double second, double third)
    {
        (floats[at], floats[at + 1], floats[at + 2]) = ((float)first, (float)second, (float)third);
        return at + 3;
    }

    static bool[] Bits(byte[] pixels) => [.. pixels.Select(pixel => pixel != 0)];

    static byte[] Bytes<T>(ReadOnlySpan<T> numbers) where T : unmanaged => MemoryMarshal.AsBytes(numbers).ToArray();
}
