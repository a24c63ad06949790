"""The published network in an emulator written by others, to be set beside this library's benchmark (LoihiPublishedNetwork).

    python3 published_network.py brian2loihi constant
    python3 published_network.py brian2loihi plastic
    python3 published_network.py nengo-loihi constant
    python3 published_network.py lava constant

1,000 sources to 1,000 neurons, 100 random synapses each, 10 % input activity, 1,000 steps. Prints the time of the simulation
alone. Needs the emulator on PYTHONPATH (github.com/sagacitysite/brian2_loihi, nengo/nengo-loihi, lava-nc/lava) and says so, without
failing, where it is missing. The figures of one machine are in data/reference/loihi-speed.json.
"""
import sys
import tempfile
import time
import warnings

N, TARGETS, STEPS = 1000, 100, 1000
THRESHOLD, CURRENT_DECAY, VOLTAGE_DECAY, REFRACTORY = 2000, 1024, 512, 2


def network():
    """Targets and even weights by source, and who fires when, the same in every emulator."""
    import numpy
    draw = numpy.random.RandomState(5)
    targets = numpy.array([numpy.sort(draw.choice(N, TARGETS, replace=False)) for _ in range(N)])
    weights = 2 * draw.randint(-127, 128, size=(N, TARGETS))
    spikes = draw.rand(STEPS, N) < 0.1
    spikes[0] = False
    return targets, weights, spikes


def brian2loihi(synapses):
    """Brian2Loihi, compiled to C++; the time is that which Brian reports, without building."""
    import numpy
    import brian2
    brian2.set_device("cpp_standalone", directory=tempfile.mkdtemp(), build_on_run=False)
    import brian2_loihi
    targets, weights, spikes = network()
    steps, sources = numpy.nonzero(spikes)
    generator = brian2_loihi.LoihiSpikeGeneratorGroup(N, sources, steps)
    neurons = brian2_loihi.LoihiNeuronGroup(N, refractory=REFRACTORY, threshold_v_mant=THRESHOLD,
                                            decay_v=VOLTAGE_DECAY, decay_I=CURRENT_DECAY)
    learning = {}
    if synapses == "plastic":
        learning = dict(dw="2^-2*x1*y0 - 2^-2*y1*x0", imp_x1=127, tau_x1=10, imp_y1=127, tau_y1=10)
    connection = brian2_loihi.LoihiSynapses(generator, neurons, sign_mode=1, **learning)
    connection.connect(i=numpy.repeat(numpy.arange(N), TARGETS), j=targets.ravel())
    connection.w = weights.ravel()
    monitor = brian2.SpikeMonitor(neurons, record=False)
    whole = brian2_loihi.LoihiNetwork()
    whole.add(generator, neurons, connection, monitor)
    whole.run(STEPS)
    brian2.device.build(directory=brian2.device.project_dir, compile=True, run=True)
    return brian2.device._last_run_time, int(monitor.num_spikes)


def nengo_loihi(synapses):
    """The emulator of nengo-loihi on one block of integer registers."""
    if synapses == "plastic":
        sys.exit("nengo-loihi learns by PES only, on all-to-all connections")
    import numpy
    from nengo_loihi.block import Axon, LoihiBlock, Synapse
    from nengo_loihi.builder import Model
    from nengo_loihi.emulator import EmulatorInterface
    from nengo_loihi.inputs import SpikeInput
    targets, weights, spikes = network()

    def registers(value):
        return numpy.full(N, value, dtype=numpy.int32)

    model, block, source, synapse = Model(), LoihiBlock(N), SpikeInput(N), Synapse(N)
    compartment = block.compartment
    compartment.decay_u, compartment.decay_v = registers(CURRENT_DECAY - 1), registers(VOLTAGE_DECAY)
    compartment.vth, compartment.bias = registers(64 * THRESHOLD), registers(0)
    compartment.refract_delay, compartment.scale_u = registers(REFRACTORY), False
    compartment.vmin, compartment.vmax = 1 - 2**23, 2**23 - 1
    for step in range(1, STEPS):
        source.add_spikes(step, numpy.nonzero(spikes[step])[0], permanent=True)
    synapse._set_weights_indices([64 * weights[i:i + 1] for i in range(N)], [targets[i:i + 1] for i in range(N)],
                                 weight_dtype=numpy.int32)
    axon = Axon(N)
    axon.target = synapse
    source.add_axon(axon)
    block.add_synapse(synapse)
    model.add_input(source)
    model.add_block(block)
    emulator = EmulatorInterface(model, seed=1)
    begin = time.process_time()
    emulator.run_steps(STEPS)
    return time.process_time() - begin, int(emulator.compartment.spike_count.sum())


def lava(synapses):
    """Lava's bit-accurate models as processes; wall time, since they run side by side. They have no refractory time."""
    import numpy
    from lava.magma.core.learning.learning_rule import Loihi2FLearningRule
    from lava.magma.core.run_conditions import RunSteps
    from lava.magma.core.run_configs import Loihi1SimCfg
    from lava.proc.dense.process import Dense, LearningDense
    from lava.proc.io.source import RingBuffer
    from lava.proc.lif.process import LIF
    targets, weights, spikes = network()
    matrix = numpy.zeros((N, N), int)
    for i in range(N):
        matrix[targets[i], i] = weights[i]
    source = RingBuffer(data=numpy.roll(spikes.T.astype(int), -1, axis=1))
    neurons = LIF(shape=(N,), du=CURRENT_DECAY - 1, dv=VOLTAGE_DECAY, vth=THRESHOLD)
    steps = STEPS
    if synapses == "plastic":
        steps = 50  # of which the time is scaled up
        rule = Loihi2FLearningRule(dw="2^-2*y0*x1 - 2^-2*x0*y1", x1_impulse=127, x1_tau=10, y1_impulse=127, y1_tau=10,
                                   t_epoch=1, rng_seed=1)
        connection = LearningDense(weights=matrix, learning_rule=rule)
        neurons.s_out.connect(connection.s_in_bap)
    else:
        connection = Dense(weights=matrix)
    source.s_out.connect(connection.s_in)
    connection.a_out.connect(neurons.a_in)
    config = Loihi1SimCfg(select_tag="fixed_pt")
    neurons.run(condition=RunSteps(num_steps=1), run_cfg=config)  # builds
    begin = time.time()
    neurons.run(condition=RunSteps(num_steps=steps), run_cfg=config)
    seconds = (time.time() - begin) * STEPS / steps
    neurons.stop()
    return seconds, None


if __name__ == "__main__":
    peers = {"brian2loihi": brian2loihi, "nengo-loihi": nengo_loihi, "lava": lava}
    if len(sys.argv) != 3 or sys.argv[1] not in peers or sys.argv[2] not in ("constant", "plastic"):
        sys.exit(__doc__)
    warnings.filterwarnings("ignore")
    try:
        seconds, spikes = peers[sys.argv[1]](sys.argv[2])
    except ImportError as problem:
        print(f"{sys.argv[1]} cannot be compared here: {problem}")
        sys.exit(0)
    print(f"{sys.argv[1]}, {sys.argv[2]} synapses: {1000 * seconds:.1f} ms" + ("" if spikes is None else f", {spikes} spikes"))
