using System.Text.Json;

namespace Spikebook.MeanField.Tests;

static class Reference
{
    public static JsonElement Read(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "reference", $"mean-field-{name}.json"))).RootElement;

    public static (Nnlif Model, InitialDensity Start, JsonElement Row) Case(string name)
    {
        JsonElement row = Read("first-events").GetProperty("rows").EnumerateArray().First(r => r.GetProperty("case").GetString() == name);
        double Number(string field) => row.GetProperty(field).GetDouble();
        return (new Nnlif { A = Number("a"), B = Number("b"), Mu = Number("mu") }, InitialDensity.Gaussian(Number("v0"), Number("s2")),
            row);
    }

    /// <summary>log2 of the ratio of successive differences of values on meshes h, h/2, h/4.</summary>
    public static double ObservedOrder(double coarse, double middle,
        double fine) => Math.Log2(Math.Abs((coarse - middle) / (middle - fine)));

    /// <summary>Slope of log |error| over log h, by least squares.</summary>
    public static double FittedOrder(IReadOnlyList<double> widths, IEnumerable<double> errors)
    {
        double[] x = [.. widths.Select(h => Math.Log(h))], y = [.. errors.Select(e => Math.Log(Math.Abs(e)))];
        double meanX = x.Average(), meanY = y.Average();
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }
}
