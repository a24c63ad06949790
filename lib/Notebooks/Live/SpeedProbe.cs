using System.Diagnostics;

namespace Spikebook.Notebooks.Live;

/// <summary>
/// How fast this machine does what cells do: one fixed piece of numerical work, timed by the desktop when a site is written and by the
/// reader's browser when the engine starts. Their ratio says beforehand about how long a cell will take.
/// </summary>
public static class SpeedProbe
{
    const int Cells = 512, Steps = 200, Tries = 3;

    /// <summary>Seconds that an explicit step sequence of a diffusion takes, the best of three after one to warm up.</summary>
    public static double Seconds()
    {
        double best = double.PositiveInfinity;
        Diffuse();
        for (int i = 0; i < Tries; i++)
        {
            var watch = Stopwatch.StartNew();
            Diffuse();
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }
        return best;
    }

    // u_j <- u_j + r (u_{j-1} - 2 u_j + u_{j+1}) with r = 1/4, from a Gaussian, u = 0 at both ends.
    static double Diffuse()
    {
        double[] now = new double[Cells], next = new double[Cells];
        for (int j = 1; j < Cells - 1; j++) now[j] = Math.Exp(-Math.Pow((j - Cells / 2) / 40.0, 2));
        for (int step = 0; step < Steps; step++)
        {
            for (int j = 1; j < Cells - 1; j++) next[j] = now[j] + (now[j - 1] - 2 * now[j] + now[j + 1]) / 4;
            (now, next) = (next, now);
        }
        return now[Cells / 2];
    }
}
