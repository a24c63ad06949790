namespace Spikebook.Loihi;

/// <summary>
/// Looks after each step whether a current or a summed input wrapped for the first time in a group, and says so in one line.
/// </summary>
sealed class OverflowWatch(LoihiProgram program, Machine machine, OverflowResponse response)
{
    readonly (bool Current, bool Input)[] _told = new (bool, bool)[program.Populations.Count]; // which wraps were answered
    readonly NeuronGroup[] _groups = [.. program.Populations.OfType<NeuronGroup>()];

    /// <summary>What wrapped before a run was restored has been told.</summary>
    public void Forget()
    {
        foreach (var group in _groups) _told[group.Index] = machine.StateOf(group).Wrapped;
    }

    /// <summary>Looks at all groups.</summary>
    /// <param name="step">The step that was done.</param>
    /// <param name="warn">Hears of a wrap where the response is to warn.</param>
    /// <returns>The first wrap, where the response is to stop; else null.</returns>
    public string? Look(long step, Action<string> warn)
    {
        if (response == OverflowResponse.Count) return null;
        string? first = null;
        foreach (var group in _groups)
        {
            var wrapped = machine.StateOf(group).Wrapped;
            ref var before = ref _told[group.Index];
            if (wrapped == before) continue;
            if (wrapped.Input && !before.Input) Answer(Input(group, step));
            if (wrapped.Current && !before.Current) Answer(Current(group, step));
            before = wrapped;
        }
        return first;

        void Answer(string line)
        {
            if (response == OverflowResponse.Warn) warn(line);
            else first ??= line;
        }
    }

    string Input(NeuronGroup group, long step)
        => Line(group, step, "a summed input", program.Conventions.Input == InputRange.Wrap ? "±2^21" : "32 bits",
        "use smaller weights or exponents, or fewer spikes at a time");

    string Current(NeuronGroup group, long step)
        => Line(group, step, "a current", program.Conventions.Current == CurrentRange.Unlimited ? "32 bits" : "±2^23",
        "use smaller weights, exponents or biases, or a larger current decay");

    static string Line(NeuronGroup group, long step, string what, string limit, string remedy)
        => $"{group.Name}: {what} went beyond {limit} in step {step} and wrapped, as it would on the chip; {remedy}, "
            + "or start with OverflowResponse.Count if that is meant.";
}
