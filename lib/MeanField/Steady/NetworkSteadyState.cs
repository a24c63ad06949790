using MathNet.Numerics.LinearAlgebra;
using Spikebook.Randomness;

namespace Spikebook.MeanField;

/// <summary>
/// A steady state of several populations: N_a (I_a + refractory time) = 1 for all a, I_a the mean passage time from V_R to V_F under
/// the drive mu_a + sum_b W_ab N_b, W = B + sum of all C - diag(beta tau_w).
/// </summary>
/// <remarks>
/// Source of I: Siegert 1951. Several states are told apart by deflation: Newton's method goes on x = ln N with the defect divided by the
/// distances to all that are known, sum_i (1 / |x - x_i|^2 + 1), and so cannot find one twice (Farrell, Birkisson, Funke 2015).
/// </remarks>
/// <param name="Network">The network.</param>
/// <param name="Rates">Rate of each population.</param>
public sealed record NetworkSteadyState(PopulationNetwork Network, IReadOnlyList<double> Rates)
{
    const double LowestLog = -32, HighestLog = 14, Same = 1e-6;

    /// <summary>
    /// All that are found: of one population every one; of several those that Newton's method reaches from a grid of starts (every
    /// combination of five rates of each up to four populations, 1,000 drawn combinations beyond), and from all known ones over and over.
    /// </summary>
    /// <exception cref="ArgumentException">The network is not valid, or a drive depends on time.</exception>
    public static IReadOnlyList<NetworkSteadyState> All(PopulationNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        network.Validate();
        for (int a = 0; a < network.Count; a++)
            if (network.Populations[a].Drive is not null)
                throw new ArgumentException(
                    $"population {network.NameOf(a)} has a drive mu(t), which has no steady state; give a constant Mu");
        double[,] weights = Weights(network);
        if (network.Count == 1)
            return [.. SteadyState.All(network.Populations[0] with { B = weights[0, 0] })
                .Select(s => new NetworkSteadyState(network, [s.Rate]))];
        var problem = new Problem(network, weights);
        var known = new List<Vector<double>>();
        Queue<double[]> starts = new(Starts(network.Count));
        while (starts.TryDequeue(out double[]? start))
        {
            if (problem.Solve(start, known) is not { } found) continue;
            known.Add(found);
            starts.Enqueue([.. found.Select(x => x + 0.1)]);
            starts.Enqueue([.. found.Select(x => x - 0.1)]);
        }
        return [.. known.Select(x => new NetworkSteadyState(network, [.. x.Select(Real.Exp)])).OrderBy(s => s.Rates.Sum())];
    }

    /// <summary>What one more spike of each population adds to the drive of each in the long run.</summary>
    internal static double[,] Weights(PopulationNetwork network)
    {
        var weights = (double[,])network.Excitation.Clone();
        for (int a = 0; a < network.Count; a++)
        {
            foreach (DelayedCoupling coupling in network.Delayed)
                for (int b = 0; b < network.Count; b++) weights[a, b] += coupling.Weights[a, b];
            if (network.Adaptations.Count > 0 && network.Adaptations[a] is { } w) weights[a, a] -= w.Strength * w.Time;
        }
        return weights;
    }

    /// <summary>The model of one population under the kicks of the others, as a constant drive.</summary>
    internal Nnlif Alone(int population)
    {
        double[,] weights = Weights(Network);
        double drive = Network.Populations[population].Mu;
        for (int b = 0; b < Rates.Count; b++) drive += weights[population, b] * Rates[b];
        return Network.Populations[population] with { Mu = drive };
    }

    static IEnumerable<double[]> Starts(int k)
    {
        double[] logs = [-14, -6, -1.5, 0.7, 3.5];
        if (k <= 4)
            return Enumerable.Range(0, (int)Real.Pow(logs.Length, k)).Select(i =>
                Enumerable.Range(0, k).Select(a => logs[i / (int)Real.Pow(logs.Length, a) % logs.Length]).ToArray());
        RandomStream stream = Streams.For(1, "steady-starts");
        return [.. logs.Select(x => Enumerable.Repeat(x, k).ToArray()),
            .. Enumerable.Range(0, 1_000).Select(_ => Enumerable.Range(0, k).Select(_ => logs[stream.NextInt(logs.Length)]).ToArray())];
    }

    /// <summary>x_a + ln(I_a(mu_a + sum W_ab e^(x_b)) + refractory time) = 0.</summary>
    sealed class Problem(PopulationNetwork network, double[,] weights)
    {
        double Defect(int a, Vector<double> x, double extra)
        {
            Nnlif model = network.Populations[a];
            double drive = model.Mu + extra;
            for (int b = 0; b < x.Count; b++) drive += weights[a, b] * Real.Exp(x[b]);
            return x[a] + Real.Log(SteadyState.MeanPassageTime(model with { Mu = drive, B = 0, A1 = 0 }, 0) + model.Refractory);
        }

        /// <summary>Newton's method on the deflated defect; null where it does not end at a new state.</summary>
        public Vector<double>? Solve(double[] start, List<Vector<double>> known)
        {
            int k = start.Length;
            Vector<double> x = Vector<double>.Build.DenseOfArray(start);
            Matrix<double> slopes = Matrix<double>.Build.Dense(k, k);
            for (int trial = 0; trial < 60; trial++)
            {
                Vector<double> f = Vector<double>.Build.Dense(k, a => Defect(a, x, 0));
                if (!f.ForAll(double.IsFinite)) return null;
                for (int a = 0; a < k; a++)
                {
                    const double Change = 1e-6;
                    double slope = (Defect(a, x, Change) - Defect(a, x, -Change)) / (2 * Change);
                    for (int b = 0; b < k; b++) slopes[a, b] = (a == b ? 1 : 0) + slope * weights[a, b] * Real.Exp(x[b]);
                }
                Vector<double> step = slopes.Solve(-f);
                if (!step.ForAll(double.IsFinite)) return null;
                // Deflation divides the step by 1 - (grad ln M) . step, M the product over what is known.
                double along = 0;
                foreach (Vector<double> other in known)
                {
                    Vector<double> apart = x - other;
                    double square = Math.Max(1e-300, apart.DotProduct(apart));
                    along += -2 * apart.DotProduct(step) / (square * (1 + square));
                }
                double size = step.AbsoluteMaximum(), scale = 1 / (1 - along);
                if (f.AbsoluteMaximum() < 1e-12 || size < 1e-13) break;
                if (!double.IsFinite(scale)) scale = 1;
                x += step * Math.Clamp(scale, -2 / size, 2 / size);
                if (x.Minimum() < LowestLog || x.Maximum() > HighestLog) return null;
            }
            bool isState = Enumerable.Range(0, k).All(a => Math.Abs(Defect(a, x, 0)) < 1e-9);
            return isState && known.All(other => (x - other).AbsoluteMaximum() > Same) ? x : null;
        }
    }
}
