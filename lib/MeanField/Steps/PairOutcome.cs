namespace Spikebook.MeanField;

/// <summary>How an attempt at a pair of steps in physical time ended. Only <see cref="Taken"/> changes the state.</summary>
enum PairVerdict
{
    /// <summary>The state is at the end of the pair.</summary>
    Taken,

    /// <summary>The estimated error exceeds what is allowed: a shorter pair is wanted.</summary>
    TooInaccurate,

    /// <summary>A flux or a density came out negative: extrapolation overshot, a shorter pair or backward Euler is wanted.</summary>
    Negative,

    /// <summary>No finite rate solves N = flux(N) within the pair.</summary>
    NoFiniteRate,
}

/// <summary>What an attempt at a pair of steps found.</summary>
/// <param name="Verdict">How it ended.</param>
/// <param name="Error">Estimated local error, L1 norm of the density; 0 for backward Euler, NaN where none was found.</param>
readonly record struct PairOutcome(PairVerdict Verdict, double Error)
{
    public bool IsTaken => Verdict == PairVerdict.Taken;
}

/// <summary>Fluxes at the ends of two steps, what fired in each, and what came back at V_R.</summary>
readonly record struct PairFluxes(double Flux1, double Flux2, double Out1, double Out2, double In);
