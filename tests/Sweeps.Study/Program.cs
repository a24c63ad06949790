// A study for the tests of engines: 200 points, each the mean of random numbers of its own; on request slow, failing or deadly ones.
using Spikebook.Sweeps;

int pause = Number("STUDY_PAUSE_MS");
string? failing = Environment.GetEnvironmentVariable("STUDY_FAILS"), deadly = Environment.GetEnvironmentVariable("STUDY_DIES");
var points = Grid.Of(Axis.Linear(0, 1, 20), Enumerable.Range(1, 10), (x, n) => new Point(x, n));

return Study.Of("means", points, seed: 7).Main(args, (point, context) =>
{
    if (pause > 0) Thread.Sleep(pause);
    string name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{point.X:0.##}/{point.N}");
    if (name == failing) throw new InvalidOperationException("asked to fail");
    if (name == deadly) Environment.FailFast("asked to die");
    var random = context.Stream("numbers");
    double sum = 0;
    for (int i = 0; i < 1000 * point.N; i++) sum += random.NextDouble();
    return new Mean(point.X + sum / (1000 * point.N), point.N % 2 == 0 ? null : "odd");
});

static int Number(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), out int value) ? value : 0;

sealed record Point(double X, int N);

sealed record Mean(double Value, string? Remark);
