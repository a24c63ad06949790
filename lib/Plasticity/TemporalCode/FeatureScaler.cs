namespace Spikebook.Plasticity;

/// <summary>Brings features into [0, 1] by what the training rows show.</summary>
public sealed class FeatureScaler
{
    readonly FeatureScaling _scaling;
    readonly double[] _least, _span;

    /// <summary>Looks at the training rows, and at no other.</summary>
    /// <exception cref="ArgumentException">There are no training rows.</exception>
    public FeatureScaler(LabelledRows rows, ReadOnlySpan<int> train, FeatureScaling scaling)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (train.IsEmpty) throw new ArgumentException("no rows to fit a scale to; give at least one", nameof(train));
        _scaling = scaling;
        (_least, _span) = (new double[rows.Features], new double[rows.Features]);
        for (int f = 0; f < rows.Features; f++)
        {
            var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
            foreach (int row in train) (low, high) = (Math.Min(low, rows.Row(row)[f]), Math.Max(high, rows.Row(row)[f]));
            (_least[f], _span[f]) = (low, high > low ? high - low : 1); // a feature that never changes becomes 0
        }
    }

    /// <summary>Scales a row.</summary>
    /// <exception cref="ArgumentException">Unit rows: a feature is negative, or all are 0.</exception>
    public void Scale(ReadOnlySpan<double> row, Span<double> scaled)
    {
        if (_scaling == FeatureScaling.UnitRows)
        {
            double squares = 0;
            foreach (double value in row)
            {
                if (value < 0) throw new ArgumentException($"a feature is {value}; rows of unit length need features of 0 or more, use MinMax", nameof(row));
                squares += value * value;
            }
            if (squares == 0) throw new ArgumentException("a row of zeros has no direction; use MinMax", nameof(row));
            for (int f = 0; f < row.Length; f++) scaled[f] = row[f] / Math.Sqrt(squares);
        }
        else
        {
            for (int f = 0; f < row.Length; f++) scaled[f] = Math.Clamp((row[f] - _least[f]) / _span[f], 0, 1);
        }
    }
}
