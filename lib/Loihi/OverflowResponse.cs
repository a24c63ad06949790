namespace Spikebook.Loihi;

/// <summary>
/// What a run does when a current or a summed input wraps for the first time in a group. The chip wraps without a word, and so does the
/// arithmetic here, whatever the response: only whether one hears of it differs.
/// </summary>
public enum OverflowResponse
{
    /// <summary>One line per group and kind to <see cref="LoihiRun.Warn"/>, by default on the error output; the run goes on.</summary>
    Warn,
    /// <summary>The run stops after that step with a <see cref="LoihiException"/>; its state is whole and can be looked at.</summary>
    Throw,
    /// <summary>Nothing is said; <see cref="LoihiRun.OverflowsOf"/> counts.</summary>
    Count,
}
