namespace Spikebook.Spiking;

/// <summary>Height, width and channels of a layer that is an image; a value lies at (y * width + x) * channels + channel.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Values at each place.</param>
public readonly record struct ImageShape(int Height, int Width, int Channels)
{
    /// <summary>Number of values.</summary>
    public int Size => Height * Width * Channels;

    internal (int Y, int X, int Channel) Place(int index) => (index / Channels / Width, index / Channels % Width, index % Channels);
}
