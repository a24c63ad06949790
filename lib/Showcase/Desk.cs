using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;
using Spikebook.Data;

namespace Spikebook.Showcase;

/// <summary>
/// What a page's worker asks: answers are numbers one after the other, floats for pictures and integers for spikes, as the script that
/// draws them reads them.
/// </summary>
[SupportedOSPlatform("browser")]
static partial class Desk
{
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
        List<float> floats =
        [
            film.Moments.Count, PopulationFilm.Rows, film.Events.Count, film.Rate.Count, film.Steps, (float)film.MassDefect, 0,
        ];
        foreach (var moment in film.Moments)
        {
            floats.AddRange((float)moment.Time, (float)moment.Tau, (float)moment.Rate);
            foreach (double p in moment.Density) floats.Add((float)p);
        }
        foreach (var e in film.Events) floats.AddRange((float)e.Time, (float)e.Tau, (float)e.Size);
        foreach (var sample in film.Rate) floats.AddRange((float)sample.Time, (float)sample.Tau, (float)sample.Rate);
        floats[6] = (float)watch.Elapsed.TotalMilliseconds;
        return Bytes<float>(CollectionsMarshal.AsSpan(floats));
    }

    /// <summary>Floats: spikes, rate samples, milliseconds, neurons; then of each spike t, tau, row; of each sample t, tau, N.</summary>
    [JSExport]
    internal static byte[] Neurons(double noise, double coupling, double push, int seed)
    {
        var watch = Stopwatch.StartNew();
        var film = NeuronFilm.Compute(new Experiment(noise, coupling, push), (ulong)seed);
        List<float> floats = [film.Spikes.Count, film.Rate.Count, 0, NeuronFilm.Neurons];
        foreach (var spike in film.Spikes) floats.AddRange((float)spike.Time, (float)spike.Tau, spike.Neuron);
        foreach (var sample in film.Rate) floats.AddRange((float)sample.Time, (float)sample.Tau, (float)sample.Rate);
        floats[2] = (float)watch.Elapsed.TotalMilliseconds;
        return Bytes<float>(CollectionsMarshal.AsSpan(floats));
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

    static bool[] Bits(byte[] pixels) => [.. pixels.Select(pixel => pixel != 0)];

    static byte[] Bytes<T>(ReadOnlySpan<T> numbers) where T : unmanaged => MemoryMarshal.AsBytes(numbers).ToArray();
}
