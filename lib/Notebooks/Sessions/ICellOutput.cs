namespace Spikebook.Notebooks.Sessions;

/// <summary>Where a running cell's output goes. A session calls it from one thread at a time.</summary>
public interface ICellOutput
{
    /// <summary>Text written to standard output or standard error.</summary>
    /// <param name="isError">Whether it was standard error.</param>
    /// <param name="text">The text, line ends included.</param>
    void Write(bool isError, string text);

    /// <summary>A value shown by the cell, or a new version of one shown before.</summary>
    /// <param name="value">The value.</param>
    /// <param name="displayId">The identity by which it can be updated.</param>
    /// <param name="update">Whether it replaces all earlier displays of that identity.</param>
    void Display(DisplayData value, string displayId, bool update);

    /// <summary>The value of the cell's last expression.</summary>
    void Result(DisplayData value);

    /// <summary>Takes back what the cell has shown so far.</summary>
    /// <param name="wait">Whether to do so only when the next output comes, so that nothing flickers.</param>
    void Clear(bool wait) { }
}
