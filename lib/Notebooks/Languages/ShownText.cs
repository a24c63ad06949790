using Spikebook.Notebooks.Sessions;
using Spikebook.Notebooks.Sessions.Cells;

namespace Spikebook.Notebooks.Languages;

/// <summary>Pieces of a cell that a front end shows as they are.</summary>
static class ShownText
{
    public static void Display(Segment segment)
    {
        string text = segment.Text.Trim();
        switch (segment.Language)
        {
            case "markdown": text.DisplayAs("text/markdown"); break;
            case "html": text.DisplayAs("text/html"); break;
            case "javascript": Kernel.Javascript(text); break;
            // Drawn by front ends that know the language, JupyterLab and VS Code; elsewhere its text is read.
            case "mermaid":
                CellCommands.display(new DisplayData([new("text/vnd.mermaid", text), new("text/markdown", $"```mermaid\n{text}\n```"),
                    new("text/plain", text)]));
                break;
        }
    }
}
