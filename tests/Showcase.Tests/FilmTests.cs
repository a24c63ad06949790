using Spikebook.MeanField;
using Spikebook.Randomness;

namespace Spikebook.Showcase.Tests;

public sealed class FilmTests
{
    [Theory]
    [InlineData(1, 3, 0)]
    [InlineData(0.5, 4, 0.3)]
    [InlineData(0.2, 0.25, 0.4)]
    [InlineData(1.5, 5, 0.4)]
    [InlineData(0.2, 5, 0)]
    [InlineData(0.2, 5, 0.4)] // the volley fells all
    public void Both_clocks_only_move_forward_and_time_stands_still_in_events(double noise, double coupling, double push)
    {
        var film = PopulationFilm.Compute(new Experiment(noise, coupling, push));
        Assert.Null(film.Trouble);
        // 160 pictures and one a run; 41 or, where rounding adds a step, 42 of each of six events, 7 of each later one
        Assert.InRange(film.Moments.Count, 150, 162 + 6 * 42 + 7 * Math.Max(0, film.Events.Count - 6));
        foreach (var (first, second) in film.Moments.Zip(film.Moments.Skip(1)))
        {
            Assert.True(second.Time >= first.Time - 1e-9, $"t goes from {first.Time} to {second.Time}");
            Assert.True(second.Tau >= first.Tau - 1e-3, $"tau goes from {first.Tau} to {second.Tau} at t = {first.Time}");
            if (first.InEvent && second.InEvent && second.Tau > first.Tau) Assert.Equal(first.Time, second.Time, 12);
        }
        Assert.Equal(film.Events.Count > 0, film.Moments.Any(moment => moment.InEvent));
        Assert.InRange(film.MassDefect, 0, 1e-10);
        Assert.All(film.Moments, moment => Assert.All(moment.Density, p => Assert.InRange(p, -1e-3, 100)));
    }

    [Fact]
    public void A_volley_above_the_critical_one_makes_the_event_and_one_below_does_not()
    {
        var quiet = new Experiment(0.5, 4, 0);
        Assert.Empty(PopulationFilm.Compute(quiet).Events);
        var before = new Hybrid { Cells = 400 }.Run(quiet.Model, quiet.Start, Experiment.PushedAt).Final;
        double critical = Fragility.Of(before, quiet.Coupling).CriticalVolley;
        Assert.InRange(critical, 0.05, Experiment.MostPush);
        Assert.DoesNotContain(PopulationFilm.Compute(quiet with { Push = 0.8 * critical }).Events,
            e => e.Time == Experiment.PushedAt && e.Size > 0.5);
        Assert.Contains(PopulationFilm.Compute(quiet with { Push = 1.1 * critical }).Events,
            e => e.Time == Experiment.PushedAt && e.Size > 0.5);
    }

    [Fact]
    public void Neurons_and_mean_field_fire_together()
    {
        var pushed = new Experiment(0.5, 4, 0.3);
        var film = PopulationFilm.Compute(pushed);
        var event0 = film.Events[0];
        // The share of 200 neurons that a volley fells scatters by at most the binomial deviation, .035; the mean of eight by .013.
        double[] sizes = [.. Enumerable.Range(1, 8).Select(seed => NeuronFilm.Compute(pushed, (ulong)seed).Spikes
            .Count(spike => Math.Abs(spike.Time - Experiment.PushedAt) < 0.02) / (double)NeuronFilm.Neurons)];
        Assert.InRange(sizes.Average(), event0.Size - 0.1, event0.Size + 0.1);
    }

    [Fact]
    public void Noise_that_is_kept_changes_no_spike()
    {
        var noise = new NormalTable();
        foreach (double coupling in (double[])[3, 4, 3])
        {
            var experiment = new Experiment(0.8, coupling, 0.2);
            Assert.Equal(NeuronFilm.Compute(experiment).Spikes, NeuronFilm.Compute(experiment, normals: noise).Spikes);
        }
        Assert.InRange(noise.Count, 1, NormalTable.MostNumbers);
    }

    [Fact]
    public void Spikes_come_in_order_of_the_dilated_clock_and_their_rows_are_neurons()
    {
        var film = NeuronFilm.Compute(new Experiment(1, 3, 0.1));
        Assert.All(film.Spikes.Zip(film.Spikes.Skip(1)), pair => Assert.True(pair.Second.Tau > pair.First.Tau));
        Assert.All(film.Spikes, spike => Assert.InRange(spike.Neuron, 0, NeuronFilm.Neurons - 1));
        Assert.Equal(film.Spikes.Count / (double)NeuronFilm.Neurons, film.Spikes[^1].Tau, 9);
        Assert.True(film.Spikes.Select(spike => spike.Neuron).Distinct().Count() > NeuronFilm.Neurons / 2);
    }

    [Theory]
    [InlineData(0.1, 1, 0, "noise a = 0.1 is outside 0.2 … 1.5")]
    [InlineData(1, 9, 0, "coupling b = 9 is outside 0.25 … 5")]
    [InlineData(1, 1, -0.1, "volley m0 = -0.1 is outside 0 … 0.4")]
    [InlineData(double.NaN, 1, 0, "noise a = NaN is outside")]
    public void A_value_outside_its_slider_is_refused_in_one_line(double noise, double coupling, double push, string line)
        => Assert.StartsWith(line,
            Assert.Throws<ArgumentException>(() => PopulationFilm.Compute(new Experiment(noise, coupling, push))).Message);
}
