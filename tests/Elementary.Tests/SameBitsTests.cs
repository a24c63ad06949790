using System.Diagnostics;

namespace Spikebook.Elementary.Tests;

/// <summary>The same bits wherever the functions are asked: as recorded, and in a process without some of the instructions.</summary>
public sealed class SameBitsTests
{
    const int Arguments = 1_000_000;

    const string Recorded =
        "exp:7308078f89976ff3 small:904102175f5d9fc7 log:9cc2cf76de77d643 log2:2808fc8026185ba4 "
        + "pow:cd14b3b26d859700 cbrt:4c6bee81f8531845 sin:d60c0f232426fcb4 cos:0f15088672741c77 "
        + "cosh:8d89d7b6b2bf6912 erfc:7be00b7865f43cb6 angle:0313f9d1c950bc77";

    // The C library's own functions change with the first, which glibc alone reads; the runtime's code with the others.
    public static TheoryData<string, string> Settings() => new()
    {
        { "GLIBC_TUNABLES", "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX2_Usable,-FMA_Usable" },
        { "DOTNET_EnableAVX2", "0" },
        { "DOTNET_EnableHWIntrinsic", "0" },
        { "DOTNET_TieredCompilation", "0" },
    };

    [Fact]
    public void A_million_values_have_the_recorded_bits() => Assert.Equal(Recorded, GoldenBits.Of(Arguments));

    [Theory]
    [MemberData(nameof(Settings))]
    public void They_do_not_depend_on_the_instructions_of_the_machine(string setting, string value)
        => Assert.Equal(Recorded, Elsewhere(setting, value, "values", $"{Arguments}"));

    // Densities, particles, trained networks, balanced ones and a ring of conductances: what is built on the functions.
    [Theory]
    [MemberData(nameof(Settings))]
    public void Runs_do_not_depend_on_the_instructions_of_the_machine(string setting, string value)
        => Assert.Equal(SmallRuns.All(), Elsewhere(setting, value, "runs"));

    static string Elsewhere(string setting, string value, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(SameBitsTests).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            Environment = { [setting] = value },
        };
        using Process process = Process.Start(start)!;
        string found = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return found;
    }
}
