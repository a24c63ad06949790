using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Tests.Sessions;

public sealed class CSharpSessionTests : IAsyncLifetime
{
    readonly CSharpSession _session = new(new SessionOptions { CancellationGrace = TimeSpan.FromSeconds(10) });
    int _number;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _session.DisposeAsync();

    async Task<(CellResult Result, RecordedOutput Output)> Run(string code, CancellationToken cancellation = default)
    {
        var output = new RecordedOutput();
        return (await _session.ExecuteAsync(code, $"cell {++_number}", output, cancellation), output);
    }

    async Task<string?> Value(string code)
    {
        var (result, output) = await Run(code);
        Assert.True(result.Status == CellStatus.Ok, result.Error is { } e ? string.Join('\n', e.Traceback) : "");
        return output.Value?["text/plain"];
    }

    [Fact]
    public async Task Variables_methods_types_and_usings_carry_over()
    {
        await Value("using System.Globalization; int x = 40; int Twice(int n) => 2 * n; record Point(double X, double Y);");
        Assert.Equal("42", await Value("x + Twice(1)"));
        Assert.Equal("1.5", await Value("new Point(1.5, 2).X"));
        Assert.Equal("1.5", await Value("1.5.ToString(CultureInfo.InvariantCulture)"));
        await Value("x = 7;");
        Assert.Equal("7", await Value("x"));
    }

    [Fact]
    public void A_cell_is_given_only_references_that_no_cell_before_it_had()
    {
        // A submission passes on its own list beside that of the one before: repeated lists would grow with the square of the cells.
        using var context = new SessionLoadContext();
        var compiler = new SubmissionCompiler(context, Path.GetTempPath());
        compiler.Compile("int a = 1;", "cell 1", default);
        Assert.True(compiler.Previous!.ExternalReferences.Length > 100);
        compiler.Compile("a + 1", "cell 2", default);
        Assert.Empty(compiler.Previous.ExternalReferences);
    }

    [Fact]
    public async Task A_name_can_be_declared_again()
    {
        await Value("var x = 1;");
        await Value("var x = \"two\";");
        Assert.Equal("two", await Value("x"));
    }

    [Theory]
    [InlineData("1 + 1", "2")]
    [InlineData("Math.Sqrt(4);", null)]
    [InlineData("var y = 3;", null)]
    [InlineData("Console.WriteLine(1)", null)]
    [InlineData("await Task.FromResult(5)", "5")]
    [InlineData("await Task.Delay(1)", null)]
    [InlineData("0.1 + 0.2", "0.30000000000000004")]
    [InlineData("true", "True")]
    [InlineData("\"text\"", "text")]
    [InlineData("// only a comment", null)]
    [InlineData("", null)]
    public async Task Only_a_last_expression_is_shown(string code, string? shown) => Assert.Equal(shown, await Value(code));

    [Fact]
    public async Task Displays_streams_and_the_value_keep_their_order()
    {
        var (_, output) = await Run("""
            Console.WriteLine("a");
            var shown = display(1);
            Console.WriteLine("b");
            shown.Update(2);
            "two".Display();
            Console.Error.WriteLine("bad");
            3
            """);
        Assert.Equal(["stream a\n", "display 1", "stream b\n", "update 2", "display two", "stream bad\n", "result 3"], output.Order);
        Assert.Equal(output.Displays[0].Id, output.Displays[1].Id);
        Assert.Equal("bad\n", output.Error);
    }

    [Fact]
    public async Task A_later_cell_updates_an_earlier_display()
    {
        var (_, first) = await Run("var bar = display(\"0 %\");");
        var (_, second) = await Run("bar.Update(\"100 %\");");
        Assert.Equal(first.Displays[0].Id, Assert.Single(second.Displays).Id);
    }

    [Fact]
    public async Task Objects_are_shown_as_the_genuine_formatters_show_them()
    {
        var (_, output) = await Run("record Row(double B, string Name); new[] { new Row(1.5, \"lower\") }");
        Assert.Contains("<table>", output.Value!["text/html"]);
        Assert.Contains("lower", output.Value["text/html"]);
        Assert.NotNull(output.Value["text/plain"]);
    }

    [Fact]
    public async Task A_compile_error_points_at_cell_line_and_column()
    {
        var (result, _) = await Run("int a = 1;\nint b = nothing + a;");
        Assert.Equal(CellStatus.Failed, result.Status);
        Assert.Equal((2, 9), (result.Error!.Line, result.Error.Column));
        Assert.Contains("nothing", result.Error.Message);
        Assert.Contains("cell 1, line 2, column 9", result.Error.Traceback[0]);
        Assert.Contains("int b = nothing + a;", result.Error.Traceback[1]);
        Assert.Equal('^', result.Error.Traceback[2].TrimEnd()[^1]);
    }

    [Fact]
    public async Task A_cell_of_usings_alone_holds_for_those_that_follow()
    {
        await Value("int before = 2;");
        await Value("using System.Numerics;");
        Assert.Equal("2", await Value("BigInteger.One + before - 1"));
    }

    [Fact]
    public async Task A_cell_that_does_not_compile_leaves_the_session_as_it_was()
    {
        await Value("int kept = 5;");
        await Run("kept = ;");
        Assert.Equal("5", await Value("kept"));
    }

    [Fact]
    public async Task An_exception_names_the_cells_line_and_code_and_no_host_internals()
    {
        await Value("double Inverse(double x)\n{\n    if (x == 0) throw new ArgumentException(\"x is 0; give another\");\n    return 1 / x;\n}");
        var (result, _) = await Run("var before = 1;\nvar ys = new[] { 1.0, 0.0 }.Select(x => Inverse(x)).ToArray();");
        var error = result.Error!;
        string all = string.Join('\n', error.Traceback);
        Assert.Equal("System.ArgumentException", error.Name);
        Assert.True(error.Line == 2, all);
        Assert.Contains("Inverse, cell 1, line 3", all);
        Assert.Contains("cell 2, line 2", all);
        Assert.Contains("throw new ArgumentException", all);
        Assert.DoesNotContain("Spikebook", all);
        Assert.DoesNotContain("Script", all);
        Assert.Contains("lambda in cell, cell 2, line 2", all);
        Assert.Equal("1", await Value("before")); // what the cell did before it threw is kept
    }

    [Fact]
    public async Task A_loop_that_looks_at_the_token_stops_and_the_session_goes_on()
    {
        using var interrupt = new CancellationTokenSource();
        var output = new RecordedOutput();
        output.Wrote += interrupt.Cancel;
        var result = await _session.ExecuteAsync($$"""
            int steps = 0;
            {{Token}}
            Console.WriteLine("running");
            while (true) { token().ThrowIfCancellationRequested(); steps++; await Task.Yield(); }
            """, "cell 1", output, interrupt.Token);
        Assert.Equal(CellStatus.Cancelled, result.Status);
        Assert.NotEqual("0", await Value("steps"));
    }

    /// <summary>How a library finds the running cell's token.</summary>
    const string Token = $"""var token = (Func<System.Threading.CancellationToken>)AppContext.GetData("{CellTokenName.Text}");""";

    [Fact]
    public async Task Sessions_side_by_side_have_tokens_of_their_own()
    {
        const string wait = Token + """
             Console.WriteLine("running");
            Parallel.For(0, 8, i => { if (i == 7) token().WaitHandle.WaitOne(5_000); });
            new System.Threading.Thread(() => Console.Write(token().IsCancellationRequested ? "stopped" : "left alone")) is var t ? Start(t) : 0
            """;
        await using var other = new CSharpSession();
        using CancellationTokenSource stopped = new(), alone = new();
        RecordedOutput output = new(), quiet = new();
        output.Wrote += stopped.Cancel;
        const string start = "int Start(System.Threading.Thread t) { t.Start(); t.Join(); return 1; }";
        await Value(start);
        await other.ExecuteAsync(start, "cell 1", new RecordedOutput());
        var second = other.ExecuteAsync(wait.Replace("5_000", "1_000", StringComparison.Ordinal), "cell 2", quiet, alone.Token);
        var first = _session.ExecuteAsync(wait, "cell 2", output, stopped.Token);
        await Task.WhenAll(first, second);
        Assert.Contains("stopped", output.Out);
        Assert.Equal("running\nleft alone", quiet.Out);
        Assert.Equal(CellStatus.Ok, (await second).Status);
    }

    [Fact]
    public async Task A_loop_that_ignores_the_token_is_left_behind_with_its_variables()
    {
        await using var session = new CSharpSession(new SessionOptions { CancellationGrace = TimeSpan.FromSeconds(0.5) });
        using var interrupt = new CancellationTokenSource();
        var output = new RecordedOutput();
        output.Wrote += interrupt.Cancel;
        await session.ExecuteAsync("var stop = new System.Threading.ManualResetEventSlim();", "cell 1", new RecordedOutput());
        var result = await session.ExecuteAsync("int n = 11;\nConsole.WriteLine(\"running\");\nstop.Wait();", "cell 2", output,
            interrupt.Token);
        Assert.Equal(CellStatus.Abandoned, result.Status);
        var after = new RecordedOutput();
        Assert.Equal(CellStatus.Ok, (await session.ExecuteAsync("stop.Set(); n", "cell 3", after)).Status);
        Assert.Equal("11", after.Value!["text/plain"]);
    }

    [Fact]
    public async Task Output_beyond_the_limit_is_dropped_and_counted()
    {
        await using var session = new CSharpSession(new SessionOptions { StreamLimit = 1000 });
        var output = new RecordedOutput();
        await session.ExecuteAsync("for (int i = 0; i < 1000; i++) Console.Write(\"0123456789\");", "cell 1", output);
        Assert.Equal(1000, output.Out.Length);
        Assert.Contains("9,000 more characters", output.Error);
    }

    [Fact]
    public async Task Output_of_threads_reaches_their_cell()
    {
        var (_, output) = await Run(
            "await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Console.WriteLine($\"t{i}\"))));");
        Assert.Equal(8, output.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Count());
    }

    [Theory]
    [InlineData("#!markdown\n# Title\n$x^2$", "text/markdown", "# Title\n$x^2$")]
    [InlineData("#!html\n<b>x</b>", "text/html", "<b>x</b>")]
    public async Task Cells_change_language(string code, string mimeType, string shown)
    {
        var (result, output) = await Run(code);
        Assert.Equal(CellStatus.Ok, result.Status);
        Assert.Equal(shown, Assert.Single(output.Displays).Value[mimeType]);
    }

    [Fact]
    public async Task Time_is_shown_and_lines_keep_their_numbers_after_a_command()
    {
        var (_, timed) = await Run("#!time\nint t = 1;");
        Assert.StartsWith("Wall time:", Assert.Single(timed.Displays).Value["text/plain"]);
        var (result, _) = await Run("#!html\n<i>x</i>\n#!csharp\nint u = 1;\nint v = oops;");
        Assert.Equal(5, result.Error!.Line);
    }

    [Fact]
    public async Task An_unknown_command_is_named()
    {
        var (result, _) = await Run("int x = 1;\n#!cobol\nDISPLAY 1");
        Assert.Equal("UnknownCommand", result.Error!.Name);
        Assert.Equal(2, result.Error.Line);
    }

    [Fact]
    public async Task Command_lines_inside_raw_strings_are_text()
        => Assert.Equal("#!time", await Value("var s = \"\"\"\n#!time\n\"\"\";\ns"));

    [Fact]
    public async Task A_second_cell_at_once_is_refused()
    {
        var output = new RecordedOutput();
        var first = _session.ExecuteAsync("await Task.Delay(500);", "cell 1", output);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _session.ExecuteAsync("1", "cell 2", output));
        Assert.Equal(CellStatus.Ok, (await first).Status);
    }

    [Fact]
    public async Task Reading_the_console_says_that_no_one_can_be_asked()
    {
        var (result, _) = await Run("var line = Console.ReadLine();");
        Assert.Contains("no one can be asked", result.Error!.Message);
    }

    [Theory]
    [InlineData("var x = (", false)]
    [InlineData("var x = 1;", true)]
    [InlineData("if (true) {", false)]
    public void Completeness_is_the_parsers(string code, bool complete) => Assert.Equal(complete, CSharpSession.IsComplete(code));
}
