"""Two coupled populations of single neurons in Brian 2, beside the density solver and this library's own particles.

    python3 brian2_network.py EI 20000 5e-4 7.2 1

A membrane time is one second. Euler steps, which see no crossing within a step: the threshold is lower by .5826 sqrt(2 a dt), which makes
up for it to first order (Broadie, Glasserman, Kou 1997). A cascade takes one round per step, so that fired neurons
are held at V_R for ten steps and take no kicks meanwhile, as in an event of the density. Prints each event: the time of its largest
step and the fraction of each population that fires within two hundredths about it. Needs brian2 (Debian: python3-brian), and says so,
without failing, where it is missing.
"""
import sys

try:
    import numpy as np
    from brian2 import NeuronGroup, Network, defaultclock, network_operation, prefs, second, seed
except ImportError as missing:
    print(f"not measured: {missing}")
    sys.exit(0)

CASES = {
    "EE": ([0.5, 0.5], [1, 0.6], [[1.6, 0.4], [0.8, 0.9]], [[0, 0], [0, 0]], 0.0),
    "EI": ([0.5, 0.5], [1, 0.6], [[2, 0], [1.2, 0]], [[0, -1], [0, -0.5]], 0.05),
}
case, neurons, dt, until, first = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5])
noise, mu, b, c, delay = CASES[case]
b, c = np.array(b, float), np.array(c, float)
prefs.codegen.target = "cython"
defaultclock.dt = dt * second
seed(first)
rng = np.random.default_rng(first)
groups = []
for a in range(2):
    group = NeuronGroup(neurons, f"dv/dt = ({mu[a]} - v)/second + sqrt(2*{noise[a]}/second)*xi : 1 (unless refractory)",
                        threshold=f"v >= {2 - 0.5826 * np.sqrt(2 * noise[a] * dt)}", reset="v = 1", refractory=10 * dt * second, method="euler")
    start = rng.normal(0, 0.5, 2 * neurons)
    group.v = start[start < 2][:neurons]
    groups.append(group)
counts, late = [], [np.zeros(2)] * max(1, round(delay / dt))


@network_operation(when="end")
def kick():
    fired = np.array([len(group.spikes) for group in groups]) / neurons
    counts.append(fired)
    late.append(c @ fired)
    move = b @ fired + late.pop(0)
    for a, group in enumerate(groups):
        if move[a]:
            free = group.not_refractory[:]
            group.v_[free] = group.v_[free] + move[a]


Network(*groups, kick).run(until * second)
counts = np.array(counts)
step, last = 0, None
near = round(0.01 / dt)
while step < len(counts):
    if counts[step].max() < 0.05:
        step += 1
        continue
    window = slice(max(0, step - near // 2), step + 2 * near)
    peak = window.start + int(counts[window].max(axis=1).argmax())
    sizes = counts[max(0, peak - near):peak + near].sum(axis=0)
    print(f"t {peak * dt:.4f} sizes {sizes[0]:.4f} {sizes[1]:.4f}" + ("" if last is None else f" gap {(peak - last) * dt:.4f}"))
    last, step = peak, peak + 2 * near
