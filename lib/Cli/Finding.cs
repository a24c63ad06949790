namespace Spikebook.Cli;

/// <summary>One thing that the doctor looked for.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Found">Whether it is here.</param>
/// <param name="Required">Whether the two commands of the README need it.</param>
/// <param name="Detail">Version and place, or that it was not found.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Remedy">How to get it.</param>
sealed record Finding(string Name, bool Found, bool Required, string Detail, string Purpose, string Remedy);
