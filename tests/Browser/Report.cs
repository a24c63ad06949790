namespace Spikebook.Browser;

/// <summary>Counts what was looked at and says what was wrong.</summary>
sealed class Report
{
    public int Passed { get; private set; }
    public int Failed { get; private set; }

    public void Check(bool holds, string what)
    {
        if (holds) Passed++;
        else
        {
            Failed++;
            Console.WriteLine($"FAILED {what}");
        }
    }
}
