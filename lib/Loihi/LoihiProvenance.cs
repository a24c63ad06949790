namespace Spikebook.Loihi;

/// <summary>What it takes to get a run's results again.</summary>
/// <param name="Version">Version of the library.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Steps">Steps done.</param>
/// <param name="Conventions">How points were settled on which emulators differ.</param>
/// <param name="Program">SHA-256 of the program: populations, registers, synapses, rules, first weights.</param>
public sealed record LoihiProvenance(string Version, ulong Seed, long Steps, Conventions Conventions, string Program);
