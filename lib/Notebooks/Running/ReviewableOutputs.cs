using Spikebook.Notebooks.Documents;

namespace Spikebook.Notebooks.Running;

/// <summary>Reduces outputs to what a person can review in a diff: pictures and tables, not the data behind live charts.</summary>
static class ReviewableOutputs
{
    const int LongestText = 4_000;

    /// <summary>Mime types that a static picture makes unnecessary, and copies of the same data.</summary>
    static readonly string[] Heavy = ["application/vnd.plotly.v1+json", "application/vnd.spikebook.frames+json", "text/csv"];

    public static CellOutput Reduce(CellOutput output) => output switch
    {
        DisplayOutput d => d with { Data = Reduce(d.Data) },
        ExecuteResultOutput r => r with { Data = Reduce(r.Data) },
        StreamOutput s when s.Text.Length > LongestText => s with { Text = s.Text[..LongestText] + "\n[cut]\n" },
        _ => output,
    };

    static MimeBundle Reduce(MimeBundle data)
    {
        var kept = new MimeBundle();
        bool picture = data["image/svg+xml"] is not null || data["image/png"] is not null;
        foreach (var (type, value) in data)
            if (!Heavy.Contains(type) && !(picture && type == "text/html")) kept.Add(type, value.DeepClone());
        return kept;
    }
}
