using System.Globalization;
using Spikebook.Storage;

namespace Spikebook.Training;

/// <summary>Learning curves as comma-separated values: epoch, samples, then each measure while learning and on the test.</summary>
public static class LearningCurve
{
    /// <summary>Writes a curve to a file, whole or not at all.</summary>
    /// <exception cref="TrainingException">The file cannot be written; one that was there before is unchanged.</exception>
    public static void Save(string path, IReadOnlyList<LearningPoint> curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        try
        {
            AtomicFile.WriteText(path, writer => Write(writer, curve));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{path}: the learning curve cannot be written: {error.Message}", error);
        }
    }

    /// <summary>Writes a curve: a heading, then a line a point, numbers with all the digits that bring them back.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<LearningPoint> curve)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(curve);
        if (curve.Count == 0) return;
        var (train, test) = (curve[0].Train.Names, curve[0].Test?.Names ?? []);
        writer.WriteLine(string.Join(',', ["epoch", "samples", .. train.Select(n => "train_" + n), .. test.Select(n => "test_" + n)]));
        foreach (var point in curve)
        {
            IEnumerable<double> values = [.. point.Train.Values, .. point.Test?.Values ?? []];
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{point.Epoch:R},{point.Samples}"));
            foreach (double value in values) writer.Write(string.Create(CultureInfo.InvariantCulture, $",{value:R}"));
            writer.WriteLine();
        }
    }
}
