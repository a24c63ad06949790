using Spikebook.Polyglot.Shapes;

namespace Deedle;

public static class EnumerableExtensions
{
    public static Series<K, V> ToSeries<K, V>(this IEnumerable<KeyValuePair<K, V>> observations) => Shape.Of<Series<K, V>>();
}

public static class SeriesExtensions
{
    public static Series<K, V> Shift<K, V>(this Series<K, V> series, int offset) => Shape.Of<Series<K, V>>();
    public static Series<K, Series<K, V>> Window<K, V>(this Series<K, V> series, int size) => Shape.Of<Series<K, Series<K, V>>>();
    public static V FirstValue<K, V>(this Series<K, V> series) => Shape.Of<V>();
    public static V LastValue<K, V>(this Series<K, V> series) => Shape.Of<V>();
    public static Series<K, T> FillMissing<K, T>(this Series<K, T> series, T value) => Shape.Of<Series<K, T>>();
    public static Series<K, T> FillMissing<K, T>(this Series<K, T> series, Direction direction = Direction.Backward)
        => Shape.Of<Series<K, T>>();
    public static Series<K, T> FillMissing<K, T>(this Series<K, T> series, Func<K, T> filler) => Shape.Of<Series<K, T>>();
}

public static class SeriesStatsExtensions
{
    public static double Sum<K, V>(this Series<K, V> series) => Shape.Of<double>();
    public static double Min<K, V>(this Series<K, V> series) => Shape.Of<double>();
    public static double Max<K, V>(this Series<K, V> series) => Shape.Of<double>();
    public static double Mean<K, V>(this Series<K, V> series) => Shape.Of<double>();
    public static double StdDev<K, V>(this Series<K, V> series) => Shape.Of<double>();
}

public static class FrameStatsExtensions
{
    public static Series<C, double> Sum<R, C>(this Frame<R, C> df) => Shape.Of<Series<C, double>>();
    public static Series<C, double> Mean<R, C>(this Frame<R, C> df) => Shape.Of<Series<C, double>>();
    public static Series<C, double> StdDev<R, C>(this Frame<R, C> df) => Shape.Of<Series<C, double>>();
}

public static class FrameExtensions
{
    public static Frame<R, C> RealignRows<R, C>(this Frame<R, C> frame, IEnumerable<R> keys) => Shape.Of<Frame<R, C>>();
    public static Frame<R2, C> IndexRowsUsing<R, C, R2>(this Frame<R, C> frame, Func<ObjectSeries<C>, R2> f) => Shape.Of<Frame<R2, C>>();
    public static Frame<RNew, CNew> PivotTable<R, C, RNew, CNew, T>(this Frame<R, C> frame, C r, C c, Func<Frame<R, C>, T> op)
        => Shape.Of<Frame<RNew, CNew>>();
    public static Series<R, Frame<R, C>> Window<R, C>(this Frame<R, C> frame, int size) => Shape.Of<Series<R, Frame<R, C>>>();
    public static Frame<R, C> Where<R, C>(this Frame<R, C> frame, Func<KeyValuePair<R, ObjectSeries<C>>, bool> condition)
        => Shape.Of<Frame<R, C>>();
    public static Frame<R, C> Where<R, C>(this Frame<R, C> frame, Func<KeyValuePair<R, ObjectSeries<C>>, int, bool> condition)
        => Shape.Of<Frame<R, C>>();
    public static Frame<R, C> Shift<R, C>(this Frame<R, C> frame, int offset) => Shape.Of<Frame<R, C>>();
    public static Frame<R, C> FillMissing<R, C, T>(this Frame<R, C> frame, T value) => Shape.Of<Frame<R, C>>();
    public static Frame<R, C> FillMissing<R, C>(this Frame<R, C> frame, Direction direction) => Shape.Of<Frame<R, C>>();
    public static Frame<R, C> FillMissing<R, C, T>(this Frame<R, C> frame, Func<Series<R, T>, R, T> f) => Shape.Of<Frame<R, C>>();
}
