"""Surrogate gradients on spike times in numba, by the same equations, to be set beside this library's benchmark.

    python3 surrogate_numba.py [epochs]

20-100-10, 100 steps of 1 ms, SuperSpike with beta 10, reset taken as given, batches of 250, Adam, single precision, one thread; spikes are
summed as lists, only the way back through W2 is dense. Prints the processor time of each epoch of 8,000 samples (compiled before), and how
many it answered while learning. The samples are random smooth curves of a few harmonics: only the times of the spikes matter for speed.
"""
import math
import sys
import time

import numpy as np
from numba import njit

STEPS, H, OUT, INPUTS, BATCH = 100, 100, 10, 20, 250
F = np.float32


@njit(fastmath=True)
def epoch(w, w2, moments, steps, sources, labels, order, rate, step):
    one, beta = np.float32(1), np.float32(10)
    bm, bs, bo = np.float32(math.exp(-0.1)), np.float32(math.exp(-0.2)), np.float32(math.exp(-0.05))
    m1, v1, m2, v2 = moments
    g1, g2 = np.zeros_like(w), np.zeros_like(w2)
    u = np.empty((STEPS + 1, H), np.float32)
    cur, gu, gi, gs, zeta = np.empty(H, np.float32), np.empty(H, np.float32), np.empty(H, np.float32), np.empty(H, np.float32), np.empty(H, np.float32)
    o, oi, go, goi, err = np.empty(OUT, np.float32), np.empty(OUT, np.float32), np.empty(OUT, np.float32), np.empty(OUT, np.float32), np.empty(OUT, np.float32)
    best, at = np.empty(OUT, np.float32), np.empty(OUT, np.int64)
    fired, ends = np.empty(STEPS * H, np.int64), np.empty(STEPS, np.int64)
    right = 0
    for start in range(0, len(order), BATCH):
        w2t = w2.T.copy()
        for index in range(start, start + BATCH):
            s = order[index]
            cur[:] = 0
            u[0, :] = 0
            oi[:] = 0
            o[:] = -0.01
            best[:] = o
            at[:] = 0
            zeta[:] = 0
            count, nxt = 0, 0
            for n in range(STEPS):
                first = count
                for j in range(H):
                    x = u[n, j]
                    p = bm * x + (one - bm) * cur[j]
                    u[n + 1, j] = p if x <= one else np.float32(0)
                    cur[j] *= bs
                for j in range(H):
                    if u[n, j] > one:
                        fired[count] = j
                        zeta[j] += one
                        count += 1
                ends[n] = count
                for k in range(OUT):
                    o[k] = bo * o[k] + (one - bo) * oi[k]
                    oi[k] *= bs
                for q in range(first, count):
                    for k in range(OUT):
                        oi[k] += w2[fired[q], k]
                if n + 1 < STEPS:
                    for k in range(OUT):
                        if o[k] > best[k]:
                            best[k], at[k] = o[k], n + 1
                while nxt < INPUTS and steps[s, nxt] <= n:
                    for j in range(H):
                        cur[j] += w[sources[s, nxt], j]
                    nxt += 1
            label = labels[s]
            right += np.argmax(best) == label
            total = np.float32(0)
            for k in range(OUT):
                err[k] = math.exp(best[k] - best[label])
                total += err[k]
            for k in range(OUT):
                err[k] = (err[k] / total - (one if k == label else np.float32(0))) / np.float32(BATCH)
            for j in range(H):
                zeta[j] = -np.float32(200.0 / H / BATCH) * max(np.float32(0), np.float32(1e-3) - zeta[j])
            gu[:] = 0
            gi[:] = 0
            go[:] = 0
            goi[:] = 0
            nxt = INPUTS
            for n in range(STEPS - 1, -1, -1):
                while nxt > 0 and steps[s, nxt - 1] == n:
                    nxt -= 1
                    for j in range(H):
                        g1[sources[s, nxt], j] += gi[j]
                for q in range(ends[n - 1] if n else 0, ends[n]):
                    for k in range(OUT):
                        g2[fired[q], k] += goi[k]
                gs[:] = zeta
                for k in range(OUT):
                    c = goi[k]
                    if c != 0:
                        for j in range(H):
                            gs[j] += c * w2t[k, j]
                for j in range(H):
                    x = u[n, j]
                    gp = gu[j] if x <= one else np.float32(0)
                    gi[j] = (one - bm) * gp + bs * gi[j]
                    z = beta * abs(x - one) + one
                    gu[j] = bm * gp + gs[j] / (z * z)
                for k in range(OUT):
                    goi[k] = (one - bo) * go[k] + bs * goi[k]
                    go[k] = bo * go[k] + (err[k] if at[k] == n else np.float32(0))
        step += 1
        c1, c2 = np.float32(1 - 0.9 ** step), np.float32(1 - 0.999 ** step)
        for pair in range(2):
            x, g, m, v = (w, g1, m1, v1) if pair == 0 else (w2, g2, m2, v2)
            for a in range(x.shape[0]):
                for b in range(x.shape[1]):
                    m[a, b] = np.float32(0.9) * m[a, b] + np.float32(0.1) * g[a, b]
                    v[a, b] = np.float32(0.999) * v[a, b] + np.float32(0.001) * g[a, b] * g[a, b]
                    x[a, b] -= np.float32(rate) * (m[a, b] / c1) / (math.sqrt(v[a, b] / c2) + np.float32(1e-8))
                    g[a, b] = 0
    return right / len(order), step


def main(epochs):
    draw = np.random.RandomState(1)
    steps, labels = np.empty((8000, INPUTS), np.int64), np.repeat(np.arange(10), 800)
    harmonics = np.arange(1, 101)
    for c in range(10):
        x = draw.rand(800)
        for i in range(INPUTS):
            a, b, phase = draw.rand(3, len(harmonics))
            y = (a / harmonics * np.sin(2 * np.pi * (harmonics * b * x[:, None] + phase))).sum(1)
            steps[c * 800:(c + 1) * 800, i] = np.minimum(49, 50 * (y - y.min()) / (y.max() - y.min()))
    sources = np.argsort(steps, axis=1, kind="stable")
    steps = np.take_along_axis(steps, sources, 1)
    w = draw.uniform(-1, 1, (INPUTS, H)).astype(F) / F(math.sqrt(INPUTS))
    w2 = draw.uniform(-1, 1, (H, OUT)).astype(F) / F(math.sqrt(H))
    moments = (np.zeros_like(w), np.zeros_like(w), np.zeros_like(w2), np.zeros_like(w2))
    epoch(w.copy(), w2.copy(), tuple(m.copy() for m in moments), steps, sources, labels, np.arange(250), 0.05, 0)
    step, spent = 0, []
    for n in range(epochs):
        begin = time.process_time()
        right, step = epoch(w, w2, moments, steps, sources, labels, draw.permutation(8000), 0.05, step)
        spent.append(time.process_time() - begin)
        print(f"epoch {n + 1}: {spent[-1]:.3f} s, {right:.3f} right while learning")
    print(f"median {np.median(spent):.3f} s an epoch, {np.median(spent) / 8000 * 1e6:.1f} us a sample")


main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
