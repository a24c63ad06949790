using Spikebook.Notebooks.Gallery;

namespace Spikebook.Notebooks.Live;

/// <summary>Prose that a cell shows in a living page, written as the static page would write it.</summary>
public static class LiveProse
{
    /// <summary>HTML without anything that could run; formulas that nobody has typeset beforehand stay TeX, for the page's own script.</summary>
    /// <param name="text">Markdown, or LaTeX with or without dollars around it.</param>
    /// <param name="isLatex">Whether it is LaTeX.</param>
    public static string ToHtml(string text, bool isLatex) => new Prose().Render(isLatex ? OutputView.AsFormula(text) : text);
}
