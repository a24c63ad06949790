using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Spikebook.Randomness;

namespace Spikebook.Plasticity.Evolved.Tasks;

/// <summary>
/// One repetition: its patterns, and the neuron that learns them. In a step V ← V e^{-h/τ_m} + I P (or rests after a spike), the neuron
/// fires with probability h φ_n(u), φ_n = 0.01 Hz e^{(u + 55 mV)/0.2 mV}, and each synapse keeps
/// E ← E e^{-h/τ_E} + (1 - e^{-h/τ_E}) s (S - h φ_s(u)) 10^9 / δ with δ = 5 mV, φ_s = 0.01 e^{(u + 55 mV)/δ}.
/// </summary>
/// <remarks>
/// That δ differs between neuron and synapse, that h φ_s counts in ms what φ_n counts in s, and the factor 10^9 are the published
/// program's; with one δ and one unit no learning rate was found with which the published rule learns.
/// </remarks>
sealed class RewardDrivenExperiment
{
    const int Inputs = 50, Lanes = 8;
    const double StimulusMs = 500, RateHz = 6, Connectivity = 0.8, WeightDeviation = 1000, DelayMs = 2, RefractoryMs = 2;
    const double ThresholdMv = -55, NeuronDeltaMv = 0.2, SynapseDeltaMv = 5, Rho = 0.01, TauEligibilityMs = 500, PublishedScale = 1e9;

    readonly RewardDrivenSettings _settings;
    readonly (int Step, int Synapse)[][] _patterns;   // arrivals, in _order
    readonly int[] _labels, _order;
    readonly double[] _initial;
    readonly long _repetition;
    readonly int _steps;

    public RewardDrivenExperiment(RewardDrivenSettings settings, int repetition)
    {
        (_settings, _repetition) = (settings, repetition);
        _steps = (int)Math.Round(StimulusMs / _settings.StepMs);
        NumpyRandomState random = new(unchecked(_settings.Seed + (uint)_repetition));
        var wiring = Streams.For(_settings.Seed, "reward-driven connections", _repetition);
        int connected = 0;
        int[] place = [.. Enumerable.Range(0, Inputs).Select(_ => wiring.NextDouble() < Connectivity ? connected++ : -1)];
        _patterns = new (int, int)[_settings.Patterns][];
        _labels = new int[_settings.Patterns];
        for (int pattern = 0; pattern < _patterns.Length; pattern++)
        {
            int[] counts = [.. Enumerable.Range(0, Inputs).Select(_ => random.Poisson(StimulusMs * 1e-3 * RateHz))];
            List<(int Step, int Synapse)> arrivals = [];
            for (int input = 0; input < Inputs; input++)
                for (int k = 0; k < counts[input]; k++)
                {
                    int arrival = (int)Math.Round((random.Uniform(_settings.StepMs, StimulusMs) + DelayMs) / _settings.StepMs) - 1;
                    if (place[input] >= 0 && arrival < _steps) arrivals.Add((arrival, place[input]));
                }
            _patterns[pattern] = [.. arrivals.Order().Distinct()];
            _labels[pattern] = random.Below(2) == 0 ? -1 : 1;
        }
        _initial = new double[connected];
        for (int j = 0; j < connected; j++) _initial[j] = random.Normal(0, WeightDeviation);
        _order = [.. Enumerable.Range(0, _settings.Trials).Select(_ => random.Below(_settings.Patterns))];
    }

    /// <summary>Rewards of all trials; null if a weight is no number any more.</summary>
    public int[]? Run(Rule rule, CancellationToken cancellation)
    {
        double[] weights = [.. _initial];
        int vectors = (weights.Length + Lanes - 1) / Lanes;
        Vector512<double>[] unit = new Vector512<double>[vectors], current = new Vector512<double>[vectors],
            eligibility = new Vector512<double>[vectors];
        var chance = Streams.For(_settings.Seed, "reward-driven spikes", _repetition);
        double rate = _settings.LearningRate * 0.1 / _settings.StepMs;
        int[] rewards = new int[_settings.Trials];
        for (int trial = 0; trial < rewards.Length; trial++)
        {
            cancellation.ThrowIfCancellationRequested();
            bool fired = Show(_patterns[_order[trial]], weights, unit, current, eligibility, chance);
            rewards[trial] = (fired ? 1 : -1) == _labels[_order[trial]] ? 1 : -1;
            var traces = MemoryMarshal.Cast<Vector512<double>, double>(eligibility.AsSpan());
            for (int j = 0; j < weights.Length; j++)
            {
                weights[j] += rate * rule.Evaluate(rewards[trial], traces[j]);
                if (!double.IsFinite(weights[j])) return null;
            }
        }
        return rewards;
    }

    bool Show((int Step, int Synapse)[] arrivals, double[] weights, Vector512<double>[] unit, Vector512<double>[] current,
        Vector512<double>[] eligibility, RandomStream chance)
    {
        double h = _settings.StepMs, gain = 1 - Real.Exp(-h / TauEligibilityMs);
        var kernel = UnitKernel.Of(h);
        Vector512<double> membraneDecay = Vector512.Create(kernel.MembraneDecay), currentDecay = Vector512.Create(kernel.CurrentDecay);
        Vector512<double> toMembrane = Vector512.Create(kernel.CurrentToMembrane), traceDecay = Vector512.Create(1 - gain);
        Array.Clear(unit);
        Array.Clear(current);
        Array.Clear(eligibility);
        var unitCurrents = MemoryMarshal.Cast<Vector512<double>, double>(current.AsSpan());
        double v = 0, drive = 0;
        int resting = 0, next = 0, rest = (int)Math.Round(RefractoryMs / h);
        bool fired = false;
        for (int step = 0; step < _steps; step++)
        {
            if (resting == 0) v = v * kernel.MembraneDecay + drive * kernel.CurrentToMembrane;
            else resting--;
            drive *= kernel.CurrentDecay;
            double above = v + UnitKernel.RestMv - ThresholdMv, spike = 0;
            // Below -3 mV a step fires with less than 10^-11.
            if (resting == 0 && above > -3 && chance.NextDouble() < 1e-3 * h * Rho * Real.Exp(above / NeuronDeltaMv))
            {
                (fired, spike, v, resting) = (true, 1, 0, rest);
            }
            var surprise = Vector512.Create(gain * PublishedScale / SynapseDeltaMv * (spike - h * Rho * Real.Exp(above / SynapseDeltaMv)));
            for (int k = 0; k < unit.Length; k++)
            {
                var s = unit[k] * membraneDecay + current[k] * toMembrane;
                unit[k] = s;
                current[k] *= currentDecay;
                eligibility[k] = eligibility[k] * traceDecay + s * surprise;
            }
            for (; next < arrivals.Length && arrivals[next].Step == step; next++)
            {
                drive += weights[arrivals[next].Synapse];
                unitCurrents[arrivals[next].Synapse] += 1;
            }
        }
        return fired;
    }
}
