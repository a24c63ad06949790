using Spikebook.Notebooks.Sessions;

namespace Spikebook.Notebooks.Tests.Sessions;

/// <summary>Statements that say where they are, for platforms whose frames know no lines.</summary>
public class CellLinesTests
{
    const string Code = """
        int Half(int x)
        {
            if (x % 2 == 1)
                throw new ArgumentException("odd");
            else if (x < 0) return -1;
            switch (x)
            {
                case 0: return 0;
                default:
                    foreach (int i in new[] { 1, 2 }) if (i == x) goto end;
                    using (var text = new System.IO.StringReader("")) while (text.Peek() >= 0) text.Read();
                    break;
            }
        end: return x / 2;
        }
        Func<int, int> twice = y =>
        {
            try { return Half(2 * y); } finally { y = 0; }
        };
        do twice(1); while (false);
        """;

    [Fact]
    public void Every_statement_within_another_says_its_own_line_and_no_line_moves()
    {
        var tree = SubmissionCompiler.Parse(Code, "cell 1");
        string told = CellInstrumentation.Apply(tree, stopLoops: true, tellLines: true);
        var again = SubmissionCompiler.Parse(told, "cell 1");
        Assert.Empty(again.GetDiagnostics());
        string[] written = Code.Split('\n'), instrumented = told.Split('\n');
        Assert.Equal(written.Length, instrumented.Length);
        Assert.Contains("Here=4;throw", instrumented[3]);
        Assert.Contains("Here=18;return", instrumented[17]);
        for (int line = 0; line < written.Length; line++)
            Assert.All(instrumented[line].Split("Here=").Skip(1), rest => Assert.StartsWith($"{line + 1};", rest));
    }

    [Fact]
    public void Without_them_a_cell_is_what_it_was()
        => Assert.DoesNotContain("Here=", CellInstrumentation.Apply(SubmissionCompiler.Parse(Code, "cell 1"), stopLoops: true, tellLines: false));
}
