using Spikebook.Gradients.Surrogates;
using Spikebook.Gradients.Tasks;
using Spikebook.Randomness;
using Spikebook.Spiking;

namespace Spikebook.Gradients.Tests.Surrogates;

public sealed class SurrogateGradientTests
{
    public static TheoryData<SurrogateShape, bool> Shapes
    {
        get
        {
            var data = new TheoryData<SurrogateShape, bool>();
            foreach (SurrogateShape shape in Enum.GetValues<SurrogateShape>())
                foreach (bool recurrent in (bool[])[false, true]) data.Add(shape, recurrent);
            return data;
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void With_soft_spikes_backpropagation_through_time_is_the_gradient(SurrogateShape shape, bool recurrent)
    {
        StepWeights<double> weights = Weights(recurrent).As<double>(), before = Weights(recurrent).As<double>();
        double worst = SoftGradientCheck.LargestDifference(
            Model(shape, 3, recurrent, throughReset: true), weights, Input()[0], 1, new ActivityCosts(0.5, 30, 0.2, 2));
        Assert.Equal(before.Output.Values, weights.Output.Values);
        Assert.InRange(worst, 0, 2e-7);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void The_fast_form_has_the_gradient_of_the_plain_one(SurrogateShape shape, bool recurrent)
    {
        foreach (bool throughReset in (bool[])[false, true])
        {
            var model = Model(shape, 5, recurrent, throughReset);
            StepWeights<float> weights = Weights(recurrent), transposed = new(3, 6, 1, recurrent), gradient = new(4, 6, 3, recurrent);
            StepWeights<double> exact = new(4, 6, 3, recurrent);
            weights.Output.TransposeTo(transposed.Input);
            if (recurrent) weights.Recurrent!.TransposeTo(transposed.Recurrent!);
            var costs = new ActivityCosts(100, 3, 0.2, 2, 1);
            var plain = new PlainPass(model, weights.As<double>());
            var fast = new StepPass(model, weights, transposed);
            for (int sample = 0; sample < 4; sample++)
            {
                double[] scores = plain.Forward(Input()[sample]);
                fast.Forward(Input()[sample]);
                double spikes = Enumerable.Range(0, model.Steps).Sum(n => Enumerable.Range(0, 6).Sum(j => plain.Spikes[n, j]));
                Assert.Equal(spikes, fast.SpikeCount);
                Assert.True(fast.SpikeCount > 10);
                for (int k = 0; k < 3; k++) Assert.Equal(scores[k], fast.Scores[k], 1e-5);
                plain.Backward(Errors(scores, sample % 3), costs, exact);
                fast.Backward(Input()[sample], sample % 3, 1, costs, gradient);
            }
            foreach (var ((_, a), (_, b)) in exact.Matrices.Zip(gradient.Matrices))
            {
                double largest = a.Values.Max(Math.Abs);
                Assert.True(largest > 0);
                for (int k = 0; k < a.Values.Length; k++) Assert.InRange(Math.Abs(a.Values[k] - b.Values[k]) / largest, 0, 2e-4);
            }
        }
    }

    [Theory]
    [InlineData(SurrogateShape.SuperSpike), InlineData(SurrogateShape.Sigmoid)]
    [InlineData(SurrogateShape.Esser), InlineData(SurrogateShape.Asymptotic)]
    public void A_primitive_has_its_derivative_and_the_kernel_agrees(SurrogateShape shape)
    {
        foreach (double beta in (double[])[0.1, 1, 10, 1000])
        {
            var surrogate = new Surrogate(shape, beta);
            for (double x = -2; x < 2; x += 0.0437)
            {
                double h = 1e-4 / Math.Max(1, beta), slope = (surrogate.Primitive(x + h) - surrogate.Primitive(x - h)) / (2 * h);
                Assert.Equal(slope, surrogate.Derivative(x), 2e-5 * Math.Max(1, surrogate.Derivative(0)));
                var wide = System.Runtime.Intrinsics.Vector512.Create((float)x);
                var steep = System.Runtime.Intrinsics.Vector512.Create((float)beta);
                float kernel = (shape switch
                {
                    SurrogateShape.SuperSpike => SuperSpikeKernel.Derivative(wide, steep),
                    SurrogateShape.Sigmoid => SigmoidKernel.Derivative(wide, steep),
                    SurrogateShape.Esser => EsserKernel.Derivative(wide, steep),
                    _ => AsymptoticKernel.Derivative(wide, steep),
                })[3];
                Assert.Equal(surrogate.Derivative(x), kernel, 1e-5 * surrogate.Derivative(0));
            }
        }
    }

    [Fact]
    public void A_strong_input_at_the_first_step_makes_spikes_at_steps_3_and_7()
    {
        var weights = new StepWeights<double>(1, 1, 1);
        weights.Input[0, 0] = 10;
        var pass = new PlainPass(new StepModel(), weights);
        pass.Forward(new SpikeTrain([0.0], [0]));
        Assert.Equal([3, 7], Enumerable.Range(0, 100).Where(n => pass.Spikes[n, 0] == 1));
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        var weights = StepWeights<float>.Random(2, 3, 2, false, 1);
        SpikeDataset one = new("one", SpikeBatch.From(2, [[(1, 0)]]), [0], 2);
        Says("empty batch", () => new SurrogateLearner(new(), weights, new()).Learn(one, [], []));
        Says("3 sources", () => new SurrogateLearner(new(), weights, new()).MustFit(new("mine", SpikeBatch.From(3, [[]]), [0], 2)));
        Says("3 classes", () => new SurrogateLearner(new(), weights, new()).MustFit(new("mine", SpikeBatch.From(2, [[]]), [0], 3)));
        Says("learning rate", () => new SurrogateLearner(new(), weights, new(double.NaN)));
        Says("beta is 0", () => new Surrogate(SurrogateShape.Esser, 0));
        Says("recurrent", () => new SurrogateLearner(new() { Recurrent = true }, weights, new()));
        Says("a power of 3", () => new SurrogateLearner(new(), weights, new() { Costs = new(Power: 3) }));
        weights.Output[0, 1] = float.NaN;
        Says("the output weight from 0 to 1 is NaN", () => new SurrogateLearner(new(), weights, new()));

        static void Says(string part, Action action)
            => Assert.Contains(part, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    static StepModel Model(SurrogateShape shape, double beta, bool recurrent, bool throughReset) => new()
    {
        Steps = 30,
        Surrogate = new(shape, beta),
        Recurrent = recurrent,
        GradientThroughReset = throughReset,
    };

    static StepWeights<float> Weights(bool recurrent)
    {
        var weights = StepWeights<float>.Random(4, 6, 3, recurrent, 5);
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 6; j++) weights.Input[i, j] = 3 * weights.Input[i, j] + 1.5f;
        return weights;
    }

    static SpikeBatch Input()
    {
        var stream = Streams.For(9, "input");
        return SpikeBatch.From(4, Enumerable.Range(0, 4).Select(_ => Sample()));

        List<(double TimeMs, int Source)> Sample() => [.. Enumerable.Range(0, 12).Select(k => (20 * stream.NextDouble(), k % 4))];
    }

    static double[] Errors(double[] scores, int label)
    {
        double sum = scores.Sum(Math.Exp);
        return [.. scores.Select((score, k) => Math.Exp(score) / sum - (k == label ? 1 : 0))];
    }
}
