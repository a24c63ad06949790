namespace Spikebook.Figures;

/// <summary>Names that are safe as file names on every system and as keys in a page.</summary>
static class Names
{
    const int Longest = 80;

    public static string Validated(string name, string what)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool valid = name.Length is > 0 and <= Longest
            && name.AsSpan().IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-_.") < 0
            && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
            && !name.Contains("..") && !Reserved(name);
        return valid ? name : throw new ArgumentException(
            $"'{name}' is no {what} name; use 1 … {Longest} lower-case letters, digits and hyphens, such as 'steady-rates'.", nameof(name));
    }

    static bool Reserved(string name)
    {
        string stem = name.Split('.')[0];
        return stem is "con" or "prn" or "aux" or "nul"
            || (stem.Length == 4 && (stem.StartsWith("com", StringComparison.Ordinal) || stem.StartsWith("lpt", StringComparison.Ordinal))
            && char.IsAsciiDigit(stem[3]));
    }
}
