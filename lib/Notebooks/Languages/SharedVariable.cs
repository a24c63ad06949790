using System.Reflection;
using System.Text.Json;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Languages;

/// <summary>How values go from one language to another, and how C# names their types.</summary>
static class SharedVariable
{
    /// <summary>The variables of C# cells, the newest of each name: fields of the submissions.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>> OfCSharp(ReadOnlySpan<object?> states)
    {
        var found = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (object? state in states)
        {
            if (state is null) continue;
            foreach (var field in state.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance))
                if (!field.Name.StartsWith('<')) found[field.Name] = field.GetValue(state);
        }
        return [.. found];
    }

    /// <summary>
    /// Whether both sides know a type by the same name: the framework's own, and what is built of it. Others cross as JSON.
    /// </summary>
    public static bool IsKnownEverywhere(Type type)
        => (type.IsArray ? IsKnownEverywhere(type.GetElementType()!) : type.IsVisible
            && SessionPlatform.Current.IsFramework(type.Assembly.GetName().Name!)) && type.GetGenericArguments().All(IsKnownEverywhere);

    /// <summary>A value that both sides know: itself, or what JSON makes of it.</summary>
    /// <exception cref="ArgumentException">It is nothing, or JSON cannot hold it.</exception>
    public static object Crossing(string name, object? value, bool asJson)
    {
        if (value is null) throw new ArgumentException($"{name} is null, and a null has no type to cross with");
        if (value is QueryRows rows) return rows.ByName;
        if (!asJson && IsKnownEverywhere(value.GetType())) return value;
        try
        {
            return JsonSerializer.SerializeToDocument(value);
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException)
        {
            throw new ArgumentException(
                $"{name} is a {value.GetType().Name}, which the other language does not know and JSON cannot hold: "
                + e.Message.ReplaceLineEndings(" "), e);
        }
    }

    /// <summary>A type as C# code writes it.</summary>
    public static string CodeName(Type type)
    {
        if (type.IsArray) return $"{CodeName(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        string name = (type.FullName ?? type.Name).Split('[')[0];
        if (!type.IsGenericType) return "global::" + name.Replace('+', '.');
        var arguments = new Queue<Type>(type.GetGenericArguments());
        return "global::" + string.Join('.', name.Replace('+', '.').Split('.').Select(part =>
            part.Split('`') is [var plain, var count] ? $"{plain}<{string.Join(", ", Taken(int.Parse(count, null)))}>" : part));

        IEnumerable<string> Taken(int count) => Enumerable.Range(0, count).Select(_ => CodeName(arguments.Dequeue())).ToList();
    }

    /// <summary>C# that declares a record for a query's rows and a list of them.</summary>
    public static string RecordsCode(string name, QueryRows rows)
    {
        string record = char.ToUpperInvariant(name[0]) + name[1..] + "Row";
        string[] names = [.. rows.Columns.Select((column, i) => Identifier(column, i))];
        string[] types = [.. rows.Types.Select(CodeName)];
        return $"public sealed record {record}({string.Join(", ", types.Zip(names, (type, n) => $"{type} {n}"))});\n"
            + $"var {name} = Handed<{CodeName(typeof(QueryRows))}>(\"{name}\").Rows.Select(row => new {record}("
            + string.Join(", ", types.Select((type, i) => $"({type})row[{i}]")) + ")).ToList();";
    }

    static string Identifier(string column, int place)
    {
        string name = string.Concat(column.Select(c => char.IsLetterOrDigit(c) || c == '_' ? c : '_')).Trim('_');
        if (name.Length == 0 || char.IsDigit(name[0])) name = $"Column{place + 1}";
        return char.ToUpperInvariant(name[0]) + name[1..];
    }
}
