"""Iris by a temporal code, clock-driven: a peer of lib/Plasticity, to be set beside TemporalCode's closed-form training.

    python3 temporal_code.py ../../data ../../data/reference/plasticity-peer.json

Gaussian fields give one spike each; a teacher makes the neuron of the class fire at the first spike of its pattern; the spike reaches
the synapses a dendritic delay later; windows pair nearest neighbours. Every step of h ms is walked through, in training as in the
test, compiled by numba. As in a simulator, voltages are integrated in training too, under a threshold that none reaches; a second time
is that without them. Writes the scores of ten seeds and the time of a whole five-fold cross-validation (best of seven).
The constants are those of lib/Plasticity/Windows; see there for their sources.
"""
import json
import math
import platform
import sys
import time

import numpy as np
from numba import njit
from sklearn.model_selection import StratifiedKFold

STDP, NC, PPX = 0, 1, 2


def table(path):
    with open(path) as text:
        text.readline()
        rows = np.array([[float(v) for v in line.split(",")] for line in text])
    return rows[:, :-1], rows[:, -1].astype(np.int64)


def spike_times(x, fields, variance, stretch):
    centres = np.linspace(0, 1, fields)
    peak = 1 / math.sqrt(2 * math.pi * variance)
    g = peak * np.exp(-(x[:, :, None] - centres) ** 2 / (2 * variance))
    return stretch * (round(peak) - np.round(g, 2)).reshape(len(x), -1)


@njit(cache=False)
def change(rule, rate, delta, w):
    if rule == 0:
        if delta > 0:
            return rate * .03 * math.exp(-delta / 6)
        return -rate * .65 * .03 * math.exp(delta / 31)
    if rule == 1:
        if delta > 0:
            return rate * .07376 * w * (1 - math.tanh((delta - 26.731) / 9.3006))
        return -rate * .04964 * w * (1 + math.tanh((delta + 22.325) / 10.8118))
    z = abs(delta) / 10
    if delta > 0:
        return rate * .31620 * math.exp(-2.21304 * (1 - w)) * z * math.exp(-.031839 * z * z)
    return -rate * .011298 * math.exp(5.96940 * w) * z * math.exp(-.145683 * z * z)


@njit(cache=False)
def train(times, labels, classes, rule, rate, w0, period, delay, h, order, stretch, voltages):
    tm, ts = 6. * stretch, 2. * stretch
    pm, ps = math.exp(-h / tm), math.exp(-h / ts)
    cross = tm * ts / (tm - ts) * (pm - ps) / stretch
    v, i = np.zeros(classes), np.zeros(classes)
    inputs = times.shape[1]
    w = np.full((classes, inputs), w0)
    last_pre = np.full(inputs, -np.inf)
    last_post = np.full(classes, -np.inf)
    steps = int(round(period / h))
    head = np.empty(steps + 1, np.int64)
    following = np.empty(inputs, np.int64)
    for n in range(len(order)):
        sample = order[n]
        first = np.inf
        head[:] = -1
        for j in range(inputs):
            k = int(round(times[sample, j] / h))
            following[j] = head[k]
            head[k] = j
            first = min(first, k)
        arrival = first + int(round(delay / h))
        for k in range(steps):
            now = n * period + k * h
            j = head[k]
            while j >= 0:
                for c in range(classes):
                    delta = last_post[c] - now
                    if delta > -1e300:
                        w[c, j] = min(1., max(0., w[c, j] + change(rule, rate, delta, w[c, j])))
                    i[c] += w[c, j]
                last_pre[j] = now
                j = following[j]
            if voltages:
                for c in range(classes):
                    v[c] = pm * v[c] + cross * i[c]
                    i[c] *= ps
                    if v[c] >= 1e9:
                        v[c] = 0
            if k == arrival:
                c = labels[sample]
                for j in range(inputs):
                    delta = now - last_pre[j]
                    if delta < 1e300 and delta > 0:
                        w[c, j] = min(1., max(0., w[c, j] + change(rule, rate, delta, w[c, j])))
                last_post[c] = now
    return w if v.max() >= 0 else w * np.nan


@njit(cache=False)
def test(times, w, threshold, period, stretch, h):
    classes, inputs = w.shape
    answers = np.empty(len(times), np.int64)
    tm, ts, capacity = 6. * stretch, 2. * stretch, stretch
    pm, ps = math.exp(-h / tm), math.exp(-h / ts)
    cross = tm * ts / (tm - ts) * (pm - ps) / capacity
    steps = int(round(period / h))
    head = np.empty(steps + 1, np.int64)
    following = np.empty(inputs, np.int64)
    for s in range(len(times)):
        head[:] = -1
        for j in range(inputs):
            k = int(round(times[s, j] / h))
            following[j] = head[k]
            head[k] = j
        v, i, best = np.zeros(classes), np.zeros(classes), np.zeros(classes)
        answer = -1
        for k in range(steps):
            j = head[k]
            while j >= 0:
                for c in range(classes):
                    i[c] += w[c, j]
                j = following[j]
            top = threshold
            for c in range(classes):
                v[c] = pm * v[c] + cross * i[c]
                i[c] *= ps
                best[c] = max(best[c], v[c])
                if v[c] >= top:
                    top, answer = v[c], c
            if answer >= 0:
                break
        answers[s] = answer if answer >= 0 else np.argmax(best)
    return answers


def unit_rows(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def cross_validate(x, y, folds, seed, rule, fields, variance, threshold, epochs, rate=1., w0=1., period=25., delay=1., stretch=1.,
                   h=.02, scale="l2", voltages=False):
    classes, right = y.max() + 1, 0
    draw = np.random.RandomState(seed)
    for fit, held in folds:
        if scale == "l2":
            features = unit_rows(x)
        else:
            low, high = x[fit].min(0), x[fit].max(0)
            features = np.clip((x - low) / (high - low), 0, 1)
        times = spike_times(features, fields, variance, stretch)
        order = np.concatenate([draw.permutation(fit) for _ in range(epochs)])
        w = train(times, y, classes, rule, rate, w0, period, delay, h * stretch, order, stretch, voltages)
        right += (test(times[held], w, threshold, period, stretch, h * stretch) == y[held]).sum()
    return right / len(y)


SETTINGS = {
    "STDP": dict(rule=STDP, fields=20, variance=.005, threshold=4., epochs=5),
    "NC": dict(rule=NC, fields=20, variance=.01, threshold=4., epochs=5, w0=.5, period=100.),
    "PPX": dict(rule=PPX, fields=20, variance=.005, threshold=4., epochs=5, w0=.5, period=200., delay=2., stretch=2., rate=.03),
}


def main(data, target):
    x, y = table(data + "/iris.csv")
    folds = [list(StratifiedKFold(5, shuffle=True, random_state=seed).split(x, y)) for seed in range(10)]
    rows = {}
    for name, setting in SETTINGS.items():
        scores = [cross_validate(x, y, folds[seed], seed, **setting) for seed in range(10)]
        times = {}
        for voltages in (True, False):
            seconds = []
            for _ in range(7):
                start = time.perf_counter()
                cross_validate(x, y, folds[0], 0, voltages=voltages, **setting)
                seconds.append(time.perf_counter() - start)
            times[voltages] = round(min(seconds), 5)
        rows[name] = dict(mean=round(float(np.mean(scores)), 4), sd=round(float(np.std(scores, ddof=1)), 4),
                          crossValidationS=times[True], withoutVoltagesS=times[False])
        print(name, rows[name])
    if target:
        import numba
        import sklearn
        with open(target, "w") as out:
            json.dump(dict(
                source="tests/Peers/temporal_code.py, clock-driven, compiled by numba, one thread; Iris, five stratified folds, ten seeds",
                versions=dict(python=platform.python_version(), numba=numba.__version__, numpy=np.__version__, sklearn=sklearn.__version__),
                rules=rows), out, indent=2)
            out.write("\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
