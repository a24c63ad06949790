namespace Spikebook.Spiking;

/// <summary>The same small window of weights at every place of an image where it fits whole (no padding, stride 1).</summary>
public sealed class ConvolutionLayer : SynapticLayer
{
    readonly ImageShape _from, _to;
    readonly int _side;

    /// <summary>A convolution of given weights: that of (channel in, row, column, channel out) in this order.</summary>
    /// <param name="from">Shape of the sources.</param>
    /// <param name="side">Side of the window.</param>
    /// <param name="channels">Channels of the targets.</param>
    /// <param name="weights">from.Channels * side * side * channels weights, or null for zeros.</param>
    /// <exception cref="ArgumentException">A window that does not fit, or a number of weights that does not.</exception>
    public ConvolutionLayer(ImageShape from, int side, int channels, float[]? weights = null)
        : base(from.Size, Math.Max(0, from.Height - side + 1) * Math.Max(0, from.Width - side + 1) * channels,
            weights ?? new float[Math.Max(0, from.Channels * side * side * channels)])
    {
        if (side < 1 || side > from.Height || side > from.Width || channels < 1 || from.Channels < 1)
            throw new ArgumentException($"a window of {side} x {side} to {channels} channels on an image of "
                + $"{from.Height} x {from.Width} x {from.Channels}; the window must fit whole");
        if (WeightArray.Length != from.Channels * side * side * channels)
            throw new ArgumentException($"{WeightArray.Length} weights for {from.Channels} x {side} x {side} x {channels}"
                + $"; give {from.Channels * side * side * channels}");
        (_from, _side, _to) = (from, side, new ImageShape(from.Height - side + 1, from.Width - side + 1, channels));
    }

    /// <summary>Shape of the targets.</summary>
    public ImageShape Shape => _to;

    /// <inheritdoc/>
    public override int FanOut(int source)
    {
        var (y, x, _) = _from.Place(source);
        return Places(y, _to.Height) * Places(x, _to.Width) * _to.Channels;
    }

    int Places(int at, int count) => Math.Min(at, count - 1) - Math.Max(0, at - _side + 1) + 1;

    /// <inheritdoc/>
    public override void Add(int source, float amount, Span<float> targets)
    {
        var (y, x, channel) = _from.Place(source);
        for (int ty = Math.Max(0, y - _side + 1); ty <= Math.Min(y, _to.Height - 1); ty++)
            for (int tx = Math.Max(0, x - _side + 1); tx <= Math.Min(x, _to.Width - 1); tx++)
                Axpy(amount, WeightArray.AsSpan(Window(channel, y - ty, x - tx), _to.Channels),
                    targets.Slice((ty * _to.Width + tx) * _to.Channels, _to.Channels));
    }

    int Window(int channel, int row, int column) => ((channel * _side + row) * _side + column) * _to.Channels;

    /// <inheritdoc/>
    public override SynapticLayer Scaled(float factor) => new ConvolutionLayer(_from, _side, _to.Channels, Times(WeightArray, factor));

    internal override float Backward(int source, float x, ReadOnlySpan<float> targets, Span<float> gradient)
    {
        var (y, column, channel) = _from.Place(source);
        float back = 0;
        for (int ty = Math.Max(0, y - _side + 1); ty <= Math.Min(y, _to.Height - 1); ty++)
            for (int tx = Math.Max(0, column - _side + 1); tx <= Math.Min(column, _to.Width - 1); tx++)
            {
                var there = targets.Slice((ty * _to.Width + tx) * _to.Channels, _to.Channels);
                int window = Window(channel, y - ty, column - tx);
                if (x != 0) Axpy(x, there, gradient.Slice(window, _to.Channels));
                back += Dot(WeightArray.AsSpan(window, _to.Channels), there);
            }
        return back;
    }
}
