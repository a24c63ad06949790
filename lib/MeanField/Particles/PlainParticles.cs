namespace Spikebook.MeanField;

/// <summary>
/// The step of <see cref="ParticleRun"/> one neuron after the other: the same operations in the same order as with vectors, and so the same
/// bits. WebAssembly's runtime makes long vectors of calls, and compiles a loop where there is no call in it.
/// </summary>
/// <param name="Decay">e^-dt.</param>
/// <param name="Deviation">s of v' = mu + (v - mu) e^-dt + s z.</param>
/// <param name="Drive">mu (1 - e^-dt).</param>
/// <param name="Kick">Kicks of the last step, added on reading.</param>
/// <param name="Threshold">V_F.</param>
/// <param name="Certain">Product of the distances to V_F at both ends above which nobody has crossed in between.</param>
/// <param name="Window">Distance to V_F below which a cascade may carry a neuron over.</param>
readonly record struct PlainParticles(
    double Decay, double Deviation, double Drive, double Kick, double Threshold, double Certain, double Window)
{
    /// <summary>Moves all and notes who is to be judged: near V_F, or across.</summary>
    /// <param name="voltages">Voltages without the kicks of the last step; moved.</param>
    /// <param name="normals">A normal number for each.</param>
    /// <param name="near">Who is near, ascending.</param>
    /// <param name="before">Where those were, with the kicks.</param>
    /// <returns>How many are near.</returns>
    public int Move(Span<double> voltages, ReadOnlySpan<float> normals, Span<int> near, Span<double> before)
    {
        (double decay, double deviation, double drive, double kick) = (Decay, Deviation, Drive, Kick);
        (double threshold, double certain, double window) = (Threshold, Certain, Window);
        int found = 0;
        for (int i = 0; i < voltages.Length; i++)
        {
            double x = voltages[i] + kick, y = drive + x * decay + normals[i] * deviation, gap = threshold - y;
            voltages[i] = y;
            if ((threshold - x) * gap >= certain && gap >= window) continue;
            near[found] = i;
            before[found++] = x;
        }
        return found;
    }
}
