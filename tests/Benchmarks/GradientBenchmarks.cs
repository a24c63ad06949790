using BenchmarkDotNet.Attributes;
using Spikebook.Gradients.EventProp;
using Spikebook.Gradients.Surrogates;
using Spikebook.Gradients.Tasks;
using Spikebook.Training;

namespace Spikebook.Benchmarks;

/// <summary>
/// Time of one training epoch, one thread: Yin-Yang (5,000 samples, 5-200-3, exact gradients) and Randman (8,000 samples, 20-100-10,
/// 100 time steps, surrogate gradients). Beside them stand tests/Peers/eventprop_numba.py and surrogate_numba.py; time-gradients gives the
/// processor time that these print.
/// </summary>
[WarmupCount(3), IterationCount(8)]
[MemoryDiagnoser]
public class GradientBenchmarks
{
    SpikeDataset _points = null!, _randman = null!;
    EventLearner _exact = null!;
    SurrogateLearner _surrogate = null!;
    int[] _order = null!;
    double[] _scores = null!;

    [GlobalSetup]
    public void Train()
    {
        _points = YinYang.Spikes(YinYang.Train());
        _exact = EventSetup.YinYang(1).NewLearner();
        Trainer.Run(_exact, new TrainingPlan(3, 1) { BatchSize = 32 }, _points);
        (_randman, _, SpikeDataset test) = new Randman().Split(1);
        _surrogate = new RobustnessStudy(_randman, test).NewLearner(new(SurrogateShape.SuperSpike, 10, 0.05));
        Trainer.Run(_surrogate, new TrainingPlan(3, 1) { BatchSize = 250 }, _randman);
        _order = [.. Enumerable.Range(0, 8000)];
        _scores = new double[250 * 10];
    }

    [Benchmark]
    public void YinYangEpoch()
    {
        for (int first = 0; first < 5000; first += 32) _exact.Learn(_points, _order.AsSpan(first, Math.Min(32, 5000 - first)), _scores);
    }

    [Benchmark]
    public void RandmanEpoch()
    {
        for (int first = 0; first < 8000; first += 250) _surrogate.Learn(_randman, _order.AsSpan(first, 250), _scores);
    }
}
