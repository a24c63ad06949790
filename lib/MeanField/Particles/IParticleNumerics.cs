namespace Spikebook.MeanField;

/// <summary>What a run needs to know of a particle network's settings.</summary>
interface IParticleNumerics
{
    int Neurons { get; }
    double Step { get; }
    double KickShare { get; }
    double ShortestStepShare { get; }
    ulong Seed { get; }
    int Threads { get; }
    double SmallestCascade { get; }
    double ClusterGap { get; }
    double SmallestEvent { get; }
    double RateWindow { get; }
    int HistogramCells { get; }

    /// <summary>Neurons one after the other, not eight at a time; results do not depend on it.</summary>
    bool OneByOne { get; }

    /// <summary>The settings that results depend on, as text.</summary>
    string Name { get; }
}
