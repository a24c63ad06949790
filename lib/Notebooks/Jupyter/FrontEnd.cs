using System.Text.Json;
using Spikebook.Notebooks.Jupyter.Widgets;

namespace Spikebook.Notebooks.Jupyter;

/// <summary>What the kernel knows of the page that it serves: only classic Notebook tells, by a script beside the kernelspec.</summary>
sealed class FrontEnd
{
    /// <summary>The target of the comm over which a page tells.</summary>
    public const string Target = "spikebook.front-end";

    /// <summary>The page's widgets; ipywidgets 8 where it does not tell, null where it has none.</summary>
    public WidgetModules? Widgets { get; private set; } = WidgetModules.Default;

    /// <summary>The script that classic Notebook loads from the kernelspec's folder under the name kernel.js.</summary>
    public static string Script
    {
        get
        {
            using var stream = typeof(FrontEnd).Assembly.GetManifestResourceStream("Web/kernel.js")!;
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Takes in what a page tells.</summary>
    public void Told(JsonElement data)
    {
        if (data.ValueKind == JsonValueKind.Object && data.TryGetProperty("widgets", out var widgets)
            && widgets.ValueKind == JsonValueKind.Number && widgets.TryGetInt32(out int generation))
            Widgets = generation <= 0 ? null : WidgetModules.Of(generation);
    }
}
