namespace Spikebook.Browser;

/// <summary>Counts what was looked at and says what was wrong.</summary>
sealed class Report
{
    public int Passed { get; private set; }
    public int Failed { get; private set; }

    /// <summary>Says what was measured; a number is no failure.</summary>
    public void Say(string what) => Console.WriteLine($"measured {what}");

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
