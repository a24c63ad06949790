namespace Spikebook.MeanField;

/// <summary>A matrix of couplings by its entries that are not 0: what a step does with it costs as much as there are couplings.</summary>
sealed class Couplings
{
    readonly int[][] _sources;
    readonly double[][] _weights;

    public Couplings(double[,] matrix)
    {
        int k = matrix.GetLength(0);
        (_sources, _weights) = (new int[k][], new double[k][]);
        for (int a = 0; a < k; a++)
        {
            int row = a;
            _sources[a] = [.. Enumerable.Range(0, matrix.GetLength(1)).Where(b => matrix[row, b] != 0)];
            _weights[a] = [.. _sources[a].Select(b => matrix[row, b])];
        }
    }

    /// <summary>The same from the kicked to those that kick.</summary>
    public Couplings Transposed()
    {
        var matrix = new double[Count, Count];
        for (int a = 0; a < Count; a++)
            for (int i = 0; i < _sources[a].Length; i++) matrix[_sources[a][i], a] = _weights[a][i];
        return new Couplings(matrix);
    }

    /// <summary>Number of populations.</summary>
    public int Count => _sources.Length;

    /// <summary>Sum over b of the weight from b to <paramref name="population"/> times an amount.</summary>
    public double Kick(int population, ReadOnlySpan<double> amounts)
    {
        int[] sources = _sources[population];
        double[] weights = _weights[population];
        double kick = 0;
        for (int i = 0; i < sources.Length; i++) kick += weights[i] * amounts[sources[i]];
        return kick;
    }

    /// <summary>The weight of a population onto itself.</summary>
    public double Own(int population)
    {
        int at = Array.IndexOf(_sources[population], population);
        return at < 0 ? 0 : _weights[population][at];
    }

    /// <summary>Kick by all if each fires once.</summary>
    public double Sum(int population)
    {
        double sum = 0;
        foreach (double weight in _weights[population]) sum += weight;
        return sum;
    }

    /// <summary>
    /// Solves x_a - scale gain_a sum_b W_ab x_b = right_a by Gauss and Seidel's sweeps, which converge for weights &gt;= 0 where
    /// the spectral radius of scale diag(gain) W is below 1.
    /// </summary>
    public void SolveFeedback(ReadOnlySpan<double> gain, double scale, ReadOnlySpan<double> right, Span<double> x)
    {
        right.CopyTo(x);
        for (int sweep = 0; sweep < 2_000; sweep++)
        {
            double change = 0, size = 0;
            for (int a = 0; a < _sources.Length; a++)
            {
                double own = Own(a), factor = scale * gain[a];
                double next = (right[a] + factor * (Kick(a, x) - own * x[a])) / (1 - factor * own);
                change = Math.Max(change, Math.Abs(next - x[a]));
                size = Math.Max(size, Math.Abs(next));
                x[a] = next;
            }
            if (change <= 1e-13 * size) return;
        }
    }
}
