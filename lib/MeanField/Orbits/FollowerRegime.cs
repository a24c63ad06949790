namespace Spikebook.MeanField;

/// <summary>What a population does about the events of another one.</summary>
public enum FollowerRegime
{
    /// <summary>It takes part in every one of them.</summary>
    Together,

    /// <summary>Each sets off an event of its own, at the moment when the delayed kicks arrive.</summary>
    Relay,

    /// <summary>None of them makes it fire as one. Where it would without inhibition, that is a veto.</summary>
    Silent,

    /// <summary>It fires after some of them only, or now in one way and now in another.</summary>
    Mixed,
}
