using Microsoft.FSharp.Collections;
using Spikebook.Polyglot.Shapes;

namespace Microsoft.FSharp.Collections
{
    public sealed class FSharpList<T> : IEnumerable<T>
    {
        public IEnumerator<T> GetEnumerator() => Shape.Of<IEnumerator<T>>();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    public static class ListModule
    {
        public static FSharpList<T> OfSeq<T>(IEnumerable<T> source) => Shape.Of<FSharpList<T>>();
    }
}

namespace DynamicObj
{
    public class DynamicObj : System.Dynamic.DynamicObject
    {
        public void SetValue<T>(string name, T value) => Shape.Of<int>();
    }
}

namespace Plotly.NET
{
    public class Trace(string traceTypeName) : DynamicObj.DynamicObj
    {
        public string type { get; } = traceTypeName;
    }

    public class Layout : DynamicObj.DynamicObj;

    public sealed class Figure
    {
        public static Figure create(FSharpList<Trace> data, Layout layout) => Shape.Of<Figure>();
    }

    public abstract class GenericChart
    {
        public static GenericChart fromFigure(Figure fig) => Shape.Of<GenericChart>();
        public static FSharpList<Trace> getTraces(GenericChart gChart) => Shape.Of<FSharpList<Trace>>();
        public static string toJson(GenericChart gChart) => Shape.Of<string>();
    }

    public class Chart
    {
        public static GenericChart Combine(IEnumerable<GenericChart> gCharts) => Shape.Of<GenericChart>();
    }
}
