using System.Diagnostics;

namespace Spikebook.Elementary.Tests;

/// <summary>The same bits wherever the functions are asked: as recorded, and with instructions switched off, in a process of its own.</summary>
public sealed class SameBitsTests
{
    const int Arguments = 1_000_000;

    const string Recorded =
        "exp:6447f83fbc243bdc small:1cdb6b8c31848cbd log:cecb346bec851c34 log2:31ba93718919aa2a "
        + "pow:2fd201501d950391 cbrt:6619ea179b068f02 sin:7b6965f3946d043d cos:bc5a64826caa11f7 "
        + "cosh:4a8ef5b5020cbcce erfc:c9cb96e1cdf2a5ab";

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
