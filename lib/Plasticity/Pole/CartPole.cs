using Spikebook.Randomness;

namespace Spikebook.Plasticity;

/// <summary>Where cart and pole are.</summary>
/// <param name="X">Cart, in m.</param>
/// <param name="Speed">Cart, in m/s.</param>
/// <param name="Angle">Pole from upright, in rad.</param>
/// <param name="Spin">Pole, in rad/s.</param>
public readonly record struct PoleState(double X, double Speed, double Angle, double Spin)
{
    /// <summary>As four features.</summary>
    public void CopyTo(Span<double> features) => (features[0], features[1], features[2], features[3]) = (X, Speed, Angle, Spin);
}

/// <summary>
/// A pole on a cart, pushed left or right in each step. With <c>m = 1.1 kg</c> both masses, <c>m_p = 0.1 kg</c> and <c>l = 0.5 m</c> half
/// the length of the pole, F = ±10 N:
/// <code>
/// q   = (F + m_p l θ'² sin θ) / m
/// θ'' = (g sin θ - q cos θ) / (l (4/3 - m_p cos² θ / m))
/// x'' = q - m_p l θ'' cos θ / m
/// </code>
/// Euler's method with 0.02 s, positions by the old speeds. It ends beyond 2.4 m or 12 degrees.
/// </summary>
/// <remarks>A. Barto, R. Sutton, C. Anderson, IEEE Trans Syst Man Cybern 13, 834 (1983), without friction, as in OpenAI Gym's
/// CartPole-v0.</remarks>
public static class CartPole
{
    const double Gravity = 9.8, CartMass = 1, PoleMass = .1, Mass = CartMass + PoleMass, HalfLength = .5, Force = 10;

    /// <summary>Length of a step in s.</summary>
    public const double StepS = .02;

    /// <summary>Farthest place of the cart, in m.</summary>
    public const double MostX = 2.4;

    /// <summary>Largest angle of the pole, in rad.</summary>
    public const double MostAngle = 12 * Math.PI / 180;

    /// <summary>Steps after which an episode ends with success.</summary>
    public const int MostSteps = 200;

    /// <summary>All four numbers uniform on ±0.05.</summary>
    public static PoleState Start(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double Next() => .1 * random.NextDouble() - .05;
        return new PoleState(Next(), Next(), Next(), Next());
    }

    /// <summary>The next state.</summary>
    /// <param name="state">The present one.</param>
    /// <param name="right">Whether the push goes to the right.</param>
    public static PoleState Step(PoleState state, bool right)
    {
        var (sin, cos) = Real.SinCos(state.Angle);
        double push = ((right ? Force : -Force) + PoleMass * HalfLength * state.Spin * state.Spin * sin) / Mass;
        double turn = (Gravity * sin - push * cos) / (HalfLength * (4.0 / 3 - PoleMass * cos * cos / Mass));
        double move = push - PoleMass * HalfLength * turn * cos / Mass;
        return new PoleState(state.X + StepS * state.Speed, state.Speed + StepS * move, state.Angle + StepS * state.Spin,
            state.Spin + StepS * turn);
    }

    /// <summary>Whether the pole has fallen or the cart has left its track.</summary>
    public static bool Fallen(PoleState state) => Math.Abs(state.X) > MostX || Math.Abs(state.Angle) > MostAngle;

    /// <summary>Plays an episode.</summary>
    /// <param name="push">Whether to push right.</param>
    /// <param name="random">Where the start comes from.</param>
    /// <param name="mostSteps">When to stop.</param>
    /// <returns>How many steps it lasted.</returns>
    public static int Play(Func<PoleState, bool> push, RandomStream random, int mostSteps = MostSteps)
    {
        ArgumentNullException.ThrowIfNull(push);
        var state = Start(random);
        for (int step = 1; step <= mostSteps; step++)
        {
            state = Step(state, push(state));
            if (Fallen(state)) return step;
        }
        return mostSteps;
    }

    /// <summary>A linear expert: right where <c>0.1 x + 0.2 x' + 1.5 θ + 0.5 θ'</c> is above 0. It never falls in 500 steps.</summary>
    public static bool Expert(PoleState state) => .1 * state.X + .2 * state.Speed + 1.5 * state.Angle + .5 * state.Spin > 0;
}
