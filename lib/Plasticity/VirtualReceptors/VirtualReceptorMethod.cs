using Spikebook.Data;
using Spikebook.Randomness;
using static Spikebook.Plasticity.ReceptorSettings;

namespace Spikebook.Plasticity;

/// <summary>
/// A classifier built like an insect's sense of smell. Virtual receptors lie in the space of features; each responds the more the nearer a
/// row is, <c>r = 1 - (d - d_min) / (d_max - d_min)</c> with the Manhattan distance d and its range over the training rows. Responses drive
/// glomeruli that inhibit each other; populations vote for the classes. Training shows rows: where the population with most spikes is
/// right, its synapses from projection neurons that fired often grow, where it is wrong they shrink.
/// </summary>
/// <remarks>
/// Source: M. Schmuker, T. Pfeil, M. P. Nawrot, PNAS 111, 2081 (2014), doi:10.1073/pnas.1303053111, and its authors' program. Features are
/// brought into [0, 1] first, so that none outweighs the others in a distance.
/// </remarks>
/// <param name="settings">Its numbers.</param>
/// <exception cref="ArgumentException">The settings are outside their bounds.</exception>
public sealed class VirtualReceptorMethod(ReceptorSettings settings) : IMethod
{
    readonly ReceptorSettings _settings = settings.Validated();

    /// <inheritdoc/>
    public string Name => "virtual receptors";

    /// <inheritdoc/>
    public Answer[] Answer(FeatureTable train, FeatureTable test, RandomStream random)
    {
        var (seen, asked) = Responses(train, test, random);
        var circuit = new ReceptorCircuit(_settings, train.Classes);
        foreach (ref double weight in circuit.Weights.AsSpan()) weight = WeightStepNs * (3 + random.NextInt(8));
        for (int epoch = 0; epoch < _settings.Epochs; epoch++)
            foreach (int row in random.Permutation(train.Count))
                Learn(circuit, circuit.Show(seen[row], random), train.Label(row), train.Classes);
        return [.. asked.Select(row => new Answer(circuit.Show(row, random), circuit.InputSpikes))];
    }

    /// <summary>What the receptors answer to two tables, 0 … 1, placed by the first one's rows alone.</summary>
    /// <param name="train">Rows that place the receptors.</param>
    /// <param name="test">Other rows.</param>
    /// <param name="random">The chance of the neural gas.</param>
    public (double[][] Train, double[][] Test) Responses(FeatureTable train, FeatureTable test, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        var scaler = new FeatureScaler(train, FeatureScaling.MinMax);
        double[][] rows = Scaled(train), others = Scaled(test);
        double[][] receptors = NeuralGas.Fit(rows, _settings.Receptors, _settings.GasEpochs, random);
        double[][] near = [.. rows.Select(Distances)];
        double[] least = [.. receptors.Select((_, k) => near.Min(row => row[k]))], most = [.. receptors.Select((_, k) =>
            near.Max(row => row[k]))];
        return ([.. near.Select(Answers)], [.. others.Select(row => Answers(Distances(row)))]);

        double[][] Scaled(FeatureTable table) => [.. Enumerable.Range(0, table.Count).Select(row =>
        {
            double[] scaled = new double[table.Features];
            scaler.Scale(table.Row(row), scaled);
            return scaled;
        })];
        double[] Distances(double[] row) => [.. receptors.Select(place => row.Zip(place, (a, b) => Math.Abs(a - b)).Sum())];
        double[] Answers(double[] distances)
            => [.. distances.Select((d, k) => most[k] > least[k] ? Math.Clamp(1 - (d - least[k]) / (most[k] - least[k]), 0, 1) : 1)];
    }

    void Learn(ReceptorCircuit circuit, int winner, int label, int classes)
    {
        int voters = classes * Voters;
        double change = (winner == label ? StepsOfLearning : -StepsOfLearning) * WeightStepNs;
        for (int i = 0; i < circuit.ProjectionSpikes.Length; i++)
        {
            if (circuit.ProjectionSpikes[i] * 1000 <= _settings.LearningRateHz * _settings.ShownMs) continue;
            foreach (ref double weight in circuit.Weights.AsSpan(i * voters + winner * Voters, Voters))
                weight = Math.Clamp(weight + change, WeightStepNs, MostNs);
        }
    }
}
