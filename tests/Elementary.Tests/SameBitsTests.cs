using System.Diagnostics;

namespace Spikebook.Elementary.Tests;

/// <summary>The same bits wherever the functions are asked: as recorded, and in a process without some of the instructions.</summary>
public sealed class SameBitsTests
{
    const int Arguments = 1_000_000;

    const string Recorded =
        "exp:7308078f89976ff3 small:1129d4903f8826d5 log:9cc2cf76de77d643 log2:2808fc8026185ba4 "
        + "pow:cd14b3b26d859700 cbrt:4c6bee81f8531845 sin:d60c0f232426fcb4 cos:0f15088672741c77 "
        + "cosh:8d89d7b6b2bf6912 erfc:7be00b7865f43cb6 angle:0313f9d1c950bc77";

    [Fact]
    public void A_million_values_have_the_recorded_bits() => Assert.Equal(Recorded, GoldenBits.Of(Arguments));

    // The C library's own functions change with the first, which glibc alone reads; the runtime's code with the others.
    [Theory]
    [InlineData("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX2_Usable,-FMA_Usable")]
    [InlineData("DOTNET_EnableAVX2", "0")]
    [InlineData("DOTNET_EnableHWIntrinsic", "0")]
    [InlineData("DOTNET_TieredCompilation", "0")]
    public void They_do_not_depend_on_the_instructions_of_the_machine(string setting, string value)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(SameBitsTests).Assembly.Location, $"{Arguments}"])
        {
            RedirectStandardOutput = true,
            Environment = { [setting] = value },
        };
        using Process process = Process.Start(start)!;
        string found = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(Recorded, found);
    }
}
