namespace Spikebook.MeanField;

/// <summary>
/// Two steps of backward Euler, p - half L p = p0: first order, and positive whatever the step; also from a density that has no finite
/// rate because it
/// jumps at V_F.
/// </summary>
sealed class BackwardEuler(Population population, RateSolver rates)
{
    readonly double[] _rightSide = new double[population.Mesh.Cells];

    /// <summary>
    /// Tries two steps of <paramref name="half"/> each; the density at their end is left in the trial, the state is as it was.
    /// </summary>
    /// <returns>False where there is no finite rate.</returns>
    public bool Try(double half, out PairFluxes pair)
    {
        pair = default;
        double time = population.Time, queue0 = population.Queue;
        Past past = population.Past;
        bool away = population.Model.Refractory > 0; // those who come back fired long ago: what comes is known beforehand
        double return1 = past.ReturningUntil(time + half), return2 = past.ReturningUntil(time + 2 * half);
        population.OnMesh.CopyTo(_rightSide);
        population.AddAtReset(_rightSide, away ? return1 : queue0);
        RateSolution first = rates.Solve(Math.Max(0, population.Rate), time + half, half, away ? 0 : half, _rightSide);
        if (!first.IsFound) return false;
        double back1 = past.ReturnRate(first.Rate, time + half);
        population.Trial.CopyTo(_rightSide);
        if (away) population.AddAtReset(_rightSide, return2 - return1);
        RateSolution second = rates.Solve(first.Rate, time + 2 * half, half, away ? 0 : half, _rightSide);
        if (!second.IsFound) return false;
        double back2 = past.ReturnRate(second.Rate, time + 2 * half);
        pair = new PairFluxes(first.Flux, second.Flux, half * first.Flux, half * second.Flux,
            away ? return2 : queue0 + half * (back1 + back2));
        return true;
    }
}
