namespace Spikebook.MeanField;

/// <summary>How a run came about.</summary>
/// <param name="Solver">Solver with its numerical parameters.</param>
/// <param name="Model">Model parameters.</param>
/// <param name="Start">Initial density.</param>
/// <param name="Seed">Seed, where numbers were drawn.</param>
/// <param name="Version">Version of the library.</param>
public sealed record Provenance(string Solver, Nnlif Model, string Start, ulong? Seed, string Version)
{
    internal static Provenance Of(string solver, Nnlif model, string start, ulong? seed = null) =>
        new(solver, model, start, seed, typeof(Provenance).Assembly.GetName().Version?.ToString(3) ?? "0.0.0");
}
