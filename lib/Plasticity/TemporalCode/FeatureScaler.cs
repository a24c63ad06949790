using Spikebook.Data;

namespace Spikebook.Plasticity;

/// <summary>How features come into [0, 1].</summary>
public enum FeatureScaling
{
    /// <summary>Each row is divided by its length: what counts is the ratio of features. Features must not be negative.</summary>
    UnitRows,

    /// <summary>Each feature from its least to its greatest value among the training rows; what lies outside is clipped.</summary>
    MinMax,
}

/// <summary>Brings rows into [0, 1] by what the training rows show, and to no other.</summary>
public sealed class FeatureScaler
{
    readonly FeatureScaling _scaling;
    readonly Normalisation? _range;

    /// <summary>Looks at the training rows.</summary>
    public FeatureScaler(FeatureTable train, FeatureScaling scaling)
        => (_scaling, _range) = (scaling, scaling == FeatureScaling.MinMax ? Normalisation.Range(train) : null);

    /// <summary>Scales a row.</summary>
    /// <exception cref="ArgumentException">Unit rows: a feature is negative, or all are 0.</exception>
    public void Scale(ReadOnlySpan<double> row, Span<double> scaled)
    {
        if (_scaling == FeatureScaling.UnitRows)
        {
            double squares = 0;
            foreach (double value in row)
            {
                if (value < 0)
                    throw new ArgumentException($"a feature is {value}; rows of unit length need features of 0 or more, use MinMax",
                        nameof(row));
                squares += value * value;
            }
            if (squares == 0) throw new ArgumentException("a row of zeros has no direction; use MinMax", nameof(row));
            double scale = 1 / Math.Sqrt(squares);
            for (int f = 0; f < row.Length; f++) scaled[f] = row[f] * scale;
        }
        else
        {
            for (int f = 0; f < row.Length; f++) scaled[f] = Math.Clamp((row[f] - _range!.Offset[f]) / _range.Scale[f], 0, 1);
        }
    }

    /// <summary>The spikes of all rows of a table.</summary>
    public SpikeTimes Encode(FeatureTable table, GaussianFields fields)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(fields);
        double[] scaled = new double[table.Features];
        int inputs = table.Features * fields.Count;
        int[] ticks = new int[table.Count * inputs];
        for (int row = 0; row < table.Count; row++)
        {
            Scale(table.Row(row), scaled);
            fields.Encode(scaled, ticks.AsSpan(row * inputs, inputs));
        }
        return SpikeTimes.Of(ticks, inputs, fields.TickMs);
    }
}
