using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using Spikebook.Fuzz;

// dotnet run --project tests/Fuzz                              every reader, less than a minute in all
// dotnet run --project tests/Fuzz -- --seed 7 --seconds 600    another seed, longer
// dotnet run --project tests/Fuzz -- npz 7 1234                one case again, its exception not caught
//
// Each reader runs in a process of its own: what cannot be caught there (no stack, no memory, no end) is a failure that names the case.

using Targets targets = new();
CultureInfo invariant = CultureInfo.InvariantCulture;
if (args is ["child", var reader, var childSeed, var seconds, var board]) return Child(reader, childSeed, seconds, board);
if (args is [var only, var onlySeed, var number] && !only.StartsWith('-')) return Again(only, onlySeed, number);

ulong seed = ulong.Parse(Option("--seed", "1"), invariant);
double each = double.Parse(Option("--seconds", "40"), invariant) / targets.All.Count;
long passed = 0, failed = 0;
foreach (Target target in targets.All)
{
    var (good, problems) = Parent(target);
    (passed, failed) = (passed + good, failed + problems.Count);
    Console.WriteLine(FormattableString.Invariant($"{target.Name,-16}{good,8:N0} passed, {problems.Count} failed"));
    foreach (string problem in problems) Console.WriteLine("  " + problem);
}
Console.WriteLine(FormattableString.Invariant($"{passed} passed, {failed} failed"));
return failed == 0 ? 0 : 1;

string Option(string name, string otherwise)
{
    int at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
}

Outcome Parent(Target target)
{
    string notes = Path.GetTempFileName();
    try
    {
        File.WriteAllBytes(notes, new byte[sizeof(long)]);
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(Target).Assembly.Location);
        foreach (string argument in new[] { "child", target.Name, seed.ToString(invariant), each.ToString("R", invariant),
            notes }) start.ArgumentList.Add(argument);
        using Process child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync();
        var errors = child.StandardError.ReadToEndAsync();
        bool ended = child.WaitForExit(TimeSpan.FromSeconds(each + 30));
        if (!ended)
        {
            child.Kill(entireProcessTree: true);
            child.WaitForExit();
        }
        string[] lines = output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines is [.. var problems, var last] && int.TryParse(last, NumberStyles.None, invariant, out int good))
            return new(good, problems);
        long at = BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(notes));
        string end = ended ? $"ended the process ({errors.Result.Split('\n')[0].Trim()})" : "did not end";
        return new((int)at, [$"{target.Name}, seed {seed}, case {at}: {end}"]);
    }
    finally
    {
        File.Delete(notes);
    }
}

int Child(string name, string seedText, string secondsText, string boardPath)
{
    using var file = MemoryMappedFile.CreateFromFile(boardPath);
    using var current = file.CreateViewAccessor();
    Target target = targets.All.Single(target => target.Name == name);
    var outcome = Fuzzing.Run(target, ulong.Parse(seedText, invariant), TimeSpan.FromSeconds(double.Parse(secondsText, invariant)), at
        => current.Write(0, at));
    foreach (string failure in outcome.Failures) Console.WriteLine(failure);
    Console.WriteLine(outcome.Passed.ToString(invariant));
    return 0;
}

int Again(string name, string seedText, string numberText)
{
    Target target = targets.All.Single(target => target.Name == name);
    byte[] bytes = Fuzzing.Case(target, ulong.Parse(seedText, invariant), long.Parse(numberText, invariant));
    Console.WriteLine($"{bytes.Length} bytes: {Convert.ToHexString(bytes.AsSpan(0, Math.Min(200, bytes.Length)))}");
    target.Read(bytes);
    Console.WriteLine(Fuzzing.Problem(target, bytes) ?? "read");
    return 0;
}
