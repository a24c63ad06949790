using Spikebook.Randomness;

namespace Spikebook.MeanField;

/// <summary>
/// Voltages at the quantiles (i + u_i) / n of a density, independent within strata, so that the start adds little noise. Any part of
/// the population can be drawn by itself.
/// </summary>
sealed class ParticleStart
{
    readonly Density _density;
    readonly double[] _below; // mass below each cell
    readonly double _point, _reset;
    readonly RandomStream _stream;
    readonly int _neurons;

    public ParticleStart(InitialDensity start, Nnlif model, Mesh mesh, int neurons, ulong seed)
    {
        (_density, _point, _reset, _neurons) = (start.OnMesh(mesh), start.PointAtReset, model.Reset, neurons);
        _stream = Streams.For(seed, "particle-start");
        _below = new double[_density.Cells + 1];
        for (int i = 0; i < _density.Cells; i++) _below[i + 1] = _below[i] + _density.Values[i] * _density.Width;
    }

    /// <summary>Fills the voltages of the neurons from number <paramref name="first"/> on.</summary>
    public void Draw(int first, Span<double> voltages)
    {
        var stream = new RandomStream(_stream.Key, _stream.Substream) { Position = 2 * (ulong)first }; // two words a number
        int cell = -1;
        for (int i = 0; i < voltages.Length; i++)
        {
            double quantile = (first + i + stream.NextDouble()) / _neurons;
            if (quantile < _point)
            {
                voltages[i] = _reset;
                continue;
            }
            quantile = (quantile - _point) / (1 - _point);
            if (cell < 0) cell = FirstCell(quantile);
            while (cell < _density.Cells - 1 && _below[cell + 1] < quantile) cell++;
            double mass = _density.Values[cell] * _density.Width;
            voltages[i] = _density.Minimum + (cell + Math.Clamp((quantile - _below[cell]) / mass, 0, 1)) * _density.Width;
        }
    }

    /// <summary>The first cell with as much mass below its right end.</summary>
    int FirstCell(double quantile)
    {
        int index = Array.BinarySearch(_below, quantile);
        if (index < 0) index = ~index;
        while (index > 0 && _below[index - 1] >= quantile) index--;
        return Math.Clamp(index - 1, 0, _density.Cells - 1);
    }
}
