using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Spikebook.Cli.Tests;

/// <summary>What no compiler checks of the house: the length of lines and files, the arrows between rooms, the names of tests.</summary>
public sealed partial class HouseStyleTests
{
    const int LongestLine = 140, LongestFile = 300;

    static string Root => TestHouse.Root;

    /// <summary>The rooms that each room may name; a room that is not here names none.</summary>
    static readonly Dictionary<string, string[]> Below = new()
    {
        ["Randomness"] = ["Elementary"],
        ["Data"] = ["Storage", "Randomness"],
        ["MeanField"] = ["Elementary", "Randomness"],
        ["Loihi"] = ["Elementary", "Storage", "Randomness"],
        ["Spiking"] = ["Elementary", "Randomness"],
        ["Training"] = ["Elementary", "Storage", "Randomness", "Data"],
        ["Backprop"] = ["Storage", "Randomness", "Data", "Training", "Loihi"],
        ["Gradients"] = ["Elementary", "Storage", "Randomness", "Data", "Training", "Spiking"],
        ["Plasticity"] = ["Elementary", "Storage", "Randomness", "Data", "Training", "Spiking"],
        ["Course"] = ["Elementary", "Figures", "Randomness", "Data", "MeanField", "Backprop"],
        ["Sweeps"] = ["Elementary", "Storage", "Randomness"],
        ["Showcase"] = ["MeanField", "Backprop"],
        ["Notebooks"] = ["Storage"],
        ["Exchange"] = ["Storage", "Randomness", "Data", "Training", "Spiking", "Loihi", "Backprop", "Gradients"],
        ["Live"] = ["Notebooks"],
    };

    [Fact]
    public void Lines_are_short()
        => Assert.Empty(Sources("lib", "tests").SelectMany(file => LongLines(file).Select(line => $"{Relative(file)}:{line}")));

    [Fact]
    public void Files_of_the_library_are_short_or_say_why_not()
        => Assert.Empty(Sources("lib").Where(file => File.ReadLines(file).Count() > LongestFile
            && !File.ReadLines(file).Take(12).Any(line => line.Contains("Longer than 300 lines", StringComparison.OrdinalIgnoreCase)))
            .Select(Relative));

    // Lanes of Vector<T> differ between machines, and with them the bits of sums; MathNet's Vector<double> is another.
    [Fact]
    public void No_code_depends_on_the_width_of_the_machine_s_vectors()
        => Assert.Empty(Sources("lib").Where(file => MachineVector().IsMatch(File.ReadAllText(file))).Select(Relative));

    // Math.Exp and the like are those of the platform's C library: their last bits, and with them a seed's results, differ between machines
    // with and without fused products, and in the browser. lib/Elementary has them with the same bits everywhere; MathNet's special
    // functions and distributions, and Complex, call them inside. Figures and hosts of notebooks only draw and print.
    [Fact]
    public void Rooms_that_compute_call_no_elementary_function_of_the_platform()
        => Assert.Empty(Sources([.. Directory.GetDirectories(Path.Combine(Root, "lib")).Select(room => Path.GetFileName(room)!)
            .Except(["Figures", "Notebooks", "Cli"]).Select(room => Path.Combine("lib", room))])
            .SelectMany(file => PlatformFunction().Matches(File.ReadAllText(file))
                .Select(match => $"{Relative(file)}: {match.Value} has other last bits on another machine; use Real of lib/Elementary")));

    [Fact]
    public void Arrows_between_rooms_run_down_only()
    {
        foreach (string project in Directory.GetFiles(Path.Combine(Root, "lib"), "*.csproj", SearchOption.AllDirectories))
        {
            string room = Path.GetFileName(Path.GetDirectoryName(project))!;
            if (room == "Cli") continue; // knows all others
            var named = XDocument.Load(project).Descendants("ProjectReference")
                .Select(reference => Path.GetFileName(Path.GetDirectoryName(((string)reference.Attribute("Include")!)
                .Replace('\\', '/')))!);
            Assert.All(named, other => Assert.True(Below.GetValueOrDefault(room, []).Contains(other), $"lib/{room} names lib/{other}"));
        }
    }

    [Fact]
    public void Tests_are_named_by_sentences()
        => Assert.Empty(Sources("tests")
            .SelectMany(file => TestName().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value)
            .Where(name => name.Contains('_') ? false : name.Count(char.IsUpper) > 1).Select(name => $"{Relative(file)}: {name}")));

    [Fact]
    public void The_learning_path_of_the_README_names_every_notebook()
    {
        string readme = File.ReadAllText(Path.Combine(Root, "README.md"));
        Assert.All(Directory.GetFiles(Path.Combine(Root, "notebooks"), "*.ipynb").Select(Path.GetFileNameWithoutExtension),
            name => Assert.Contains($"`{name}`", readme, StringComparison.Ordinal));
        Assert.All(Directory.GetDirectories(Path.Combine(Root, "lib")).Select(Path.GetFileName),
            room => Assert.Contains($"lib/{room} ", readme, StringComparison.Ordinal));
    }

    // A line may be longer for a text that stands on it whole: within a raw string, or but for what its strings hold.
    static IEnumerable<int> LongLines(string file)
    {
        bool raw = false;
        int number = 0;
        foreach (string line in File.ReadLines(file))
        {
            number++;
            bool turns = line.Split("\"\"\"").Length % 2 == 0, inside = raw || line.Contains("\"\"\"", StringComparison.Ordinal);
            raw ^= turns;
            if (line.Length > LongestLine && !inside && StringText().Replace(line, "").Length > LongestLine - 40) yield return number;
        }
    }

    static IEnumerable<string> Sources(params string[] folders)
        => folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !Relative(file).Split('/').Any(part => part is "bin" or "obj" or "node_modules"));

    static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    [GeneratedRegex(@"\[(?:\w*Fact|\w*Theory)[^\]]*\](?:\s*\[[^\n]*\])*\s*public\s+(?:static\s+)?(?:async\s+)?(?:void|Task|Property|bool)\s+(?<name>\w+)\s*\(", RegexOptions.None, 1000)]
    private static partial Regex TestName();

    [GeneratedRegex(@"\bVector<\w+>\.(?:Count|Zero|One)|(?<!\.)\bVector\.[A-Z]|\bnew Vector<|\bVector<s?byte>|\bVector<u?(?:short|int|long)>|\bVector<float>",
        RegexOptions.None, 1000)]
    private static partial Regex MachineVector();

    [GeneratedRegex(@"\b(?:Math|MathF|double|float|Complex|TSelf|T)\.(?:Exp|Exp2|Exp10|ExpM1|Log|Log2|Log10|LogP1|Pow|Cbrt|RootN|Sin|Cos|Tan|SinCos|SinPi|CosPi"
        + @"|Asin|Acos|Atan|Atan2|Sinh|Cosh|Tanh|Asinh|Acosh|Atanh|FromPolarCoordinates)\b|\bSpecialFunctions\.|\bMathNet\.Numerics\.Distributions"
        + @"|\bTensorPrimitives\.|\bVector(?:64|128|256|512)\.(?:Exp|Log|Log2|Sin|Cos|SinCos)\(", RegexOptions.None, 1000)]
    private static partial Regex PlatformFunction();

    [GeneratedRegex("""\$?@?"(?:[^"\\]|\\.)*"|"(?:[^"\\]|\\.)*$""", RegexOptions.None, 1000)]
    private static partial Regex StringText();
}
