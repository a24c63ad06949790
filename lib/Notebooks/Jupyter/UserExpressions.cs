using System.Text.Json;
using Spikebook.Notebooks.Jupyter.Wire;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Jupyter;

/// <summary>What a front end asks to know after a cell: expressions by name, each with its value or its error.</summary>
static class UserExpressions
{
    /// <summary>The value of an expression, or why there is none.</summary>
    public readonly record struct Answer(string Name, DisplayData? Value, CellError? Error);

    /// <summary>Evaluates what a request asks for.</summary>
    /// <param name="request">An <c>execute_request</c>.</param>
    /// <param name="run">Runs code under a name.</param>
    public static List<Answer> Evaluate(Message request, Func<string, string, ICellOutput, CellResult> run)
    {
        var answers = new List<Answer>();
        if (!request.Content.TryGetProperty("user_expressions", out var asked) || asked.ValueKind != JsonValueKind.Object) return answers;
        foreach (var expression in asked.EnumerateObject())
        {
            var kept = new ValueAlone();
            string code = expression.Value.ValueKind == JsonValueKind.String ? expression.Value.GetString()! : "";
            var result = run(code, $"expression {expression.Name}", kept);
            answers.Add(new Answer(expression.Name, kept.Value, result.Error));
        }
        return answers;
    }

    /// <summary>Writes the answers into an <c>execute_reply</c>.</summary>
    public static void Write(Utf8JsonWriter w, List<Answer> answers)
    {
        w.WriteStartObject("user_expressions");
        foreach (var (name, value, error) in answers)
        {
            w.WriteStartObject(name);
            if (error is not null) KernelOutput.WriteError(w, error);
            else
            {
                w.WriteString("status", "ok");
                KernelOutput.WriteBundle(w, value ?? new DisplayData([]));
            }
            w.WriteEndObject();
        }
        w.WriteEndObject();
    }

    /// <summary>Keeps the value and shows nothing.</summary>
    sealed class ValueAlone : ICellOutput
    {
        public DisplayData? Value { get; private set; }

        public void Write(bool isError, string text) { }
        public void Display(DisplayData value, string displayId, bool update) { }
        public void Result(DisplayData value) => Value = value;
    }
}
