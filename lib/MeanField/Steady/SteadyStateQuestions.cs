namespace Spikebook.MeanField;

/// <summary>What is asked of a steady state beyond its rate.</summary>
public static class SteadyStateQuestions
{
    /// <summary>Growth rates of small disturbances about a state; see <see cref="LinearStability"/>.</summary>
    /// <param name="state">The state.</param>
    /// <param name="cells">Cells of the mesh on which the linearised operator is written down.</param>
    public static LinearStability Stability(this SteadyState state, int cells = 240)
    {
        ArgumentNullException.ThrowIfNull(state);
        return LinearStability.Of(state, cells);
    }

    /// <summary>The steady density as cell averages on a mesh (eight-point Gauss rule in each cell).</summary>
    public static Density Density(this SteadyState state, Mesh mesh) => InitialDensity.Steady(state).OnMesh(mesh);
}
