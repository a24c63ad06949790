namespace Spikebook.Figures;

/// <summary>One set of data in a panel. Arrays are the figure's own copies and are never written again.</summary>
abstract record Trace(string? Name, string? Color, bool OnRight)
{
    public abstract string Kind { get; }

    /// <summary>Whether the trace takes the next colour of the palette when it has none of its own.</summary>
    public virtual bool TakesColor => true;

    /// <summary>The trace without data, for frames that lack it.</summary>
    public abstract Trace Emptied();

    public abstract int Count { get; }
}

sealed record XyTrace(double[] X, double[] Y, string? Name, string? Color, bool OnRight) : Trace(Name, Color, OnRight)
{
    public bool Lines { get; init; }
    public bool Markers { get; init; }
    public bool Steps { get; init; }
    public bool Filled { get; init; }
    public Dash Dash { get; init; }
    public double Width { get; init; } = 2;
    public Symbol Symbol { get; init; }
    public double Size { get; init; } = 7;
    public double[]? ErrorX { get; init; }
    public double[]? ErrorY { get; init; }
    public string[]? Labels { get; init; }
    public override string Kind => Lines ? "line" : "scatter";
    public override int Count => X.Length;
    public override Trace Emptied() => this with { X = [], Y = [], ErrorX = null, ErrorY = null, Labels = null };
}

/// <summary>The region between two curves.</summary>
sealed record BandTrace(double[] X, double[] Low, double[] High, string? Name, string? Color, bool OnRight) : Trace(Name, Color, OnRight)
{
    public override string Kind => "band";
    public override int Count => X.Length;
    public override Trace Emptied() => this with { X = [], Low = [], High = [] };
}

/// <summary>Bars centred on X, which for categories is the place 0, 1, 2 … on the axis.</summary>
sealed record BarTrace(double[] X, double[] Y, double[] Widths, string? Name, string? Color, bool OnRight) : Trace(Name, Color, OnRight)
{
    public string[]? Categories { get; init; }
    public double[]? Error { get; init; }

    /// <summary>Bars that touch each other: each as wide as its bin.</summary>
    public bool Histogram { get; init; }
    public override string Kind => Histogram ? "histogram" : "bars";
    public override int Count => X.Length;
    public override Trace Emptied() => this with { X = [], Y = [], Widths = [], Categories = null, Error = null };
}

sealed record RasterTrace(double[] Times, double[] Rows, string? Name, string? Color) : Trace(Name, Color, false)
{
    /// <summary>Length of a stroke in px; null for one that follows from the rows.</summary>
    public double? Size { get; init; }

    public override string Kind => "raster";
    public override int Count => Times.Length;
    public override Trace Emptied() => this with { Times = [], Rows = [] };
}

/// <summary>Z[iy * X.Length + ix] over cell centres X, Y.</summary>
sealed record HeatTrace(double[] X, double[] Y, double[] Z, string? Name, ColorScale Scale) : Trace(Name, null, false)
{
    public double? Min { get; init; }
    public double? Max { get; init; }
    public bool Log { get; init; }
    public bool ShowValues { get; init; }
    public bool ShowScale { get; init; } = true;
    /// <summary>The number that gives a cell its colour: the value or its logarithm. In a logarithmic matrix a zero takes the first colour,
    /// elsewhere what has no logarithm stays blank (NaN).</summary>
    public double ColorValue(double z, Extent colors)
        => !Log ? z : z > 0 ? Math.Log10(z) : ShowValues && z == 0 ? Math.Log10(colors.Min) : double.NaN;

    public override string Kind => "heatmap";
    public override bool TakesColor => false;
    public override int Count => Z.Length;
    public override Trace Emptied() => this with { X = [], Y = [], Z = [] };
}

/// <summary>Z[iy * X.Length + ix] as height over the plane.</summary>
sealed record SurfaceTrace(double[] X, double[] Y, double[] Z, string? Name, ColorScale Scale) : Trace(Name, null, false)
{
    public override string Kind => "surface";
    public override bool TakesColor => false;
    public override int Count => Z.Length;
    public override Trace Emptied() => this with { X = [], Y = [], Z = [] };
}
