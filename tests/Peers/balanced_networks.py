"""Balanced networks in NumPy compiled by Numba, to be set beside this library's benchmark (BalanceBenchmarks).

    python3 balanced_networks.py

400 neurons, 10,000 bins, one thread; prints nanoseconds per neuron and bin, the best of seven runs, without compiling. Plain loops, as one would
write them first: the peer of Rullan Buxo and Pillow's program, whose figures are in data/reference/balanced-networks.json. Needs numpy and numba,
and says so, without failing, where they are missing. The figures of one machine are in data/reference/balanced-networks-speed.json.
"""
import sys
import time

try:
    import numpy as np
    from numba import njit
except ImportError as missing:
    print(f"not measured: {missing}")
    sys.exit(0)

N, BINS, DT = 400, 10_000, 1e-4


def stimulus():
    c = np.zeros(BINS)
    c[2499:4500] = 25
    c[6499:8500] = -50
    return c


@njit
def local(c, w, tau, alpha, fmax, fmin, dt):
    n, bins = w.size, c.size
    decay = np.exp(-dt / tau)
    x = xh = error = 0.0
    spikes = 0
    for t in range(1, bins):
        x += dt * c[t]
        xh *= decay
        e = x - xh
        jump = 0.0
        for i in range(n):
            f = fmax / (1 + fmax * np.exp(-alpha * (w[i] * e - w[i] * w[i] / 2))) + fmin
            if np.random.random() < 1 - np.exp(-f * dt):
                jump += w[i]
                spikes += 1
        xh += jump
        error += (x - xh) ** 2
    return np.sqrt(error / bins), spikes


@njit
def population(c, w, tau, beta, dt):
    half, bins = w.size, c.size
    decay = np.exp(-dt / tau)
    pinv = w / np.sum(w * w)
    x = xh = error = 0.0
    spikes = 0
    for t in range(1, bins):
        x += dt * c[t]
        xh *= decay
        e = x - xh
        jump = 0.0
        for i in range(half):
            p = pinv[i] * e / beta
            if np.random.random() < abs(p):
                jump += w[i] if p > 0 else -w[i]
                spikes += 1
        xh += jump
        error += (x - xh) ** 2
    return np.sqrt(error / bins), spikes


@njit
def hard_one(c, w, tau, dt):
    n, bins = w.size, c.size
    decay = np.exp(-dt / tau)
    x = xh = error = 0.0
    spikes = 0
    above = np.empty(n, np.int64)
    for t in range(1, bins):
        x += dt * c[t]
        xh *= decay
        e = x - xh
        count = 0
        for i in range(n):
            if w[i] * e > w[i] * w[i] / 2:
                above[count] = i
                count += 1
        if count > 0:
            xh += w[above[np.random.randint(count)]]
            spikes += 1
        error += (x - xh) ** 2
    return np.sqrt(error / bins), spikes


def measure(name, call):
    call()
    best = min(timed(call) for _ in range(7))
    rms, spikes = call()
    print(f"{name:28} {1e9 * best / (N * BINS):7.2f} ns per neuron and bin   rms {rms:.3f}, {spikes} spikes")


def timed(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


rng = np.random.default_rng(1)
signed = np.where(np.arange(N) < N // 2, -0.1, 0.1) + 0.01 * rng.standard_normal(N)
positive = 0.1 * (1 + 0.01 * rng.standard_normal(N // 2))
c = stimulus()
measure("local, at most 100/s", lambda: local(c, signed, 10.0, 1000.0, 100.0, 1.0, DT))
measure("local, at most 5000/s", lambda: local(c, signed, 10.0, 1000.0, 5000.0, 1.0, DT))
measure("local, 1000 to 5000/s", lambda: local(c, signed, 10.0, 1000.0, 5000.0, 1000.0, DT))
measure("population", lambda: population(c, positive, 10.0, 25.0, DT))
measure("hard threshold, one fires", lambda: hard_one(c, signed, 10.0, DT))
