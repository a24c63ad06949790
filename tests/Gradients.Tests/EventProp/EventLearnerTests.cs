using Spikebook.Gradients.EventProp;
using Spikebook.Gradients.Surrogates;
using Spikebook.Gradients.Tasks;
using Spikebook.Spiking;
using Spikebook.Training;

namespace Spikebook.Gradients.Tests.EventProp;

public sealed class EventLearnerTests
{
    static readonly SpikeDataset Points = YinYang.Spikes(YinYang.Generate(320, 7));

    [Fact]
    public void Learning_allocates_nothing_after_the_first_batches()
    {
        EventLearner learner = EventSetup.YinYang(1).NewLearner();
        var surrogate = new SurrogateLearner(
            new StepModel { Recurrent = true }, StepWeights<float>.Random(5, 40, 3, true, 1), new());
        int[] order = [.. Enumerable.Range(0, 320)];
        var scores = new double[3 * 320];
        learner.MustFit(Points);
        for (int warm = 0; warm < 6; warm++) Learn();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Learn();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Learn()
        {
            for (int first = 0; first < 320; first += 32)
            {
                learner.Learn(Points, order.AsSpan(first, 32), scores);
                surrogate.Learn(Points, order.AsSpan(first, 32), scores);
            }
        }
    }

    [Fact]
    public void A_resumed_run_ends_as_an_uninterrupted_one()
    {
        string path = Path.Combine(Path.GetTempPath(), $"eventprop-{Guid.NewGuid():N}.npz");
        try
        {
            var setup = EventSetup.YinYang(1) with { Options = new(1) { Dropped = 0.1 } };
            EventLearner whole = setup.NewLearner(), half = setup.NewLearner(), rest = setup.NewLearner();
            var plan = new TrainingPlan(2, 1) { BatchSize = 32 };
            TrainingRun run = Trainer.Run(whole, plan, Points, Points);
            Trainer.Run(half, plan with { Epochs = 1, Checkpoint = path }, Points, Points);
            TrainingRun resumed = Trainer.Resume(rest, plan with { Checkpoint = path }, Points, Points);
            foreach (int layer in (int[])[0, 1]) Assert.Equal(whole.Network.Weights[layer].ToRows(), rest.Network.Weights[layer].ToRows());
            Assert.Equal(run.Curve, resumed.Curve);
        }
        finally
        {
            File.Delete(path);
            File.Delete(Path.Combine(Path.GetTempPath(), $".{Path.GetFileName(path)}.lock"));
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        float[] one = Learned(1), three = Learned(3);
        Assert.Equal(one, three);
        Assert.True(one.Distinct().Count() > 100);

        static float[] Learned(int threads)
        {
            var learner = new SurrogateLearner(new StepModel(), StepWeights<float>.Random(5, 30, 3, false, 1), new() { Threads = threads });
            Trainer.Run(learner, new TrainingPlan(2, 1) { BatchSize = 130 }, Points);
            return learner.Weights.Input.Values;
        }
    }

    [Fact]
    public void A_silent_label_has_no_gradient_and_is_counted()
    {
        var network = EventNetwork.Gaussian(new Lif(20, 5), [2, 2], [(2, 0)], new TimeToFirstSpike(), 1);
        EventPass pass = network.NewPass();
        var input = SpikeBatch.From(2, [[(1, 0), (1, 1)]]);
        Outcome outcome = pass.Forward(input[0], 1);
        Assert.Equal((true, false), (outcome.Silent, outcome.Right));
        EventWeights[] gradients = network.NewGradients();
        pass.Backward(input[0], 1, gradients);
        Assert.All(gradients[0].ToRows(), derivative => Assert.Equal(0, derivative));
        var error = Assert.Throws<ArgumentException>(() => GradientCheck.Of(network, SpikeBatch.From(2, [[(1, 0)]])[0], 0));
        Assert.Contains("silent", error.Message);
    }

    // One input over a little more than the critical weight: the voltage comes up so flatly that I - threshold there is small. A strong
    // weight crosses steeply.
    [Theory]
    [InlineData(1 + 1e-7, 1)]
    [InlineData(1.5, 0)]
    public void A_spike_that_grazes_the_threshold_is_reported(double critical, long grazing)
    {
        var neuron = new Lif(20, 5);
        double weight = critical * neuron.CriticalWeight;
        var learner = new EventLearner(EventNetwork.Gaussian(neuron, [1, 1], [(weight, 0)], new TimeToFirstSpike(), 1), new());
        var samples = new SpikeDataset("one spike", SpikeBatch.From(1, [[(1, 0)]]), [0], 1);
        learner.MustFit(samples);
        learner.StartEpoch(0);
        learner.Learn(samples, [0], new double[1]);
        Assert.Equal(new EventCounts(1, 0, 1, grazing), learner.Learned);
        double crossing = neuron.NextSpike(0, weight);
        Assert.Equal(grazing == 1, neuron.After(0, weight, crossing).Current - 1 < 0.01);
        learner.StartEpoch(1);
        Assert.Equal(default, learner.Learned);
    }

    // The same flat crossing: the derivative by the weight goes with 1 / (I - threshold), and a least slope is what it then divides by.
    [Fact]
    public void A_least_slope_keeps_a_grazing_spike_from_bursting()
    {
        var neuron = new Lif(20, 5);
        double weight = (1 + 1e-7) * neuron.CriticalWeight;
        double slope = neuron.After(0, weight, neuron.NextSpike(0, weight)).Current - 1;
        Assert.InRange(slope, 1e-5, 0.01);
        Assert.Equal(slope / 0.5, Derivative(0.5) / Derivative(0), 1e-9);
        Assert.Equal(Derivative(0), Derivative(slope / 2));

        double Derivative(double least)
        {
            var weights = EventWeights.From(1, 1, [weight]);
            var (layer, trace, gradient) = (new EventLayer(neuron, weights), new SpikeTrace(), new EventWeights(1, 1));
            SpikeTrain input = SpikeBatch.From(1, [[(1, 0)]])[0];
            layer.Forward(input, trace);
            new EventAdjoint(neuron, weights) { LeastSlope = least }.Backward(input, trace, [1], gradient, []);
            return gradient[0, 0];
        }
    }

    [Fact]
    public void The_race_says_by_how_much_the_label_leads()
    {
        var network = new EventNetwork(new Lif(20, 5), [EventWeights.From(1, 2, [9, 7])], new TimeToFirstSpike());
        var samples = new SpikeDataset("one spike", SpikeBatch.From(1, [[(1, 0)], [(1, 0)], []]), [0, 1, 0], 2);
        double lead = network.Neuron.NextSpike(0, 7) - network.Neuron.NextSpike(0, 9);
        Assert.True(lead > 1);
        var first = Race.Of(network, samples);
        Assert.Equal((0, 2), (first.HiddenSpikes, first.Raced));
        Assert.Equal(0, first.LeadMs, 1e-12);
        Assert.Equal(lead, Race.Of(network, new("label 0", SpikeBatch.From(1, [[(1, 0)]]), [0], 2)).LeadMs, 1e-12);
    }

    [Fact]
    public void Spikes_at_equal_times_arrive_together()
    {
        var network = EventNetwork.Gaussian(new Lif(20, 5), [2, 1], [(4, 0)], new TimeToFirstSpike(), 1);
        EventPass pass = network.NewPass();
        pass.Forward(SpikeBatch.From(2, [[(1, 0), (1, 1)]])[0], 0);
        Assert.Equal(1 + network.Neuron.NextSpike(0, 8), pass.FirstMs[0], 1e-13);
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        EventLearner learner = EventSetup.YinYang(1).NewLearner();
        EventNetwork network = EventSetup.YinYang(1).Network;
        var scores = new double[3];
        Says("empty batch", () => learner.Learn(Points, [], scores));
        Says("label 3", () => network.NewPass().Forward(Points.Spikes[0], 3));
        Says("finite weights", () => EventWeights.From(1, 2, [1, double.NaN]));
        Says("label 5 of sample 0", () => new SpikeDataset("mine", SpikeBatch.From(1, [[]]), [5], 3));
        Says("4 sources", () => learner.MustFit(new SpikeDataset("mine", SpikeBatch.From(4, [[]]), [0], 3)));
        Says("learning rate", () => new EventLearner(network, new EventOptions { Rate = double.NaN }));
        Says("least slope", () => new EventLearner(network, new EventOptions { LeastSlope = -1 }));
        Says("drop probability", () => new EventLearner(network, new EventOptions { Dropped = 1 }));
        Says("without layers", () => new EventNetwork(new Lif(20, 5), [], new TimeToFirstSpike()));
        var shortOne = new SurrogateLearner(new StepModel { Steps = 10 }, StepWeights<float>.Random(5, 4, 3, false, 1), new());
        Says("runs from 0 to 10", () => shortOne.MustFit(Points));
        network.Weights[0][0, 0] = double.PositiveInfinity;
        Says("finite weights", () => new EventLearner(network, new EventOptions()).MustFit(Points));

        static void Says(string part, Action action)
            => Assert.Contains(part, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }
}
