using System.Text.Json;
using Spikebook.Plasticity.Evolved;
using Spikebook.Plasticity.Evolved.Tasks;

namespace Spikebook.Plasticity.Tests.Evolved;

public sealed class TaskTests
{
    static readonly JsonElement Published = Reference.Read("evolved-published.json");

    [Fact]
    public void Published_fitness_of_the_error_driven_task_comes_out_to_ten_digits()
    {
        ErrorDrivenTask task = new(ErrorDrivenSettings.PublishedEvolution);
        var rows = Published.GetProperty("errorDriven").GetProperty("evolution").EnumerateArray().ToList();
        var measured = new double[rows.Count];
        Parallel.For(0, rows.Count, i => measured[i] = task.Fitness([rows[i].GetProperty("rule").GetString()!]));
        for (int i = 0; i < rows.Count; i++)
        {
            double published = rows[i].GetProperty("fitness").GetDouble();
            Assert.Equal(published, measured[i], 1e-10 * Math.Abs(published));
        }
    }

    [Fact]
    public void So_do_its_validation_and_the_weights_of_a_trial()
    {
        var published = Published.GetProperty("errorDriven");
        ErrorDrivenTask task = new(ErrorDrivenSettings.PublishedValidation);
        double[] trials = task.EachTrial(task.Rule("(v - u)*s"));
        Assert.Equal(published.GetProperty("validation").GetProperty("mean").GetDouble(), trials.Average(), 1e-9);
        Assert.Equal(published.GetProperty("validation").GetProperty("deviation").GetDouble(), Deviation(trials), 1e-9);
        ErrorDrivenTask longer = new(ErrorDrivenSettings.PublishedEvolution with { Trials = 1, DurationMs = 20_000 });
        var course = longer.Course(longer.Rule("(v - u)*s"), 0);
        double[] weights = [.. published.GetProperty("weightsAfter20s").EnumerateArray().Select(weight => weight.GetDouble())];
        for (int j = 0; j < weights.Length; j++) Assert.Equal(weights[j], course.Weights[j][^1], 1e-7);
    }

    [Fact]
    public void With_constant_weights_the_potential_is_rest_plus_the_weighted_unit_potentials()
    {
        ErrorDrivenTask task = new(ErrorDrivenSettings.Small);
        double[] weights = [20, -11, 7.5, 0, 3];
        var course = task.Course(task.Rule("0"), 2, weights);
        for (int ms = 0; ms < course.Student.Count; ms++)
        {
            double sum = UnitKernel.RestMv;
            for (int j = 0; j < weights.Length; j++) sum += weights[j] * course.UnitPotentials[j][ms];
            Assert.Equal(sum, course.Student[ms], 1e-11);
        }
        var teacher = task.Course(task.Rule("0"), 2, task.TeacherWeights[2]);
        for (int ms = 0; ms < teacher.Student.Count; ms++) Assert.Equal(teacher.Teacher[ms], teacher.Student[ms], 1e-11);
    }

    [Fact]
    public void Unit_potentials_have_Campbells_mean_and_variance()
    {
        // Of several spikes in a step one counts, so that fine steps are needed. 60 s: standard errors of .5 and 2.6 %.
        ErrorDrivenTask task = new(ErrorDrivenSettings.Evolution with { Trials = 1, DurationMs = 60_000, StepsPerMs = 50 });
        var course = task.Course(task.Rule("0"), 0);
        for (int j = 0; j < 5; j++)
        {
            double[] s = [.. course.UnitPotentials[j].Skip(100)];
            double mean = s.Average(), rate = task.Rates[0][j];
            Assert.Equal(1, mean / UnitKernel.CampbellMean(rate), 0.02);
            Assert.Equal(1, s.Average(x => (x - mean) * (x - mean)) / UnitKernel.CampbellVariance(rate), 0.08);
        }
    }

    [Fact]
    public void A_rule_that_leaves_the_numbers_is_useless()
    {
        ErrorDrivenTask task = new(ErrorDrivenSettings.Small);
        Assert.Equal(double.NegativeInfinity, task.Fitness(["1/s"]));
    }

    [Fact]
    public void Urbanczik_and_Senns_rule_earns_what_was_published()
    {
        // 20 repetitions with a deviation of 60 to 85 each: the mean is known to 20.
        RewardDrivenTask task = new(new() { Repetitions = 20, StepMs = 0.5 });
        double[] sums = task.EachRepetition(task.Rule("E*(R - 1)"));
        double published = Published.GetProperty("rewardDriven").GetProperty("fitness").GetDouble();
        Assert.InRange(sums.Average(), published - 50, published + 50);
        Assert.InRange(task.Fitness(["0"]), -60, 70);
        Assert.Equal(sums[3], task.Rewards(task.Rule("E*(R - 1)"), 3).Sum());
    }

    [Fact]
    public void Correlation_driven_champions_have_their_published_fitness_to_eleven_digits()
    {
        CorrelationDrivenTask task = new(CorrelationDrivenSettings.PublishedEvolution);
        foreach (var row in Published.GetProperty("correlationDriven").GetProperty("evolution").EnumerateArray())
        {
            double published = row.GetProperty("fitness").GetDouble();
            Assert.Equal(1, task.Fitness([Text(row, "facilitates"), Text(row, "depresses")]) / published, 1e-11);
        }
    }

    [Fact]
    public void Correlation_driven_champions_have_their_published_ratios_in_every_trial()
    {
        CorrelationDrivenTask task = new(CorrelationDrivenSettings.PublishedValidation);
        foreach (var row in Published.GetProperty("correlationDriven").GetProperty("validation").EnumerateArray())
            RequireTrials(row, task.EachTrial(task.Rule(Text(row, "facilitates")), task.Rule(Text(row, "depresses"))));
    }

    [Fact]
    public void The_homeostatic_rule_has_its_published_ratio_in_every_trial_once_one_presentation_counts_as_background()
    {
        CorrelationDrivenTask task = new(CorrelationDrivenSettings.Homeostatic);
        RequireTrials(Published.GetProperty("correlationDriven").GetProperty("homeostatic"),
            task.EachTrial(task.Rule("E - 0.15"), task.Rule("0")));
    }

    static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    // A label on the wrong side of one step in a presentation moves a ratio in its fourth digit.
    static void RequireTrials(JsonElement row, double[] ratios)
    {
        double[] published = [.. row.GetProperty("ratios").EnumerateArray().Select(ratio => ratio.GetDouble())];
        Assert.Equal(published.Length, ratios.Length);
        for (int trial = 0; trial < ratios.Length; trial++) Assert.Equal(published[trial], ratios[trial], 0.003 * published[trial]);
    }

    [Fact]
    public void Settings_out_of_range_are_refused_in_one_line()
    {
        Says("a trial of 7 ms; use a multiple of 5 in 1500 … 1,000,000", () => new ErrorDrivenTask(new() { DurationMs = 7 }));
        Says("65 trials; use 1 … 64", () => new ErrorDrivenTask(new() { Trials = 65 }));
        Says("a step of 2 ms; use 0.005 … 1", () => new RewardDrivenTask(new() { StepMs = 2 }));
        Says("700 ms of learning; use a multiple of 500 in 2000 … 1,000,000", () => new CorrelationDrivenTask(new() { DurationMs = 700 }));
        Says("1 formulas for 'correlation-driven'; give 2",
            () => new CorrelationDrivenTask(new() { DurationMs = 2000, MeasuredMs = 2000, Trials = 1 }).Fitness(["w"]));
    }

    static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    static void Says(string message, Func<object> action) => Assert.Equal(message, Assert.Throws<EvolvedException>(action).Message);
}
