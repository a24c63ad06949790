namespace Spikebook.Notebooks.Documents;

/// <summary>A file is not a notebook that can be read. The message is one line: which file, what is wrong with it, what to do.</summary>
public sealed class NotebookFormatException : Exception
{
    /// <summary>Says what is wrong with which file and how to mend it.</summary>
    /// <param name="file">The path as the user gave it, or what the text is called where it came from no file.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="remedy">What to do about it.</param>
    /// <param name="inner">The exception beneath, where there is one.</param>
    public NotebookFormatException(string file, string problem, string remedy, Exception? inner = null)
        : base($"{file}: {problem}; {remedy}", inner)
    {
        File = file;
        Problem = problem;
        Remedy = remedy;
    }

    /// <summary>The path as the user gave it.</summary>
    public string File { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }
}
