using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Spikebook.Notebooks.Sessions;
using Spikebook.Notebooks.Tests.Sessions;

namespace Spikebook.Notebooks.Tests.Jupyter;

/// <summary>Completion and help at a cursor, marked | in the code.</summary>
public sealed class CompletionTests : IAsyncLifetime
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spikebook-tests-");
    CSharpSession _session = null!;

    public async Task InitializeAsync()
    {
        _session = new CSharpSession(new SessionOptions { BaseDirectory = _folder.FullName });
        await Run("""
            using System.Globalization;
            var rates = new List<double> { 1, 2 };
            string label = "rate";
            int? perhaps = 3;
            record Step(double Time, double Rate) { public int Count { get; set; } public double Dt { get; init; } }
            enum Shape { Ring, Line }
            /// <summary>Doubles $x$, as in $2x$.</summary>
            /// <param name="x">What is doubled.</param>
            double Twice(double x, bool exact = true) => 2 * x;
            var step = new Step(0, 1);
            """);
    }

    public async Task DisposeAsync()
    {
        await _session.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    async Task Run(string code)
    {
        var result = await _session.ExecuteAsync(code, "cell 1", new RecordedOutput());
        Assert.True(result.Status == CellStatus.Ok, result.Error is { } e ? string.Join('\n', e.Traceback) : "");
    }

    Completions Complete(string marked)
    {
        int at = marked.IndexOf('|');
        return _session.Complete(marked.Remove(at, 1), at);
    }

    SymbolHelp? Inspect(string marked)
    {
        int at = marked.IndexOf('|');
        return _session.Inspect(marked.Remove(at, 1), at);
    }

    [Theory]
    [InlineData("rates.|", "Add")]
    [InlineData("rates.|", "Select")]
    [InlineData("rates.Sel|", "Select")]
    [InlineData("rates.|\nvar y = 1;", "Count")]
    [InlineData("var z = rates.|", "Count")]
    [InlineData("Console.WriteLine(rates.C|", "Count")]
    [InlineData("Console.WriteLine(rates.C|);", "Count")]
    [InlineData("rates.Select(r => r.CompareT|", "CompareTo")]
    [InlineData("rates.Where(r => r > 0).OrderB|", "OrderBy")]
    [InlineData("label?.Len|", "Length")]
    [InlineData("perhaps?.CompareT|", "CompareTo")]
    [InlineData("Math.Sq|", "Sqrt")]
    [InlineData("Math.|", "PI")]
    [InlineData("System.Tex|", "Text")]
    [InlineData("System.Text.Js|", "Json")]
    [InlineData("Shape.|", "Ring")]
    [InlineData("rat|", "rates")]
    [InlineData("var q = Twi|", "Twice")]
    [InlineData("disp|", "display")]
    [InlineData("forea|", "foreach")]
    [InlineData("using System.Thr|", "Threading")]
    [InlineData("using Sys|", "System")]
    [InlineData("Twice(|", "exact:")]
    [InlineData("Twice(1, e|", "exact:")]
    [InlineData("Twice(1, e|);", "exact:")]
    [InlineData("new Step(0, 1) { Co|", "Count")]
    [InlineData("new Step(0, 1) { Count = 1, D| }", "Dt")]
    [InlineData("var next = step with { Ra|", "Rate")]
    [InlineData("var d = new Dict|", "Dictionary")]
    [InlineData("int local = 3;\nloc|", "local")]
    [InlineData("void F(int first) { fir| }", "first")]
    [InlineData("$\"{label.Le|}\"", "Length")]
    [InlineData("#r \"nothing.dll\"\n#!time\nrates.Ad|", "AddRange")]
    [InlineData("#!ti|", "#!time")]
    [InlineData("CultureIn|", "CultureInfo")]
    [InlineData("Console.WL|", "WriteLine")]
    [InlineData("step.|", "Time")]
    public void A_name_that_fits_is_offered(string code, string expected)
        => Assert.Contains(expected, Complete(code).Items.Select(i => i.Text));

    [Theory]
    [InlineData("rates.|", "Sqrt")]
    [InlineData("Math.|", "Equals")]
    [InlineData("label.|", "op_Equality")]
    [InlineData("rates.|", "get_Count")]
    [InlineData("using System.|", "Math")]
    [InlineData("Twice(x: 1, |", "x:")]
    [InlineData("new Step(0, 1) { Count = 1, | }", "Count")]
    [InlineData("System.|", "rates")]
    public void A_name_that_does_not_fit_is_not(string code, string wrong)
        => Assert.DoesNotContain(wrong, Complete(code).Items.Select(i => i.Text));

    [Theory]
    [InlineData("\"rates.|")]
    [InlineData("\"rates.|\"")]
    [InlineData("// rates.|")]
    [InlineData("/* rates.| */")]
    [InlineData("1.|")]
    [InlineData("12|")]
    [InlineData("#!markdown\nrat|")]
    [InlineData("nothing.|")]
    public void Nothing_is_offered_where_no_name_can_stand(string code) => Assert.Empty(Complete(code).Items);

    [Fact]
    public void The_word_before_the_cursor_is_replaced_and_exact_starts_come_first()
    {
        var found = Complete("var a = rates.Co|");
        Assert.Equal((14, 16), (found.Start, found.End));
        Assert.StartsWith("Co", found.Items[0].Text);
        Assert.True(Index(found, "Count") < Index(found, "Concat"), "own members come before extensions");
        static int Index(Completions c, string name) => c.Items.ToList().FindIndex(i => i.Text == name);
    }

    [Fact]
    public void Variables_of_the_session_come_before_types() => Assert.Equal("rates", Complete("ra|").Items[0].Text);

    [Fact]
    public void Every_position_of_a_cell_can_be_asked()
    {
        const string Code = "#!time\nvar xs = rates.Select((r, i) => new { r, i }).ToList();\nforeach (var x in xs) { Console.WriteLine($\"{x.r:0.0} {x.i}\"); } // end\nstep with { Rate = 3 }\n\"\"\"\nraw \"\"\" + label?.Length.ToString()[0..^1] + (";
        for (int at = 0; at <= Code.Length; at++)
        {
            var found = _session.Complete(Code, at);
            Assert.InRange(found.Start, 0, at);
            Assert.Equal(at, found.End);
            _session.Inspect(Code, at);
        }
    }

    [Theory]
    [InlineData("Twice|(1)", "double Twice(double x, bool exact = true)")]
    [InlineData("Twice(|", "double Twice(double x, bool exact = true)")]
    [InlineData("Twice(1|)", "double Twice(double x, bool exact = true)")]
    [InlineData("rates|", "List<double> rates")]
    [InlineData("Math.Sqrt|", "double Math.Sqrt(double d)")]
    [InlineData("Math.Sqrt(|", "double Math.Sqrt(double d)")]
    [InlineData("label.Len|gth", "int string.Length")]
    [InlineData("Shape|", "enum Shape { Ring, Line }")]
    [InlineData("new Step|(0, 1)", "Step(double Time, double Rate)")]
    public void The_declaration_is_shown(string code, string signature)
        => Assert.Contains(signature, Inspect(code)?.ToText());

    [Fact]
    public void All_overloads_are_shown_the_chosen_one_first()
    {
        var help = Inspect("Math.Abs|(1.5)")!;
        Assert.Equal("double Math.Abs(double value)", help.Signatures[0]);
        Assert.True(help.Signatures.Count >= 8);
    }

    [Fact]
    public void Documentation_of_cells_and_of_the_framework_is_shown()
    {
        string own = Inspect("Twice|")!.ToMarkdown();
        Assert.Contains("Doubles $x$, as in $2x$.", own);
        Assert.Contains("- `x`: What is doubled.", own);
        Assert.Contains("square root", Inspect("Math.Sqrt|(2)")!.ToText());
    }

    [Fact]
    public async Task Documentation_of_a_library_lies_beside_it()
    {
        string path = Path.Combine(_folder.FullName, "Rates.dll");
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create("Rates",
            [SyntaxFactory.ParseSyntaxTree(
            "namespace Rates; public static class Siegert { /// <summary>Solves $r = \\phi(b r)$.</summary>\npublic static double Solve(double b) => b; }")],
            trusted.Select(p => MetadataReference.CreateFromFile(p)), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.True(compilation.Emit(path).Success);
        File.WriteAllText(Path.ChangeExtension(path, ".xml"), """
            <doc><members><member name="M:Rates.Siegert.Solve(System.Double)"><summary>Solves $r = \phi(b r)$ as <see cref="T:Rates.Siegert"/> says.</summary><exception cref="T:System.ArgumentException">b is not finite.</exception></member></members></doc>
            """);
        await Run("#r \"Rates.dll\"\nusing Rates;");
        string help = Inspect("Siegert.Solve(|")!.ToText();
        Assert.Contains("Solves $r = \\phi(b r)$ as Siegert says.", help);
        Assert.Contains("ArgumentException: b is not finite.", help);
    }

    [Theory]
    [InlineData("|")]
    [InlineData("   |   ")]
    [InlineData("nothing|")]
    [InlineData("#!markdown\nMath|")]
    public void Where_there_is_no_name_there_is_no_help(string code) => Assert.Null(Inspect(code));
}
