using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Tests.Sessions;

/// <summary>Cells that do not stop, that are nested too deep, and that fail on other threads.</summary>
public sealed class HostileCellTests : IAsyncLifetime
{
    readonly CSharpSession _session = new(new SessionOptions { CancellationGrace = TimeSpan.FromSeconds(20), StopLoops = true });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _session.DisposeAsync();

    Task<CellResult> Run(string code, RecordedOutput? output = null, CancellationToken cancellation = default)
        => _session.ExecuteAsync(code, "cell 1", output ?? new RecordedOutput(), cancellation);

    [Theory]
    [InlineData("while (true) ;")]
    [InlineData("for (;;) { }")]
    [InlineData("do n++; while (true);")]
    [InlineData("foreach (int i in Forever()) n++;")]
    [InlineData("again: n++; goto again;")]
    [InlineData("while (true) { try { while (true) n++; } catch { n--; } }")]
    [InlineData("while (true) while (true) n++;")]
    [InlineData("void F() { while (true) n++; }\nF();")]
    [InlineData("Action f = () => { for (;;) n++; };\nf();")]
    [InlineData("class C { public static void M() { while (true) ; } }\nC.M();")]
    [InlineData("Parallel.For(0, 4, i => { while (true) ; });")]
    [InlineData("await Task.Run(() => { while (true) ; });")]
    public async Task An_interrupt_stops_every_loop(string loop)
    {
        Assert.Equal(CellStatus.Ok, (await Run("int n = 0;\nIEnumerable<int> Forever() { while (true) yield return 1; }")).Status);
        var output = new RecordedOutput();
        using var interrupt = new CancellationTokenSource();
        output.Wrote += interrupt.Cancel;
        var result = await Run("Console.WriteLine(\"on\");\n" + loop, output, interrupt.Token);
        Assert.True(result.Status is CellStatus.Cancelled or CellStatus.Failed
            && result.Error!.Name.Contains("Cancel", StringComparison.Ordinal)
            || result.Error!.Message.Contains("cancel", StringComparison.OrdinalIgnoreCase), $"{result.Status}: {result.Error?.Message}");
        Assert.NotEqual(CellStatus.Abandoned, result.Status);
        Assert.Equal(CellStatus.Ok, (await Run("n = 1;")).Status);
    }

    [Fact]
    public async Task Loops_can_be_left_as_they_are_written()
    {
        await using var plain = new CSharpSession(new SessionOptions
        {
            StopLoops = false,
            CancellationGrace = TimeSpan.FromMilliseconds(50)
        });
        var output = new RecordedOutput();
        using var interrupt = new CancellationTokenSource();
        output.Wrote += interrupt.Cancel;
        var result = await plain.ExecuteAsync("bool on = true;\nConsole.WriteLine(1);\nwhile (System.Threading.Volatile.Read(ref on)) ;",
            "cell 1", output, interrupt.Token);
        Assert.Equal(CellStatus.Abandoned, result.Status);
        Assert.Contains("CellToken", result.Error!.Traceback[0]);
        Assert.Equal(CellStatus.Ok, (await plain.ExecuteAsync("on = false;", "cell 2", new RecordedOutput())).Status);
    }

    [Theory]
    [InlineData("int s = 0;\nfor (int i = 0; i < 3; i++) if (i > 0) s += i; else s += 10;\ns", "13")]
    [InlineData("int s = 0, i = 0;\nwhile (i < 3) { s += i++; }\ns", "3")]
    [InlineData("int s = 0;\nfor (int i = 0; i < 2; i++) for (int j = 0; j < 3; j++) foreach (int k in new[] { 1, 2 }) s += k;\ns", "18")]
    [InlineData("int i = 0;\nagain: i++;\nif (i < 5) goto again;\ni", "5")]
    [InlineData("string s = \"\";\n// a comment { while (true) ;\nforeach (var (a, b) in new[] { (1, 2) }) s += $\"{a}{b}\"; s", "12")]
    [InlineData("int s = 0;\nawait foreach (int i in F()) s += i;\nasync IAsyncEnumerable<int> F() { yield return 2; await Task.Yield(); yield return 3; }\ns", "5")]
    [InlineData("static int F(int n) { do n--; while (n > 0); return n; }\nF(4)", "0")]
    [InlineData("#region a\nint x = 1;\n#endregion\nconst int C = 2;\nx + C", "3")]
    [InlineData("System.Linq.Expressions.Expression<Func<int, int>> e = x => x + 1;\ne.Compile()(1)", "2")]
    public async Task Code_means_what_it_meant(string code, string value)
    {
        var output = new RecordedOutput();
        var result = await Run(code, output);
        Assert.True(result.Status == CellStatus.Ok, result.Error?.Message);
        Assert.Equal(value, output.Value!["text/plain"]);
    }

    [Theory]
    [InlineData("while (nothing) { }", 1, 8)]
    [InlineData("int a = 1;\nfor (int i = 0; i < 3; i++) a += nothing;", 2, 34)]
    [InlineData("int a = 1; int b = nothing;", 1, 20)]
    public async Task Errors_keep_their_columns(string code, int line, int column)
    {
        var error = (await Run(code)).Error!;
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("int[] a = [1, 2];\nvar y = a[5];", 2)]
    [InlineData("int[] a = [1, 2];\nint b = 1;\nb = a[5];\nb = 3;", 3)]
    [InlineData("int zero = 0;\n\n// why\nvar q = 1 / zero;\nvar r = 2;", 4)]
    [InlineData("string t = null;\nvar n = t.Length;", 2)]
    [InlineData("object o = \"x\";\nint i = (int)o;\nint j = 2;", 2)]
    [InlineData("int a = 1;\nfor (int i = 0; i < 3; i++)\n{\n    a = i;\n    int.Parse(\"x\");\n}", 5)]
    [InlineData("int F(int n) => n == 0 ? throw new Exception(\"deep\") : F(n - 1) + 1;\nint x = 2;\nF(200)", 1)]
    [InlineData("int x = 1;\nvar s = new string[] { \"a\" }.Select(int.Parse).ToArray();", 2)]
    [InlineData("int x = 1;\nParallel.For(0, 2, i => System.Text.Json.JsonDocument.Parse(\"{\"));", 2)]
    [InlineData("int x = 1;\nTask.Run(() => int.Parse(\"x\")).Wait();", 2)]
    public async Task Errors_at_run_time_name_their_line(string code, int line)
    {
        var error = (await Run(code)).Error!;
        Assert.Equal(line, error.Line);
        Assert.Contains(error.Traceback, l => l.Contains($"cell 1, line {line}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_statement_that_called_a_failing_method_is_named_too()
    {
        var error = (await Run("void F() => throw new Exception(\"x\");\n\nF();")).Error!;
        Assert.Equal(1, error.Line);
        Assert.Contains("  at cell 1, line 3", error.Traceback);
    }

    [Fact]
    public async Task A_deep_error_in_a_library_names_the_line_of_the_cell()
    {
        // More library frames than a traceback shows.
        await Run("class Node : IComparable<Node> { public int Depth; public int CompareTo(Node o) => throw new Exception(\"deep\"); }");
        var error = (await Run("int a = 1;\nvar x = new System.Xml.Serialization.XmlSerializer(typeof(Action));\nint b = 2;")).Error!;
        Assert.Equal(2, error.Line);
        var nested = (await Run("string deep = new string('[', 63);\nSystem.Text.Json.JsonSerializer.Deserialize<int>(deep);")).Error!;
        Assert.Equal(2, nested.Line);
        Assert.Contains(nested.Traceback, l => l.Contains("cell 1, line 2", StringComparison.Ordinal));
    }

    public static TheoryData<string> Deep()
    {
        const int n = 20_000;
        string R(string s) => string.Concat(Enumerable.Repeat(s, n));
        return
        [
            R("(") + "1" + R(")"), R("{") + R("}"), "bool b = " + R("!") + "true;", "var b = " + R("- ") + "1;", R("if (true) ") + ";",
                R("if (true) ; else ") + ";",
            "List<" + R("List<") + "int" + R(">") + "> x;", "var s = " + R("$\"{") + "1" + R("}\"") + ";", "var x = a" + R("[0]") + ";",
            "var x = 1" + R(" switch { _ => 1 }") + ";",
            "x" + R(".a") + ".", R("try {") + R("} finally { }"), "var t = " + R("true ? ") + "2" + R(" : 1") + ";",
            "var x = " + R("a < ") + "1;", "int" + R("[]") + " p = null;",
            "var z = 1 is " + R("{ A: ") + "1" + R("}") + ";", "int a; " + R("a = ") + "1;", R("class A {") + R("}"),
            "string s = " + R("null ?? ") + "\"\";",
        ];
    }

    [Theory]
    [MemberData(nameof(Deep))]
    public async Task Code_nested_too_deep_is_refused_in_one_line(string code)
    {
        var error = (await Run(code)).Error!;
        Assert.True(error.Name is "TooDeep" or "CompilationError", error.Name);
        Assert.DoesNotContain('\n', error.Message);
        Assert.True(error.Message.Length < 300);
        _ = _session.Complete(code, code.Length);
        _ = _session.Complete(code, code.Length / 2);
        _ = _session.Inspect(code, code.Length / 2);
        _ = CSharpSession.Completeness(code);
    }

    [Theory]
    [InlineData("(", "1", ")", 200)]
    [InlineData("1 + ", "1", "", 5000)]
    [InlineData("!", "true", "", 500)]
    [InlineData("true switch { _ => ", "1", "}", 80)]
    public async Task Code_nested_as_deep_as_anyone_writes_it_runs(string before, string core, string after, int depth)
    {
        var result = await Run(string.Concat(Enumerable.Repeat(before, depth)) + core + string.Concat(Enumerable.Repeat(after, depth)));
        Assert.True(result.Status == CellStatus.Ok, result.Error?.Message);
    }

    [Theory]
    [InlineData("var s = \"\"\"\nabc", "incomplete")]
    [InlineData("var s = $\"\"\"\nabc {1 +", "incomplete")]
    [InlineData("var s = \"\"\"\n    abc\n    \"\"\";", "complete")]
    [InlineData("int F(", "incomplete")]
    [InlineData("int = 5 5;", "invalid")]
    public void A_raw_string_that_goes_on_is_incomplete(string code, string state) => Assert.Equal(state, CSharpSession.Completeness(code));

    [Fact]
    public async Task HTML_compiles_and_shows_as_HTML()
    {
        var output = new RecordedOutput();
        var result = await Run("HTML(\"<b>bold</b>\")", output);
        Assert.True(result.Status == CellStatus.Ok, result.Error?.Message);
        Assert.Equal("<b>bold</b>", output.Value!["text/html"]);
        Assert.Equal(CellStatus.Ok, (await Run("var h = HTML(\"<i>x</i>\");\nh.Display(); HTML(\"<p>y</p>\").Display();", output)).Status);
        Assert.Equal("<p>y</p>", output.Displays[1].Value["text/html"]);
    }

    [Theory]
    [InlineData("42", "text/html text/plain", "42")]
    [InlineData("1.5", "text/html text/plain", "1.5")]
    [InlineData("true", "text/html text/plain", "True")]
    [InlineData("\"a < b\"", "text/plain", "a < b")]
    [InlineData("new { A = 1 }", "text/html text/plain", null)]
    public async Task Values_answer_with_the_mime_types_of_NET_Interactive(string code, string mimes, string? text)
    {
        var output = new RecordedOutput();
        await Run(code, output);
        Assert.Equal(mimes, string.Join(' ', output.Value!.Data.Select(d => d.Key)));
        if (text is not null) Assert.Equal(text, output.Value["text/plain"]);
        if (text is not null && mimes.Length > 12) Assert.Equal($"<div class=\"dni-plaintext\"><pre>{text}</pre></div>",
            output.Value["text/html"]);
    }

    [Fact]
    public async Task A_session_that_runs_nothing_leaves_the_console_alone()
    {
        // Other tests' sessions may route it meanwhile; one that is only made must not be the one that changes it.
        var before = Console.Out;
        int tries = 0;
        do
        {
            before = Console.Out;
            await using var idle = new CSharpSession();
        }
        while (Console.Out != before && ++tries < 20);
        Assert.Same(before, Console.Out);
    }

    [Fact]
    public async Task The_token_is_known_to_cells_without_any_library()
    {
        using var interrupt = new CancellationTokenSource();
        var output = new RecordedOutput();
        output.Wrote += interrupt.Cancel;
        var result = await Run("Console.WriteLine(1);\nCellToken.WaitHandle.WaitOne();\nCellToken.ThrowIfCancellationRequested();", output,
            interrupt.Token);
        Assert.Equal(CellStatus.Cancelled, result.Status);
    }
}
