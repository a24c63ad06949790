namespace Spikebook.Spiking;

/// <summary>
/// The mean of each window of side x side places, channel by channel; windows do not overlap, a rest at the edge is left out.
/// </summary>
public sealed class AveragePoolLayer : SynapticLayer
{
    readonly ImageShape _from, _to;
    readonly int _side;
    readonly float _factor;

    /// <summary>A pooling layer.</summary>
    /// <param name="from">Shape of the sources.</param>
    /// <param name="side">Side of a window.</param>
    /// <exception cref="ArgumentException">A window that does not fit.</exception>
    public AveragePoolLayer(ImageShape from, int side) : this(from, side, 1)
    {
    }

    AveragePoolLayer(ImageShape from, int side, float factor)
        : base(from.Size, side < 1 ? 0 : from.Height / side * (from.Width / side) * from.Channels, [factor / (side * side)])
    {
        if (side < 1 || side > from.Height || side > from.Width)
            throw new ArgumentException($"windows of {side} x {side} on an image of {from.Height} x {from.Width}; the window must fit");
        (_from, _side, _factor, _to) = (from, side, factor, new ImageShape(from.Height / side, from.Width / side, from.Channels));
    }

    /// <summary>Shape of the targets.</summary>
    public ImageShape Shape => _to;

    /// <inheritdoc/>
    public override bool Learns => false;

    /// <inheritdoc/>
    public override int FanOut(int source) => Target(source) < 0 ? 0 : 1;

    int Target(int source)
    {
        var (y, x, channel) = _from.Place(source);
        return y / _side >= _to.Height || x / _side >= _to.Width ? -1 : (y / _side * _to.Width + x / _side) * _to.Channels + channel;
    }

    /// <inheritdoc/>
    public override void Add(int source, float amount, Span<float> targets)
    {
        int target = Target(source);
        if (target >= 0) targets[target] += amount * WeightArray[0];
    }

    /// <inheritdoc/>
    public override SynapticLayer Scaled(float factor) => new AveragePoolLayer(_from, _side, _factor * factor);

    internal override float Backward(int source, float x, ReadOnlySpan<float> targets, Span<float> gradient)
    {
        int target = Target(source);
        return target < 0 ? 0 : WeightArray[0] * targets[target];
    }
}
