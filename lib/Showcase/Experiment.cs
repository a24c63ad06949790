using System.Globalization;
using Spikebook.MeanField;

namespace Spikebook.Showcase;

/// <summary>
/// What a visitor can move: a population with mu = 0, V_R = 1, V_F = 2 starts below threshold, settles, and is hit by a volley.
/// </summary>
/// <param name="Noise">Noise a, <see cref="LeastNoise"/> to <see cref="MostNoise"/>.</param>
/// <param name="Coupling">Coupling b, <see cref="LeastCoupling"/> to <see cref="MostCoupling"/>.</param>
/// <param name="Push">The volley m0 at <see cref="PushedAt"/>: all are lifted by b m0; 0 to <see cref="MostPush"/>.</param>
public sealed record Experiment(double Noise, double Coupling, double Push)
{
    /// <summary>Bounds of the sliders.</summary>
    public const double LeastNoise = 0.2, MostNoise = 1.5, LeastCoupling = 0.25, MostCoupling = 5, MostPush = 0.4;

    /// <summary>Physical time at which the volley comes, and at which the experiment ends.</summary>
    public const double PushedAt = 2, Until = 4;

    /// <summary>The model of these values.</summary>
    public Nnlif Model => new() { A = Noise, B = Coupling };

    /// <summary>The population before anything happens: a crowd below reset, half as broad as noise alone will make it.</summary>
    public InitialDensity Start => InitialDensity.Gaussian(-0.5, 0.5 * Noise);

    /// <summary>Checks the values and returns the experiment itself.</summary>
    /// <exception cref="ArgumentException">A value is outside its slider.</exception>
    public Experiment Validate()
    {
        Within(Noise, LeastNoise, MostNoise, "noise a");
        Within(Coupling, LeastCoupling, MostCoupling, "coupling b");
        Within(Push, 0, MostPush, "volley m0");
        return this;
    }

    static void Within(double value, double least, double most, string name)
    {
        if (!(value >= least && value <= most))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{name} = {value} is outside {least} … {most}; choose a value within"));
    }
}
