using System.Text.Json;
using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Jupyter;

/// <summary>Answers <c>is_complete_request</c>: whether a console should run the input or wait for another line.</summary>
static class Completeness
{
    const int IndentWidth = 4;

    public static void Write(Utf8JsonWriter w, string code)
    {
        string state = CSharpSession.Completeness(code);
        w.WriteString("status", state);
        if (state == "incomplete") w.WriteString("indent", new string(' ', IndentWidth * OpenBraces(code)));
    }

    static int OpenBraces(string code)
    {
        int depth = 0;
        foreach (char c in code)
            depth += c is '{' or '(' or '[' ? 1 : c is '}' or ')' or ']' ? -1 : 0;
        return Math.Max(depth, 0);
    }
}
