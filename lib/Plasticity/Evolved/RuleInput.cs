using System.Collections.Immutable;

namespace Spikebook.Plasticity.Evolved;

/// <summary>A quantity that a rule may read.</summary>
/// <param name="Name">Its name in text: a letter, then letters, digits or underscores.</param>
/// <param name="Latex">Its name in formulas, for instance <c>\bar s</c>.</param>
public sealed record RuleInput(string Name, string Latex)
{
    /// <summary>Most inputs of a rule; the symbolic form packs exponents into one word.</summary>
    public const int Most = 6;

    /// <summary>
    /// Reads inputs such as <c>v u s=\bar{s}</c>: names separated by spaces, each with its LaTeX after an equals sign if it differs.
    /// </summary>
    /// <param name="text">The names.</param>
    /// <exception cref="EvolvedException">There are none or too many, or one is no name or there twice.</exception>
    public static ImmutableArray<RuleInput> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ImmutableArray<RuleInput> inputs = [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(each => each.Split('=', 2)).Select(parts => new RuleInput(parts[0], parts[^1]))];
        return Validated(inputs);
    }

    internal static ImmutableArray<RuleInput> Validated(ImmutableArray<RuleInput> inputs)
    {
        if (inputs.IsDefault || inputs.Length is 0 or > Most)
            throw new EvolvedException($"a rule with {(inputs.IsDefault ? 0 : inputs.Length)} inputs; name 1 … {Most}");
        foreach (var input in inputs)
        {
            if (input.Name.Length == 0 || !char.IsAsciiLetter(input.Name[0])
                || !input.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                throw new EvolvedException($"'{input.Name}' is no name of an input; use a letter, then letters, digits or underscores");
            if (inputs.Count(other => other.Name == input.Name) > 1)
                throw new EvolvedException($"input '{input.Name}' is there twice; give each a name of its own");
        }
        return inputs;
    }
}
