using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Tests.Documents;

public sealed class RoundTripTests
{
    static readonly string[] Numbers =
        ["0", "-0", "1", "1.0", "1.50", "1e400", "-1E-400", "1e+5", "0.1", "123456789012345678901234567890", "2.2250738585072014e-308",
        "9007199254740993"];

    // Quote, backslash, control characters, everything Python calls a line end, beyond the BMP, and half surrogate pairs.
    static readonly string[] Pieces =
        ["a", "Z", " ", "\"", "\\", "/", "<", "&", "'", "+", "\n", "\r", "\r\n", "\t", "\b", "\f", "\v", "\0", "\u001b", "\u001c", "\u007f",
        "\u0085", "\u2028",
         "\u00e9", "\u03bb", "\u4e2d", "\ufffd", "\uffff", "\U0001F9E0", "\ud800", "\udc00", "\ud83e x"];

    static readonly string[] Keys =
        ["a", "b", "", "z \"q\"", "\u00e9\n", "\uffff", "\U0001F9E0", "source", "text", "data", "metadata", "cells", "outputs",
        "text/plain", "image/svg+xml", "application/json"];

    static Gen<string> Text { get; } = Gen.Elements(Pieces).ListOf().Select(string.Concat);

    static Gen<JsonNode?> Json { get; } = Gen.Sized(size => Tree(Math.Min(size, 12)));

    static Gen<JsonNode?> Tree(int size)
    {
        Gen<JsonNode?> leaf = Gen.OneOf(
            Text.Select(text => (JsonNode?)text),
            Gen.Elements(Numbers).Select(number => JsonNode.Parse(number)),
            Gen.Elements(true, false).Select(truth => (JsonNode?)truth),
            Gen.Constant((JsonNode?)null));
        if (size <= 0) return leaf;
        Gen<JsonNode?> child = Tree(size / 3);
        return Gen.OneOf(
            leaf,
            Short(child).Select(items => (JsonNode?)new JsonArray([.. items.Select(Copy)])),
            Short(Text).Select(lines => (JsonNode?)new JsonArray([.. lines.Select(line => (JsonNode?)line)])),
            Fields(child).Select(o => (JsonNode?)o));
    }

    static Gen<JsonObject> Fields(Gen<JsonNode?> value) =>
        from keys in Gen.SubListOf(Keys)
        from values in value.ListOf(keys.Count)
        select new JsonObject(keys.Zip(values, (key, node) => KeyValuePair.Create(key, Copy(node))));

    static Gen<List<T>> Short<T>(Gen<T> item) => Gen.Choose(0, 4).SelectMany(item.ListOf);

    static Gen<JsonNode?> Source { get; } = Gen.OneOf(
        Text.Select(text => (JsonNode?)text),
        Short(Text).Select(lines => (JsonNode?)new JsonArray([.. lines.Select(line => (JsonNode?)line)])));

    static Gen<JsonNode?> Output { get; } =
        from type in Gen.Elements("stream", "display_data", "execute_result", "error", "hologram")
        from text in Source
        from data in Fields(Gen.OneOf(Source, Json))
        from metadata in Fields(Json)
        from more in Fields(Json)
        select (JsonNode?)With(more, ("output_type", type), ("text", Copy(text)), ("data", Copy(data)), ("metadata", Copy(metadata)));

    static Gen<JsonNode?> Cell { get; } =
        from type in Gen.Elements("code", "markdown", "raw", "poem")
        from source in Source
        from outputs in Short(Gen.OneOf(Output, Json))
        from attachments in Fields(Fields(Source).Select(o => (JsonNode?)o))
        from metadata in Fields(Json)
        from more in Fields(Json)
        select (JsonNode?)With(
            more, ("cell_type", type), ("source", Copy(source)), ("outputs", new JsonArray([.. outputs.Select(Copy)])),
            ("attachments", Copy(attachments)), ("metadata", Copy(metadata)));

    static Gen<JsonObject> Notebook { get; } =
        from cells in Short(Cell)
        from metadata in Fields(Json)
        from more in Fields(Json)
        select With(more, ("cells", new JsonArray([.. cells.Select(Copy)])), ("metadata", Copy(metadata)), ("nbformat", 4),
        ("nbformat_minor", 5));

    [Fact]
    public void Reading_and_writing_keeps_the_meaning_of_every_notebook() =>
        Check(text => Assert.Equal(Meaning.Of(text), Meaning.Of(NotebookDocument.Parse(text).ToText())));

    [Fact]
    public void Written_text_is_a_fixed_point() => Check(text =>
    {
        string once = NotebookDocument.Parse(text).ToText();
        Assert.Equal(once, NotebookDocument.Parse(once).ToText());
    });

    [Fact]
    public void Outputs_taken_out_and_put_back_are_the_same() => Check(text =>
    {
        var document = NotebookDocument.Parse(text);
        foreach (NotebookCell cell in document.Cells.Where(cell => cell.Kind == CellKind.Code))
            foreach (CellOutput output in cell.Outputs)
            {
                string stored = Meaning.OfOutput(output.ToJson());
                Assert.Equal(stored, Meaning.OfOutput(CellOutput.FromJson(output.ToJson()).ToJson()));
            }
    });

    [Fact]
    public void Changing_one_cell_leaves_the_others_alone() => Check(text =>
    {
        var changed = NotebookDocument.Parse(text);
        NotebookCell added = changed.Add(CellKind.Code, "1 + 1\n");
        added.ExecutionCount = 7;
        added.Append(new StreamOutput("stdout", "a\nb"));

        JsonObject before = (JsonObject)JsonNode.Parse(NotebookDocument.Parse(text).ToText())!,
            after = (JsonObject)JsonNode.Parse(changed.ToText())!;
        ((JsonArray)after["cells"]!).RemoveAt(changed.Cells.Count - 1);
        Assert.Equal(Meaning.Of(before), Meaning.Of(after));
    });

    static void Check(Action<string> holds) => Prop.ForAll(
        Notebook.Select(Meaning.Text).ToArbitrary(),
        holds).Check(Config.QuickThrowOnFailure.WithMaxTest(80).WithEndSize(16));

    static JsonNode? Copy(JsonNode? node) => node?.DeepClone();

    static JsonObject With(JsonObject start, params ReadOnlySpan<(string Key, JsonNode? Value)> fields)
    {
        var json = (JsonObject)start.DeepClone();
        foreach ((string key, JsonNode? value) in fields) json[key] = value;
        return json;
    }
}
