namespace Spikebook.Figures;

/// <summary>How a line is drawn.</summary>
public enum Dash
{
    /// <summary>Unbroken.</summary>
    Solid,
    /// <summary>Broken into strokes.</summary>
    Dash,
    /// <summary>Broken into dots.</summary>
    Dot,
    /// <summary>Strokes and dots in turn.</summary>
    DashDot,
}

/// <summary>What a point is drawn as.</summary>
public enum Symbol
{
    /// <summary>Filled disc.</summary>
    Circle,
    /// <summary>Ring.</summary>
    OpenCircle,
    /// <summary>Filled square.</summary>
    Square,
    /// <summary>Filled diamond.</summary>
    Diamond,
    /// <summary>Filled triangle, point up.</summary>
    Triangle,
    /// <summary>Diagonal cross.</summary>
    Cross,
}
