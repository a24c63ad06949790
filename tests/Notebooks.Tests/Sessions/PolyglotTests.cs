using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Tests.Sessions;

/// <summary>
/// Languages beside C#, and the lines that readers of .NET Interactive's notebooks type. F# and SQL come as packages; the first test that
/// asks for one restores it.
/// </summary>
public sealed class PolyglotTests() : SessionInFolder("polyglot")
{
    async Task<CellError> Fails(string code)
    {
        var (result, _) = await Run(code);
        Assert.Equal(CellStatus.Failed, result.Status);
        Assert.DoesNotContain('\n', result.Error!.Message);
        return result.Error;
    }

    [Fact]
    public async Task HTML_of_a_cell_is_shown_as_it_is()
        => Assert.Equal("<b>bold</b>", (await Ok("HTML(\"<b>bold</b>\")")).Value?["text/html"]);

    [Fact]
    public async Task Time_before_a_language_means_what_follows()
    {
        var output = await Ok("#!time\n#!csharp\n1 + 1");
        Assert.Equal("2", output.Value?["text/plain"]);
        Assert.StartsWith("Wall time: ", Assert.Single(output.Displays).Value["text/plain"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("string s = null;\ns")]
    [InlineData("display((object)null);")]
    public async Task Null_is_shown(string code)
    {
        var output = await Ok(code);
        var shown = output.Value ?? Assert.Single(output.Displays).Value;
        Assert.Contains("null", shown["text/plain"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_are_shown_as_a_table_when_asked()
    {
        var output = await Ok("record R(int A, string B);\nnew[] { new R(1, \"x\"), new R(2, \"y\") }.DisplayTable();");
        string html = Assert.Single(output.Displays).Value["text/html"]!;
        Assert.Contains("<table", html, StringComparison.Ordinal);
        Assert.Contains("y", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_text_of_a_large_value_is_cut_and_says_so()
    {
        var output = await Ok("Enumerable.Range(0, 20).Select(i => new { I = i, Text = new string('x', 5_000) }).ToList()");
        string plain = output.Value!["text/plain"]!;
        Assert.InRange(plain.Length, 1, ValueFormatter.LongestPlain + 60);
    }

    [Fact]
    public async Task A_cell_may_begin_with_an_awaited_cast()
    {
        await Ok("""
            interface IWaits { Task<int> M(); }
            class Waits : IWaits { public async Task<int> M() { await Task.Yield(); return 7; } }
            object x = new Waits();
            """);
        Assert.Equal("7", (await Ok("await ((IWaits)x).M()")).Value?["text/plain"]);
        await Ok("await ((IWaits)x).M();");
    }

    [Fact]
    public async Task Who_and_whos_name_the_variables()
    {
        await Ok("var rate = 1.5; int count = 3;");
        Assert.Equal("count\nrate", Assert.Single((await Ok("#!who")).Displays).Value["text/plain"]);
        string table = Assert.Single((await Ok("#!whos")).Displays).Value["text/html"]!;
        Assert.Contains("System.Double", table, StringComparison.Ordinal);
        Assert.Contains("1.5", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lsmagic_and_about_answer()
    {
        Assert.Contains("#!fsharp", Assert.Single((await Ok("#!lsmagic")).Displays).Value["text/plain"], StringComparison.Ordinal);
        Assert.Contains("Spikebook", Assert.Single((await Ok("#!about")).Displays).Value["text/plain"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_of_the_kernel_are_there_or_name_the_way()
    {
        await Ok("KernelInvocationContext.Current.Display(3);");
        Assert.Equal("<i>x</i>", (await Ok("Kernel.HTML(\"<i>x</i>\")")).Value?["text/html"]);
        Assert.Contains("#!share", (await Fails("Kernel.Root.ToString()")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diagrams_and_scripts_reach_the_front_end()
    {
        Assert.Equal("graph LR; A-->B", Assert.Single((await Ok("#!mermaid\ngraph LR; A-->B")).Displays).Value["text/vnd.mermaid"]);
        Assert.Contains("alert(1)</script>", Assert.Single((await Ok("#!javascript\nalert(1)")).Displays).Value["text/html"],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_language_is_told_with_those_that_are_known()
        => Assert.Contains("#!fsharp", (await Fails("#!cobol\nDISPLAY 'X'")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_value_is_a_text_that_other_languages_can_have()
    {
        await Ok("#!value --name poem\nroses\nviolets");
        Assert.Equal("roses\nviolets", (await Ok("#!share poem --from value\npoem")).Value?["text/plain"]);
        Assert.Contains("no variable prose; it has poem", (await Fails("#!share prose --from value")).Message, StringComparison.Ordinal);
        Assert.Contains("--name", (await Fails("#!value\ntext")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FSharp_runs_beside_CSharp_and_values_cross()
    {
        Assert.Equal("42", (await Ok("#!fsharp\nlet twice x = 2 * x\ntwice 21")).Value?["text/plain"]);
        await Ok("var rates = new List<double> { 1, 2.5 };");
        Assert.Equal("3.5", (await Ok("#!fsharp\n#!share rates --from csharp\nSeq.sum rates")).Value?["text/plain"]);
        await Ok("#!fsharp\nlet squares = [| for i in 1 .. 4 -> i * i |]\nrates.Add 4.0");
        Assert.Equal("30", (await Ok("#!share squares --from fsharp\nsquares.Sum()")).Value?["text/plain"]);
        Assert.Equal("3", (await Ok("rates.Count")).Value?["text/plain"]); // the same list, not a copy
        Assert.Equal("16", (await Ok("#!set --name most --value @fsharp:squares\nmost.Max()")).Value?["text/plain"]);
        await Ok("record Own(int N); var own = new Own(5);");
        Assert.Equal("5", (await Ok("#!fsharp\n#!share own --from csharp\nown.RootElement.GetProperty(\"N\").GetInt32()"))
            .Value?["text/plain"]);

        var error = await Fails("#!fsharp\nlet x = 1\nlet y = x + \"a\"");
        Assert.Equal((3, "FS0001"), (error.Line, error.Message[..6]));
        Assert.Contains("no variable nothing", (await Fails("#!fsharp\n#!share nothing --from csharp")).Message, StringComparison.Ordinal);
        Assert.Contains("boom", (await Fails("#!fsharp\n(failwith \"boom\" : int)")).Message, StringComparison.Ordinal);
        Assert.Equal("printed\n", (await Ok("#!fsharp\nprintfn \"printed\"")).Out);
        Assert.Contains("squares", Assert.Single((await Ok("#!fsharp\n#!who")).Displays).Value["text/plain"], StringComparison.Ordinal);
        const string Begun = "#!fsharp\nList.ma";
        Assert.Contains("map", Session.Complete(Begun, Begun.Length).Items.Select(item => item.Text));
    }

    [Fact]
    public async Task SQL_reads_variables_and_files_by_name_and_its_rows_are_records()
    {
        await Ok("record Cell(string Kind, double Rate); var cells = new List<Cell> { new(\"E\", 4), new(\"E\", 6), new(\"I\", 9) };");
        File.WriteAllText(Path.Combine(Folder, "kinds.csv"), "kind,full\nE,excitatory\nI,\"inhibitory, fast\"\n");
        var output = await Ok("""
            #!sql --name rates
            select k.full, avg(c.Rate) as mean, count(*) as n
            from cells c join 'kinds.csv' k on k.kind = c.Kind group by c.Kind order by c.Kind
            """);
        Assert.Contains("inhibitory, fast", output.Value?["text/html"], StringComparison.Ordinal);
        Assert.Equal("5", (await Ok("#!share rates --from sql\nrates[0].Mean")).Value?["text/plain"]);
        Assert.Equal("2", (await Ok("rates.Single(r => r.Full == \"excitatory\").N")).Value?["text/plain"]);

        var error = await Fails("#!sql\nselect *\nform cells");
        Assert.Equal(3, error.Line);
        Assert.Contains("form", error.Message, StringComparison.Ordinal);
        Assert.Contains("no such table: nowhere; there is no variable", (await Fails("#!sql\nselect * from nowhere")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_runs_in_the_language_that_metadata_names()
    {
        Assert.Equal("5", (await Ok(CellSource.InLanguage("fsharp", "List.length [ 1 .. 5 ]"))).Value?["text/plain"]);
        Assert.Equal(1, (await Fails(CellSource.InLanguage("fsharp", "1 + \"a\""))).Line);
    }
}
