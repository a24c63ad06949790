namespace Spikebook.Exchange;

/// <summary>The nodes of NIR that this library writes, with their equations.</summary>
static class NirNodes
{
    public static NirNode Input(int count) => new("Input", [new("shape", Hdf5Dataset.Of([(long)count], 1))]);

    public static NirNode Output(int count) => new("Output", [new("shape", Hdf5Dataset.Of([(long)count], 1))]);

    // y = W x; rows are targets
    public static NirNode Linear(int posts, int pres, Func<int, int, float> weight)
    {
        var weights = new float[posts * pres];
        for (int post = 0; post < posts; post++)
            for (int pre = 0; pre < pres; pre++) weights[post * pres + pre] = weight(pre, post);
        return new("Linear", [new("weight", Hdf5Dataset.Of(weights, posts, pres))]);
    }

    // y(t) = x(t - delay)
    public static NirNode Delay(int count, double delay) => new("Delay", [Each("delay", count, delay)]);

    // y = H(x - threshold)
    public static NirNode Threshold(int count, double threshold) => new("Threshold", [Each("threshold", count, threshold)]);

    // dv/dt = r i; z = H(v - v_threshold), then v = v_reset
    public static NirNode If(int count, double threshold)
        => new("IF", [Each("r", count, 1), Each("v_threshold", count, threshold), Each("v_reset", count, 0)]);

    // tau dv/dt = v_leak - v + r i
    public static NirNode Lif(int count, double tau, double[] leak, double threshold)
        => new("LIF", [Each("tau", count, tau), Each("r", count, tau), All("v_leak", leak), Each("v_threshold", count, threshold),
            Each("v_reset", count, 0)]);

    // tau_syn di/dt = -i + w_in s, tau_mem dv/dt = v_leak - v + r i
    public static NirNode CubaLif(int count, double tauMembrane, double tauSynapse, double[] leak, double threshold, double? r = null)
        => new("CubaLIF", [Each("tau_mem", count, tauMembrane), Each("tau_syn", count, tauSynapse), Each("r", count, r ?? tauMembrane),
            All("v_leak", leak), Each("v_threshold", count, threshold), Each("v_reset", count, 0), Each("w_in", count, tauSynapse)]);

    // the same without firing, r = 1
    public static NirNode CubaLi(int count, double tauMembrane, double tauSynapse)
        => new("CubaLI", [Each("tau_mem", count, tauMembrane), Each("tau_syn", count, tauSynapse), Each("r", count, 1),
            Each("v_leak", count, 0), Each("w_in", count, tauSynapse)]);

    static KeyValuePair<string, Hdf5Dataset> Each(string name, int count, double value) => All(name, [.. Enumerable.Repeat(value, count)]);

    static KeyValuePair<string, Hdf5Dataset> All(string name, double[] values)
        => new(name, Hdf5Dataset.Of([.. values.Select(value => (float)value)], values.Length));
}
