namespace Spikebook.Fuzz;

/// <summary>A reader under test.</summary>
/// <param name="Name">What it reads.</param>
/// <param name="Corpus">Small valid files; each must be read.</param>
/// <param name="Read">Reads one file, whole.</param>
/// <param name="Documented">The exceptions with which the reader says that a file is bad.</param>
sealed record Target(string Name, IReadOnlyList<byte[]> Corpus, Action<byte[]> Read, params Type[] Documented)
{
    /// <summary>Packs damaged content so that the damage gets past a checksum or a decompressor; null where there is none.</summary>
    public Func<byte[], byte[]>? Pack { get; init; }

    /// <summary>What <see cref="Pack"/> takes: the content of the corpus without its packing.</summary>
    public IReadOnlyList<byte[]> Inner { get; init; } = [];

    /// <summary>Most bytes that one call may allocate.</summary>
    public long MostBytes { get; init; } = 96L << 20;

    /// <summary>Whether messages may have several lines, as one that points at a character.</summary>
    public bool ManyLines { get; init; }
}
