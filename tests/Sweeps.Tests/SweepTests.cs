using System.Collections.Concurrent;

namespace Spikebook.Sweeps.Tests;

public sealed class SweepTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    sealed record Point(double B, int N);

    sealed record Answer(double Sum, double Noise);

    static readonly IReadOnlyList<Point> Points = Grid.Of(Axis.Linear(0.5, 2, 4), [1, 2, 3], (b, n) => new Point(b, n));

    static Answer Compute(Point point, PointContext context) => new(point.B + point.N, context.Stream("noise").NextDouble());

    Sweep<Point> Kept(string version = "v1", ulong seed = 1)
        => Sweep.Over(Points).With(new SweepSettings { Name = "test", Folder = _folder["sweep"], Version = version, Seed = seed });

    [Fact]
    public void Results_come_in_the_order_of_the_points_whatever_the_threads()
    {
        var one = Sweep.Over(Points).With(new SweepSettings { Threads = 1 }).Run(Compute);
        var many = Sweep.Over(Points).With(new SweepSettings { Threads = 8 }).Run(Compute);
        Assert.True(one.IsComplete);
        Assert.Equal(Points, one.Rows.Select(row => row.Point));
        Assert.Equal(one.Rows, many.Rows);
        Assert.Equal(Points.Count, one.Rows.Select(row => row.Result.Noise).Distinct().Count());
    }

    [Fact]
    public void Another_seed_gives_other_numbers_and_the_same_seed_the_same()
    {
        var first = Sweep.Over(Points).With(new SweepSettings { Seed = 1 }).Run(Compute).Rows;
        Assert.Equal(first, Sweep.Over(Points).With(new SweepSettings { Seed = 1 }).Run(Compute).Rows);
        Assert.All(Sweep.Over(Points).With(new SweepSettings { Seed = 2 }).Run(Compute).Rows.Zip(first),
            pair => Assert.NotEqual(pair.First.Result.Noise, pair.Second.Result.Noise));
    }

    [Fact]
    public void A_point_that_throws_is_told_and_the_others_go_on()
    {
        var result = Sweep.Over(Points).Run(point => point.N == 2 ? throw new InvalidOperationException("two") : point.B);
        Assert.Equal(4, result.Failures.Count);
        Assert.All(result.Failures, failure => Assert.Equal("InvalidOperationException: two", failure.Error));
        Assert.Equal(8, result.Rows.Count);
        Assert.False(result.IsComplete);
    }

    [Fact]
    public void What_is_done_is_not_done_again()
    {
        var counted = new ConcurrentBag<Point>();
        Answer Counting(Point point, PointContext context)
        {
            counted.Add(point);
            return Compute(point, context);
        }

        using CancellationTokenSource stop = new();
        var part = Kept().With(new SweepSettings { Name = "test", Folder = _folder["sweep"], Version = "v1", Threads = 1 })
            .Run((point, context) =>
        {
            if (counted.Count == 4) stop.Cancel();
            stop.Token.ThrowIfCancellationRequested();
            return Counting(point, context);
        }, cancellation: stop.Token);
        Assert.Equal(4, part.Rows.Count);
        var whole = Kept().Run(Counting);
        Assert.Equal(Points.Count, counted.Count);
        Assert.True(whole.IsComplete);
        Assert.Equal(Sweep.Over(Points).Named("test").Run(Compute).Rows, whole.Rows);
    }

    [Fact]
    public void A_failed_point_is_tried_again_and_then_counts_by_its_result()
    {
        var first = Kept().Run((point, context) => point.N == 2 ? throw new InvalidOperationException("not yet") : Compute(point, context));
        Assert.Equal(4, first.Failures.Count);
        Assert.True(Kept().Run(Compute).IsComplete);
    }

    [Fact]
    public void Another_version_or_seed_is_refused_never_mixed()
    {
        Kept().Run(Compute);
        Assert.Contains("code version v1, but the code is now v2", Assert.Throws<SweepException>(() => Kept("v2").Run(Compute)).Message,
            StringComparison.Ordinal);
        Assert.Contains("from seed 1, not 2", Assert.Throws<SweepException>(() => Kept(seed: 2).Run(Compute)).Message,
            StringComparison.Ordinal);
        var other = Sweep.Over(Points).With(new SweepSettings { Name = "other", Folder = _folder["sweep"], Version = "v1" });
        Assert.Contains("holds the sweep \"test\"", Assert.Throws<SweepException>(() => other.Run(Compute)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_cut_short_by_a_kill_costs_its_point_alone()
    {
        Kept().Run(Compute);
        string file = Assert.Single(Directory.GetFiles(_folder["sweep/results"]));
        byte[] bytes = File.ReadAllBytes(file);
        int computed = 0;
        File.WriteAllBytes(file, bytes[..^7]);
        var again = Kept().Run((point, context) =>
        {
            Interlocked.Increment(ref computed);
            return Compute(point, context);
        });
        Assert.Equal(1, computed);
        Assert.True(again.IsComplete);
    }

    [Fact]
    public void A_damaged_line_in_the_middle_is_named()
    {
        Kept().Run(Compute);
        string file = Assert.Single(Directory.GetFiles(_folder["sweep/results"]));
        string[] lines = File.ReadAllLines(file);
        lines[2] = "{ \"key\": 3";
        File.WriteAllLines(file, lines);
        Assert.Contains("line 3 is no result", Assert.Throws<SweepException>(() => Kept().Run(Compute)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_computation_that_cannot_be_repeated_is_found_out()
    {
        Kept().Run(Compute);
        string file = Assert.Single(Directory.GetFiles(_folder["sweep/results"]));
        File.WriteAllText(_folder["sweep/results/other.jsonl"],
            File.ReadAllLines(file)[0].Replace("\"sum\":", "\"sum\":1", StringComparison.Ordinal) + "\n");
        Assert.Contains("not reproducible", Assert.Throws<SweepException>(() => Kept().Run(Compute)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_sweeps_in_one_folder_do_not_work_side_by_side()
    {
        using ManualResetEventSlim inside = new(), go = new();
        var first = Task.Run(() => Kept().Run((point, context) =>
        {
            inside.Set();
            go.Wait();
            return Compute(point, context);
        }));
        inside.Wait();
        string message = Assert.Throws<SweepException>(() => Kept().Run(Compute)).Message;
        go.Set();
        Assert.Contains("is at work in another program", message, StringComparison.Ordinal);
        Assert.True((await first).IsComplete);
    }

    [Fact]
    public void Points_that_cannot_be_told_apart_or_written_are_refused()
    {
        Assert.Contains("points 0 and 2 are the same", Assert.Throws<SweepException>(() => Sweep.Over([1, 2, 1]).Run(x => x)).Message,
            StringComparison.Ordinal);
        Assert.Contains("no points", Assert.Throws<SweepException>(() => Sweep.Over(Array.Empty<int>())).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be written as JSON",
            Assert.Throws<SweepException>(() => Sweep.Over([new Func<int>(() => 1)]).Run(_ => 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_JSON_has_not_come_back_too()
    {
        double[] odd = [double.NaN, double.PositiveInfinity, double.Epsilon, -0.0, 1.0 / 3];
        Sweep<int> sweep = Sweep.Over(Enumerable.Range(0, odd.Length)).With(new SweepSettings { Folder = _folder["odd"], Version = "1" });
        sweep.Run(i => odd[i]);
        Assert.Equal(odd.Select(BitConverter.DoubleToInt64Bits),
            sweep.Run<double>((_, _) => throw new InvalidOperationException()).Rows.Select(row
            => BitConverter.DoubleToInt64Bits(row.Result)));
    }

    [Fact]
    public void A_table_has_a_column_a_parameter_and_a_result()
    {
        var result = Sweep.Over(Points.Take(2)).Run((point, _) => new { Double = 2 * point.N, Text = "a, \"b\"" });
        result.SaveCsv(_folder["t.csv"]);
        Assert.Equal("b,n,double,text,error\n0.5,1,2,\"a, \"\"b\"\"\",\n0.5,2,4,\"a, \"\"b\"\"\",\n", File.ReadAllText(_folder["t.csv"]));
    }
}
