using Spikebook.Randomness;

namespace Spikebook.Plasticity;

/// <summary>A step of an episode.</summary>
/// <param name="State">Where cart and pole are when the layer is asked.</param>
/// <param name="Ticks">When each input fires.</param>
/// <param name="Right">Whether it pushes right.</param>
/// <param name="TimeMs">When it decides, from the start of the step's pattern.</param>
public sealed record PoleMoment(PoleState State, IReadOnlyList<int> Ticks, bool Right, double TimeMs);

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

    readonly RewardSettings _settings;
    readonly EscapeRace _race;
    readonly RandomStream _starts, _chance;
    readonly double[] _weights, _worth, _eligibility, _actorTrace, _criticTrace, _reading, _nextReading, _scaled;
    readonly int[] _ticks;

    /// <summary>A layer that knows nothing yet.</summary>
    /// <param name="settings">How it learns.</param>
    /// <param name="seed">Names all chance.</param>
    public PoleReward(RewardSettings settings, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        int inputs = 4 * settings.Fields.Count;
        _race = new EscapeRace(settings, Neurons, inputs);
        (_starts, _chance) = (Streams.For(seed, "pole-starts"), Streams.For(seed, "pole-escape"));
        _weights = new double[Neurons * inputs];
        Array.Fill(_weights, settings.MostWeight / 2);
        (_worth, _reading, _nextReading, _criticTrace) = (new double[inputs], new double[inputs], new double[inputs], new double[inputs]);
        (_eligibility, _actorTrace) = (new double[_weights.Length], new double[_weights.Length]);
        (_scaled, _ticks) = (new double[4], new int[inputs]);
    }

    /// <summary>Left, then right: a weight for each input.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <summary>
    /// The first episode at whose end the mean over the last hundred is <paramref name="goal"/> or more, counted from 1; null if there is
    /// none.
    /// </summary>
    public static int? SolvedAt(IReadOnlyList<int> episodes, double goal = 195)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        const int window = 100;
        for (int end = window; end <= episodes.Count; end++)
            if (episodes.Skip(end - window).Take(window).Average() >= goal) return end;
        return null;
    }

    /// <summary>Plays and learns one episode.</summary>
    /// <param name="learns">Whether weights change.</param>
    /// <param name="mostSteps">When to stop.</param>
    /// <param name="seen">Is shown every step.</param>
    /// <returns>How many steps it lasted.</returns>
    public int Episode(bool learns = true, int mostSteps = CartPole.MostSteps, Action<PoleMoment>? seen = null)
    {
        _actorTrace.AsSpan().Clear();
        _criticTrace.AsSpan().Clear();
        var state = CartPole.Start(_starts);
        Read(state, _reading);
        for (int step = 1; step <= mostSteps; step++)
        {
            int winner = _race.Run(_ticks, _weights, _eligibility, _chance);
            seen?.Invoke(new(state, [.. _ticks], winner == 1, _race.TimeMs));
            state = CartPole.Step(state, winner == 1);
            bool fallen = CartPole.Fallen(state);
            double before = Worth(_reading);
            Read(state, _nextReading);
            if (learns) Learn(fallen ? -1 - before : _settings.Discount * Worth(_nextReading) - before);
            if (fallen) return step;
            _nextReading.CopyTo(_reading, 0);
        }
        return mostSteps;
    }

    void Learn(double surprise)
    {
        double keep = _settings.Discount * _settings.Trace;
        for (int i = 0; i < _weights.Length; i++)
        {
            _actorTrace[i] = keep * _actorTrace[i] + _eligibility[i];
            _weights[i] = Math.Clamp(_weights[i] + _settings.ActorRate * surprise * _actorTrace[i], 0, _settings.MostWeight);
        }
        for (int j = 0; j < _worth.Length; j++)
        {
            _criticTrace[j] = keep * _criticTrace[j] + _reading[j];
            _worth[j] += _settings.CriticRate * surprise * _criticTrace[j];
        }
    }

    void Read(PoleState state, Span<double> potentials)
    {
        state.CopyTo(_scaled);
        for (int f = 0; f < 4; f++) _scaled[f] = Math.Clamp(.5 + .5 * _scaled[f] / _settings.Ranges[f], 0, 1);
        _settings.Fields.Encode(_scaled, _ticks);
        _race.Read(_ticks, _settings.Fields.LastTick, potentials);
    }

    double Worth(ReadOnlySpan<double> potentials)
    {
        double sum = 0;
        for (int j = 0; j < _worth.Length; j++) sum += _worth[j] * potentials[j];
        return sum;
    }
}
