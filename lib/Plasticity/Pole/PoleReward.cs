using Spikebook.Randomness;

namespace Spikebook.Plasticity;

/// <summary>
/// Balancing learned from reward alone, by a rule of three factors: input, output, and one number that all synapses hear.
/// <code>
/// z_cj &lt;- discount trace z_cj + e_cj          eligibility of the two neurons (see EscapeRace)
/// q_j  &lt;- discount trace q_j + p_j            eligibility of the critic, p_j its input's PSP
/// d     = r + discount u(s') - u(s)           the third factor; u = sum_j v_j p_j the critic's voltage, 0 after a fall
/// w    &lt;- w + rate d z,   v &lt;- v + rate' d q
/// </code>
/// The reward r is 0 while the pole stands and -1 when it falls.
/// </summary>
/// <remarks>
/// N. Frémaux, H. Sprekeler, W. Gerstner, PLoS Comput Biol 9, e1003024 (2013), for the spiking actor and critic; A. Barto, R. Sutton,
/// C. Anderson (1983) for the task.
/// </remarks>
public sealed class PoleReward
{
    const int Neurons = 2;

    readonly RewardSettings settings;
    readonly EscapeRace race;
    readonly RandomStream starts, chance;
    readonly double[] weights, worth, eligibility, actorTrace, criticTrace, reading, nextReading, scaled;
    readonly int[] ticks;

    /// <summary>A layer that knows nothing yet.</summary>
    /// <param name="settings">How it learns.</param>
    /// <param name="seed">Names all chance.</param>
    public PoleReward(RewardSettings settings, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(settings);
        this.settings = settings;
        int inputs = 4 * settings.Fields.Count;
        race = new EscapeRace(settings, Neurons, inputs);
        (starts, chance) = (Streams.For(seed, "pole-starts"), Streams.For(seed, "pole-escape"));
        weights = new double[Neurons * inputs];
        Array.Fill(weights, settings.MostWeight / 2);
        (worth, reading, nextReading, criticTrace) = (new double[inputs], new double[inputs], new double[inputs], new double[inputs]);
        (eligibility, actorTrace) = (new double[weights.Length], new double[weights.Length]);
        (scaled, ticks) = (new double[4], new int[inputs]);
    }

    /// <summary>Left, then right: a weight for each input.</summary>
    public IReadOnlyList<double> Weights => weights;

    /// <summary>Plays and learns one episode.</summary>
    /// <param name="learns">Whether weights change.</param>
    /// <param name="mostSteps">When to stop.</param>
    /// <returns>How many steps it lasted.</returns>
    public int Episode(bool learns = true, int mostSteps = CartPole.MostSteps)
    {
        actorTrace.AsSpan().Clear();
        criticTrace.AsSpan().Clear();
        var state = CartPole.Start(starts);
        Read(state, reading);
        for (int step = 1; step <= mostSteps; step++)
        {
            int winner = race.Run(ticks, weights, eligibility, chance);
            state = CartPole.Step(state, winner == 1);
            bool fallen = CartPole.Fallen(state);
            double before = Worth(reading);
            Read(state, nextReading);
            if (learns) Learn(fallen ? -1 - before : settings.Discount * Worth(nextReading) - before);
            if (fallen) return step;
            nextReading.CopyTo(reading, 0);
        }
        return mostSteps;
    }

    void Learn(double surprise)
    {
        double keep = settings.Discount * settings.Trace;
        for (int i = 0; i < weights.Length; i++)
        {
            actorTrace[i] = keep * actorTrace[i] + eligibility[i];
            weights[i] = Math.Clamp(weights[i] + settings.ActorRate * surprise * actorTrace[i], 0, settings.MostWeight);
        }
        for (int j = 0; j < worth.Length; j++)
        {
            criticTrace[j] = keep * criticTrace[j] + reading[j];
            worth[j] += settings.CriticRate * surprise * criticTrace[j];
        }
    }

    void Read(PoleState state, Span<double> potentials)
    {
        state.CopyTo(scaled);
        for (int f = 0; f < 4; f++) scaled[f] = Math.Clamp(.5 + .5 * scaled[f] / settings.Ranges[f], 0, 1);
        settings.Fields.Encode(scaled, ticks);
        race.Read(ticks, settings.Fields.LastTick, potentials);
    }

    double Worth(ReadOnlySpan<double> potentials)
    {
        double sum = 0;
        for (int j = 0; j < worth.Length; j++) sum += worth[j] * potentials[j];
        return sum;
    }
}
