namespace Spikebook.Loihi;

/// <summary>A learning rule that could not be read.</summary>
/// <param name="text">The rule.</param>
/// <param name="position">Index of the character at which it went wrong.</param>
/// <param name="problem">What is wrong there, and what would be right.</param>
public sealed class RuleSyntaxException(string text, int position, string problem)
    : FormatException($"learning rule, character {position + 1}: {problem}{Environment.NewLine}  {text}{Environment.NewLine}  "
        + $"{new string(' ', position)}^")
{
    /// <summary>Index of the character at which the rule went wrong.</summary>
    public int Position { get; } = position;
}
