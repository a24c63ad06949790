namespace Spikebook.Loihi.Tests;

/// <summary>Bad input is refused before anything runs, in one line that names value, bound and remedy.</summary>
public sealed class ValidationTests
{
    readonly Network _network = new();
    readonly SpikeSource _source;
    readonly NeuronGroup _group;

    public ValidationTests()
    {
        _source = _network.Source("in", 3);
        _group = _network.Neurons("out", 2, new Compartment());
    }

    static string Message<T>(Action act) where T : Exception
    {
        string message = Assert.Throws<T>(act).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    [Fact]
    public void Registers()
    {
        Assert.Contains("a: threshold mantissa = 131072 is outside 0 … 131071",
            Message<ArgumentOutOfRangeException>(() => _network.Neurons("a", 1, new Compartment { Threshold = 131072 })));
        Assert.Contains("b: current decay = 4097", Message<ArgumentOutOfRangeException>(()
            => _network.Neurons("b", 1, new Compartment { CurrentDecay = 4097 })));
        Assert.Contains("c: bias mantissa = 4096 is outside -4096 … 4095; use a larger bias exponent",
            Message<ArgumentOutOfRangeException>(() => _network.Neurons("c", 1, new Compartment { BiasMantissa = 4096 })));
        Assert.Contains("d: refractory delay = 0", Message<ArgumentOutOfRangeException>(()
            => _network.Neurons("d", 1, new Compartment { Refractory = 0 })));
        Assert.Contains("e: 2 bias mantissas for 3 neurons",
            Message<ArgumentException>(() => _network.Neurons("e", 3, new Compartment(), [1, 2])));
        Assert.Contains("the name 'out' is taken", Message<ArgumentException>(() => _network.Neurons("out", 1, new Compartment())));
        Assert.Contains("f: noise exponent = 16", Message<ArgumentOutOfRangeException>(()
            => _network.Neurons("f", 1, new Compartment { Noise = new(16) })));
        Assert.Contains("time constant = 0.5", Message<ArgumentOutOfRangeException>(() => Decay.OfTimeConstant(0.5)));
    }

    [Fact]
    public void Weights()
    {
        Assert.Contains("in->out[2, 1]: weight (Mixed sign) = 256 is outside -256 … 255",
            Message<ArgumentOutOfRangeException>(() => _network.Connect(_source, _group,
                Wiring.Matrix(new[,] { { 0, 0 }, { 0, 0 }, { 0, 256 } }))));
        Assert.Contains("in->out[0, 1]: weight = -3 is no multiple of 2 (Mixed sign, 8 bits); use -2",
            Message<ArgumentOutOfRangeException>(() => _network.Connect(_source, _group,
                Wiring.Matrix(new[,] { { 0, -3 }, { 0, 0 }, { 0, 0 } }))));
        Assert.Contains("is 2 x 3, but must be [pre, post] = 3 x 2; transpose it",
            Message<LoihiException>(() => _network.Connect(_source, _group, Wiring.Matrix(new int[2, 3]))));
        Assert.Contains("one-to-one from in (3) to out (2)",
            Message<LoihiException>(() => _network.Connect(_source, _group, Wiring.OneToOne(2))));
        Assert.Contains("delay = 63 is outside 0 … 62; relay the spike",
            Message<ArgumentOutOfRangeException>(() => _network.Connect(_source, _group, Wiring.AllToAll(2), new Synapse { Delay = 63 })));
        Assert.Contains("weight exponent = 8", Message<ArgumentOutOfRangeException>(()
            => _network.Connect(_source, _group, Wiring.AllToAll(2), new Synapse { Exponent = 8 })));
        Assert.Contains("post index = 2 is outside 0 … 1",
            Message<ArgumentOutOfRangeException>(() => _network.Connect(_source, _group, Wiring.List([new(0, 2, 2)]))));
        Assert.Contains("targets of each neuron = 3",
            Message<ArgumentOutOfRangeException>(() => _network.Connect(_source, _group, Wiring.FanOut(3, _ => 2, 0))));
        Assert.Contains("probability = 1.5", Message<ArgumentOutOfRangeException>(() => Wiring.Random(1.5, 2, 0)));
        Assert.Empty(_network.Connections);
    }

    [Fact]
    public void Plasticity()
    {
        Assert.Contains("a rule reads x1, but its trace has impulse 0; set X1", Message<LoihiException>(() => Connect(new("x1*y0"))));
        Assert.Contains("a rule reads the reward, but no population sends it; set Plasticity.Reward",
            Message<LoihiException>(() => Connect(new("x0*r1"))));
        Assert.Contains("trace x1: time constant = 0.5",
            Message<ArgumentOutOfRangeException>(() => Connect(new("x1*y0") { X1 = new(1, 0.5) })));
        Assert.Contains("trace x1: impulse = 128", Message<ArgumentOutOfRangeException>(() => Connect(new("x1*y0") { X1 = new(128, 2) })));
        Assert.Contains("learning epoch = 65", Message<ArgumentOutOfRangeException>(() => Connect(new("x0") { Epoch = 65 })));
        Assert.Contains("2 rules change the Weight",
            Message<LoihiException>(() => Connect(new(LearningRule.Parse("x0"), LearningRule.Parse("y0")))));
        Assert.Contains("beyond 31 bits; use fewer or smaller factors",
            Message<LoihiException>(() => Connect(new("2^10*x1*y1*y2*w") { X1 = new(1, 2), Y1 = new(1, 2), Y2 = new(1, 2) })));
        Assert.Contains("connected twice", Message<LoihiException>(()
            => _network.Connect(_source, _group, Wiring.List([new(0, 0, 2), new(0, 0, 4)]), new Synapse { Plasticity = new("x0") })));

        void Connect(Plasticity plasticity) => _network.Connect(_source, _group, Wiring.AllToAll(2),
            new Synapse { Plasticity = plasticity });
    }

    [Fact]
    public void Runs()
    {
        var connection = _network.Connect(_source, _group, Wiring.AllToAll(2));
        var run = _network.Compile().Start();
        run.Run(5);
        Assert.Contains("in: tag = 5 is outside 6", Message<ArgumentOutOfRangeException>(() => run.Send(_source, 5, 0)));
        Assert.Contains("in: port = 3 is outside 0 … 2", Message<ArgumentOutOfRangeException>(() => run.Send(_source, 9, 3)));
        Assert.Contains("in->out does not learn and so has no traces",
            Message<LoihiException>(() => run.RecordTraces(connection, RuleVariable.X1)));
        Assert.Contains("in->out does not learn, its weights are constant",
            Message<ArgumentException>(() => run.SetWeights(connection, new short[6])));
        Assert.Contains("probed neuron = 2", Message<ArgumentOutOfRangeException>(() => run.RecordVoltages(_group, neurons: [2])));
        Assert.Contains("last step 3 lies before first step 7",
            Message<ArgumentOutOfRangeException>(() => run.RecordSpikes(_group, new Window(7, 3))));
        Assert.Contains("is not in the program that runs",
            Message<ArgumentException>(() => run.RecordSpikes(_network.Neurons("late", 1, new Compartment()))));
        Assert.Contains("belongs to another network",
            Message<ArgumentException>(() => new Network().Connect(_source, _group, Wiring.AllToAll(2))));
        Assert.Contains("the network is empty", Message<LoihiException>(() => new Network().Compile()));
        Assert.Contains("in: port 0 is to send twice with tag 9", Message<ArgumentException>(() => run.Send(_source, 9, 0, 0)));
        run.Send(_source, 12, 1, 2);
        Assert.Contains("port 2 is to send twice with tag 12", Message<ArgumentException>(() => run.Send(_source, 12, 0, 2)));
        run.Send(_source, 11, 2);
        Assert.Contains("port 2 is to send twice with tag 11", Message<ArgumentException>(() => run.SendTrain(_source, 2, 10, 11)));
        Assert.Contains("in->out does not learn and so has no traces",
            Message<LoihiException>(() => run.SetTraces(connection, RuleVariable.Y1, [1, 2])));
    }
}
