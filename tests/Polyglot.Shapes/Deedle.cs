using Spikebook.Polyglot.Shapes;

namespace Deedle;

public enum JoinKind { Outer, Inner, Left, Right }

public enum Lookup { Exact = 1, ExactOrGreater = 3, ExactOrSmaller = 5, Greater = 2, Smaller = 4 }

public enum Direction { Backward, Forward }

public readonly struct OptionalValue<T>(T value)
{
    public bool HasValue => Shape.Of<bool>();
    public T Value { get; } = value;
}

public interface ISeries<K>;

public class Series<K, V> : ISeries<K>
{
    protected Series() { }

    public Series(K[] keys, V[] values) => Shape.Of<(K[], V[])>();
    public Series(IEnumerable<K> keys, IEnumerable<V> values) => Shape.Of<int>();
    public Series(IEnumerable<KeyValuePair<K, V>> pairs) => Shape.Of<int>();

    public V this[K a] => Shape.Of<V>();
    public Series<K, V> this[IEnumerable<K> items] => Shape.Of<Series<K, V>>();

    public IEnumerable<V> Values => Shape.Of<IEnumerable<V>>();
    public IEnumerable<KeyValuePair<K, V>> Observations => Shape.Of<IEnumerable<KeyValuePair<K, V>>>();
    public IEnumerable<KeyValuePair<K, OptionalValue<V>>> ObservationsAll => Shape.Of<IEnumerable<KeyValuePair<K, OptionalValue<V>>>>();
    public int KeyCount => Shape.Of<int>();
    public int ValueCount => Shape.Of<int>();

    public OptionalValue<V> TryGet(K key) => Shape.Of<OptionalValue<V>>();
    public OptionalValue<V> TryGet(K key, Lookup lookup) => Shape.Of<OptionalValue<V>>();
    public Series<K, V> Where(Func<KeyValuePair<K, V>, bool> f) => Shape.Of<Series<K, V>>();
    public Series<K, V> Where(Func<KeyValuePair<K, V>, int, bool> f) => Shape.Of<Series<K, V>>();
    public Series<K, R> Select<R>(Func<KeyValuePair<K, V>, R> f) => Shape.Of<Series<K, R>>();
    public Series<K, R> Select<R>(Func<KeyValuePair<K, V>, int, R> f) => Shape.Of<Series<K, R>>();
    public Series<R, V> SelectKeys<R>(Func<KeyValuePair<K, OptionalValue<V>>, R> f) => Shape.Of<Series<R, V>>();
    public Series<K, Tuple<V, V2>> ZipInner<V2>(Series<K, V2> otherSeries) => Shape.Of<Series<K, Tuple<V, V2>>>();

    public static Series<K, int> operator -(Series<K, V> s1, Series<K, int> s2) => Shape.Of<Series<K, int>>();
    public static Series<K, double> operator -(Series<K, V> s1, Series<K, double> s2) => Shape.Of<Series<K, double>>();
}

public class ObjectSeries<K> : Series<K, object>
{
    public R GetAs<R>(K column) => Shape.Of<R>();
    public R GetAs<R>(K column, R fallback) => Shape.Of<R>();
}

public abstract class RowSeries<TRowKey, TColumnKey> : Series<TRowKey, ObjectSeries<TColumnKey>>
{
    public new Frame<TRowKey, TColumnKey> this[IEnumerable<TRowKey> items] => Shape.Of<Frame<TRowKey, TColumnKey>>();
}

public class Frame<TRowKey, TColumnKey>
{
    public Frame(IEnumerable<TColumnKey> names, IEnumerable<ISeries<TRowKey>> columns) => Shape.Of<int>();

    public int RowCount => Shape.Of<int>();
    public int ColumnCount => Shape.Of<int>();
    public IEnumerable<TRowKey> RowKeys => Shape.Of<IEnumerable<TRowKey>>();
    public IEnumerable<TColumnKey> ColumnKeys => Shape.Of<IEnumerable<TColumnKey>>();
    public RowSeries<TRowKey, TColumnKey> Rows => Shape.Of<RowSeries<TRowKey, TColumnKey>>();

    public Series<TRowKey, R> GetColumn<R>(TColumnKey column) => Shape.Of<Series<TRowKey, R>>();
    public Series<TRowKey, R> GetColumn<R>(TColumnKey column, Lookup lookup) => Shape.Of<Series<TRowKey, R>>();
    public Series<TColumnKey, T> GetRow<T>(TRowKey rowKey) => Shape.Of<Series<TColumnKey, T>>();
    public Series<TColumnKey, T> GetRow<T>(TRowKey rowKey, Lookup lookup) => Shape.Of<Series<TColumnKey, T>>();
    public R[,] ToArray2D<R>() => Shape.Of<R[,]>();
    public R[,] ToArray2D<R>(R defaultValue) => Shape.Of<R[,]>();
    public void RenameColumns(IEnumerable<TColumnKey> columnKeys) => Shape.Of<int>();
    public void RenameColumns(Func<TColumnKey, TColumnKey> mapping) => Shape.Of<int>();
    public Frame<int, TColumnKey> AggregateRowsBy<A, B>(IEnumerable<TColumnKey> groupBy, IEnumerable<TColumnKey> aggBy,
        Func<Series<TRowKey, A>, B> aggFunc) => Shape.Of<Frame<int, TColumnKey>>();
    public Frame<TRowKey, TColumnKey> Join(Frame<TRowKey, TColumnKey> otherFrame) => Shape.Of<Frame<TRowKey, TColumnKey>>();
    public Frame<TRowKey, TColumnKey> Join(Frame<TRowKey, TColumnKey> otherFrame, JoinKind kind) => Shape.Of<Frame<TRowKey, TColumnKey>>();
    public Frame<TRowKey, TColumnKey> Join<V>(TColumnKey colKey, Series<TRowKey, V> series) => Shape.Of<Frame<TRowKey, TColumnKey>>();
}

public class Frame
{
    public static Frame<int, string> ReadCsv(string location, bool? hasHeaders = null, bool? inferTypes = null, int? inferRows = null,
        string schema = null, string separators = null, string culture = null, int? maxRows = null, string[] missingValues = null,
        bool preferOptions = false) => Shape.Of<Frame<int, string>>();
    public static Frame<ColKey, int> FromColumns<ColKey, V>(IEnumerable<Series<ColKey, V>> cols) => Shape.Of<Frame<ColKey, int>>();
    public static Frame<RowKey, ColKey> FromColumns<ColKey, RowKey, V>(IEnumerable<KeyValuePair<ColKey, Series<RowKey, V>>> columns)
        => Shape.Of<Frame<RowKey, ColKey>>();
    public static Frame<RowKey, ColKey> FromColumns<ColKey, RowKey>(IEnumerable<KeyValuePair<ColKey, ObjectSeries<RowKey>>> columns)
        => Shape.Of<Frame<RowKey, ColKey>>();
    public static Frame<K, string> FromRecords<K, R>(Series<K, R> series) => Shape.Of<Frame<K, string>>();
    public static Frame<int, string> FromRecords<T>(IEnumerable<T> values) => Shape.Of<Frame<int, string>>();
}
