using Spikebook.Randomness;
using static System.FormattableString;

namespace Spikebook.Spiking;

/// <summary>
/// The classic balanced network without delay, as an integrator of its input: dV = -lambda_v V dt + W^T c dt + lambda_d W^T W r dt + noise;
/// neuron i fires at V_i > T_i = (mu lambda_d^2 + nu lambda_d + |W_i|^2) / 2 and lowers all voltages by W^T W_i, its own by mu lambda_d^2
/// more. Euler's method, as published.
/// </summary>
/// <remarks>
/// Sources: Boerlin, Machens, Deneve 2013, PLoS Comput Biol 9, e1003258; figure 2 of Rullan Buxo, Pillow 2020 and its authors' program.
/// </remarks>
public sealed record ClassicNetwork
{
    /// <summary>W: what a spike of each neuron adds to the read-out.</summary>
    public required ReadoutWeights Weights { get; init; }

    /// <summary>Who fires of those above threshold.</summary>
    public FiringRule Rule { get; init; }

    /// <summary>Time constant 1 / lambda_d of the read-out, s.</summary>
    public double DecayTime { get; init; } = 0.1;

    /// <summary>Time constant 1 / lambda_v of the voltage, s.</summary>
    public double VoltageTime { get; init; } = 0.05;

    /// <summary>mu, cost of squared rates.</summary>
    public double QuadraticCost { get; init; } = 1e-5;

    /// <summary>nu, cost of rates.</summary>
    public double LinearCost { get; init; } = 1e-4;

    /// <summary>sigma_v, noise of the voltage per square root of a second.</summary>
    public double VoltageNoise { get; init; } = 1e-3;

    /// <summary>Seed of noise and choice.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Runs the network over an input.</summary>
    /// <exception cref="ArgumentException">A value that makes no sense.</exception>
    public BalancedRun Run(Stimulus stimulus, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(stimulus);
        ArgumentNullException.ThrowIfNull(Weights);
        if (stimulus.Dimensions != Weights.Dimensions)
            throw new ArgumentException($"the input has {stimulus.Dimensions} dimensions and the weights have {Weights.Dimensions}"
                + "; give both the same number");
        if (!(DecayTime > stimulus.Step))
            throw new ArgumentException(Invariant($"DecayTime = {DecayTime} s must be above the bin of {stimulus.Step} s"));
        if (!(VoltageTime > stimulus.Step))
            throw new ArgumentException(Invariant($"VoltageTime = {VoltageTime} s must be above the bin of {stimulus.Step} s"));
        if (!(QuadraticCost >= 0) || !(LinearCost >= 0) || !(VoltageNoise >= 0))
            throw new ArgumentException(Invariant($"costs {QuadraticCost}, {LinearCost} and noise {VoltageNoise} must not be below 0"));

        int n = Weights.Neurons, d = Weights.Dimensions;
        double dt = stimulus.Step, lambda = 1 / DecayTime, decay = 1 - lambda * dt, leak = 1 - dt / VoltageTime;
        double noise = VoltageNoise * Math.Sqrt(dt);
        double[] voltage = new double[n], noises = new double[n], drive = new double[d], x = new double[d], readout = new double[d],
            thresholds = new double[n];
        for (var i = 0; i < n; i++) thresholds[i] = (QuadraticCost * lambda * lambda + LinearCost * lambda + Weights.SquaredNorm(i)) / 2;
        double[] targets = new double[stimulus.Bins * d], readouts = new double[stimulus.Bins * d];
        var spikes = new BinnedSpikes(n, stimulus.Bins);
        RandomStream random = Streams.For(Seed, "voltage-noise"), choice = Streams.For(Seed, "choice");
        var fired = new int[n];
        for (var bin = 0; bin < stimulus.Bins; bin++)
        {
            if ((bin & 1023) == 0) cancel.ThrowIfCancellationRequested();
            var input = stimulus.At(bin);
            for (var k = 0; k < d; k++)
            {
                x[k] += dt * input[k];
                drive[k] = dt * (input[k] + lambda * readout[k]);
                readout[k] *= decay;
            }
            random.FillGaussian(noises);
            var count = 0;
            for (var i = 0; i < n; i++)
            {
                voltage[i] = leak * voltage[i] + noise * noises[i];
                for (var k = 0; k < d; k++) voltage[i] += Weights[k, i] * drive[k];
                if (voltage[i] > thresholds[i]) fired[count++] = i;
            }
            if (Rule == FiringRule.One && count > 1) (fired[0], count) = (fired[choice.NextInt(count)], 1);
            Reset(voltage, readout, fired.AsSpan(0, count), QuadraticCost * lambda * lambda);
            spikes.Add(fired.AsSpan(0, count));
            x.CopyTo(targets.AsSpan(bin * d));
            readout.CopyTo(readouts.AsSpan(bin * d));
        }
        return new BalancedRun(this, stimulus, targets, readouts, spikes, []);
    }

    // V <- V - (W^T W + mu lambda_d^2 I) s, r <- r + s
    void Reset(Span<double> voltage, Span<double> readout, ReadOnlySpan<int> fired, double own)
    {
        if (fired.IsEmpty) return;
        Span<double> jump = stackalloc double[Weights.Dimensions];
        jump.Clear();
        Weights.AddTo(jump, fired);
        foreach (var neuron in fired) voltage[neuron] -= own;
        for (var k = 0; k < jump.Length; k++)
        {
            readout[k] += jump[k];
            var row = Weights.Row(k);
            for (var i = 0; i < voltage.Length; i++) voltage[i] -= row[i] * jump[k];
        }
    }
}
