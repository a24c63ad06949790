using Spikebook.Randomness;

namespace Spikebook.Plasticity.Evolved.Tasks;

/// <summary>
/// One trial's random numbers, drawn in the published order from NumPy's stream: rates, spike times, the coin, the teacher's weights;
/// and the teacher's potential, which no rule changes.
/// </summary>
/// <remarks>
/// A spike reaches the neurons 2 ms after its time (the generator's and the synapse's delay); of several in one step only one does, since
/// the published neurons carry a flag for each step.
/// </remarks>
sealed class ErrorDrivenTrial
{
    public const int Inputs = 5;
    const double DelayMs = 2;

    public ErrorDrivenTrial(ErrorDrivenSettings settings, int trial, UnitKernel kernel)
    {
        NumpyRandomState random = new(unchecked(settings.Seed + (uint)trial));
        double step = 1.0 / settings.StepsPerMs, duration = settings.DurationMs;
        int steps = settings.DurationMs * settings.StepsPerMs;
        double[] rates = new double[Inputs];
        for (int j = 0; j < Inputs; j++) rates[j] = random.Uniform(150, 850);
        bool[][] arrives = new bool[Inputs][];
        for (int j = 0; j < Inputs; j++)
        {
            arrives[j] = new bool[steps];
            int spikes = random.Poisson(duration * 1e-3 * rates[j]);
            for (int k = 0; k < spikes; k++)
            {
                double time = random.Uniform(step, duration);
                int arrival = (int)Math.Round((time - time % step + DelayMs) * settings.StepsPerMs) - 1;
                bool lost = settings.LosesAtBoundaries && arrival % (5 * settings.StepsPerMs) == settings.StepsPerMs;
                if (arrival < steps && !lost) arrives[j][arrival] = true;
            }
        }
        bool minus = random.NextDouble() < (settings.Shift == TeacherShift.Coin ? 0.5 : 0);
        for (int j = 0; j < Inputs; j++) TeacherWeights[j] = random.Uniform(-20, 20) + (minus ? -15 : 15);
        Rates = rates;
        Arrives = arrives;
        Teacher(settings, kernel, steps);
    }

    /// <summary>Rates of the inputs in Hz.</summary>
    public double[] Rates { get; }

    /// <summary>Whether a spike of an input arrives in a step.</summary>
    public bool[][] Arrives { get; }

    /// <summary>Weights of the teacher in pA.</summary>
    public double[] TeacherWeights { get; } = new double[Inputs];

    /// <summary>The teacher's potential in mV at 1, 2, 3 … ms.</summary>
    public double[] Sampled { get; private set; } = [];

    /// <summary>The teacher's potential as the rule sees it: held for 5 ms each.</summary>
    public double[] Held { get; private set; } = [];

    void Teacher(ErrorDrivenSettings settings, UnitKernel kernel, int steps)
    {
        Sampled = new double[settings.DurationMs];
        Held = new double[settings.DurationMs / 5];
        double v = 0, current = 0;
        int perMs = settings.StepsPerMs, perHold = 5 * perMs;
        for (int step = 0; step < steps; step++)
        {
            v = v * kernel.MembraneDecay + current * kernel.CurrentToMembrane;
            current *= kernel.CurrentDecay;
            for (int j = 0; j < Inputs; j++)
                if (Arrives[j][step]) current += TeacherWeights[j];
            // The published loop reads the potential one step after each multiple of 5 ms.
            if (step % perHold == 0) Held[step / perHold] = UnitKernel.RestMv + v;
            if ((step + 1) % perMs == 0) Sampled[step / perMs] = UnitKernel.RestMv + v;
        }
    }
}
