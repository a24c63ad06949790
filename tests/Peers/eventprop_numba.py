"""EventProp on Yin-Yang in numba, written for speed by the same equations, to be set beside this library's benchmark.

    python3 eventprop_numba.py [epochs]

5-200-3, time to first spike, batches of 32, Adam, double precision, one thread. Prints the processor time of each epoch of
5,000 samples (training alone, compiled before), and the accuracy on 1,000 test samples, which shows that it learns.
"""
import math
import sys
import time

import numpy as np
from numba import njit

TM, TS, TH, K, R = 20.0, 5.0, 1.0, 1 / 3, 4.0
TAU0, TAU1, ALPHA = 0.5, 6.4, 0.003
PSP = 4 ** (-4 / 3)
MOST = 4096


@njit(cache=False)
def crossing(v, i, end):
    """x = exp(-s / tau_m) at the next spike, 0 if there is none before x = end; tau_m = 4 tau_s."""
    if i <= TH or max(v, 0.0) + i * PSP < TH:
        return 0.0
    b = K * i
    a = v + b
    q = a / (4 * b)
    if q <= 0.0:
        return 0.0
    top = max(end, q ** (1 / 3)) if q > end * end * end else end
    if top >= 1.0 or top * (a - b * top * top * top) <= TH:
        return 0.0
    x = 1.0
    for _ in range(100):
        c = b * x * x * x
        y = x - (x * (a - c) - TH) / (a - 4 * c)
        if not y < x:
            break
        x = y
    return max(x, end)


@njit(cache=False)
def forward(w, times, sources, n, out_t, out_j, out_i, ends, v, i):
    count = 0
    v[:] = 0.0
    i[:] = 0.0
    m = w.shape[1]
    for k in range(n):
        t = times[k]
        row = w[sources[k]]
        end = math.exp(-(times[k + 1] - t) / TM) if k + 1 < n else 0.0
        first = count
        power = end * end * end * end
        psp = K * (end - power)
        for j in range(m):
            vj, ij = v[j], i[j] + row[j]
            # most neurons can be refused at once: below the threshold at the end, and no peak on the way
            ve, ie = vj * end + ij * psp, ij * power
            if ve <= TH and not (ij > vj and ie <= ve):
                v[j], i[j] = ve, ie
                continue
            now, left = t, end
            while True:
                x = crossing(vj, ij, left)
                if x == 0.0:
                    break
                now -= TM * math.log(x)
                ij *= x * x * x * x
                vj = 0.0
                left /= x
                out_t[count], out_j[count], out_i[count] = now, j, ij
                count += 1
            p = left * left * left * left
            v[j], i[j] = vj * left + ij * K * (left - p), ij * p
        if count - first > 1:
            order = np.argsort(out_t[first:count])
            out_t[first:count] = out_t[first:count][order]
            out_j[first:count] = out_j[first:count][order]
            out_i[first:count] = out_i[first:count][order]
        ends[k] = count
    return count


@njit(cache=False)
def backward(w, g, times, sources, n, out_t, out_j, out_i, ends, errors, back, lv, li, at):
    lv[:] = 0.0
    li[:] = 0.0
    m = w.shape[1]
    for k in range(n - 1, -1, -1):
        later = times[k + 1] if k + 1 < n else np.inf
        at[:] = later
        for s in range(ends[k] - 1, (ends[k - 1] if k else 0) - 1, -1):
            j = out_j[s]
            if lv[j] != 0.0 or li[j] != 0.0:
                x = math.exp((out_t[s] - at[j]) / TM)
                p = x * x * x * x
                li[j] = li[j] * p + lv[j] * R * K * (x - p)
                lv[j] *= x
            at[j] = out_t[s]
            lv[j] = (out_i[s] * lv[j] + errors[s]) / (out_i[s] - TH)
        t, src = times[k], sources[k]
        common = math.exp((t - later) / TM) if k + 1 < n else 0.0
        common4 = common * common * common * common
        total = 0.0
        for j in range(m):
            if lv[j] != 0.0 or li[j] != 0.0:
                if at[j] == later:
                    x, p = common, common4
                else:
                    x = math.exp((t - at[j]) / TM)
                    p = x * x * x * x
                li[j] = li[j] * p + lv[j] * R * K * (x - p)
                lv[j] *= x
                g[src, j] -= TS * li[j]
                total += w[src, j] * (lv[j] - li[j])
        back[k] = total


@njit(cache=False)
def adam(w, g, m, v, step, rate):
    c1, c2 = 1 - 0.9 ** step, 1 - 0.999 ** step
    for a in range(w.shape[0]):
        for b in range(w.shape[1]):
            m[a, b] = 0.9 * m[a, b] + (1 - 0.9) * g[a, b]
            v[a, b] = 0.999 * v[a, b] + (1 - 0.999) * g[a, b] * g[a, b]
            w[a, b] -= rate * (m[a, b] / c1) / (math.sqrt(v[a, b] / c2) + 1e-8)
            g[a, b] = 0.0


@njit(cache=False)
def epoch(w0, w1, moments, times, sources, labels, order, batch, rate, step, learn):
    g0, g1 = np.zeros_like(w0), np.zeros_like(w1)
    m0, v0, m1, v1 = moments
    n0, n1 = w0.shape[1], w1.shape[1]
    t0, j0, i0, e0 = np.empty(MOST), np.empty(MOST, np.int64), np.empty(MOST), np.empty(8, np.int64)
    t1, j1, i1, e1 = np.empty(MOST), np.empty(MOST, np.int64), np.empty(MOST), np.empty(MOST, np.int64)
    va, ia, vb, ib = np.empty(n0), np.empty(n0), np.empty(n1), np.empty(n1)
    a0, a1, err0, err1, none = np.empty(n0), np.empty(n1), np.empty(MOST), np.empty(MOST), np.empty(8)
    first = np.empty(n1, np.int64)
    right = 0
    for start in range(0, len(order), batch):
        size = min(batch, len(order) - start)
        for index in range(start, start + size):
            sample = order[index]
            label = labels[sample]
            c0 = forward(w0, times[sample], sources[sample], times.shape[1], t0, j0, i0, e0, va, ia)
            c1 = forward(w1, t0, j0, c0, t1, j1, i1, e1, vb, ib)
            first[:] = -1
            for s in range(c1 - 1, -1, -1):
                first[j1[s]] = s
            if first[label] < 0:
                continue
            own = t1[first[label]]
            total, best = 0.0, True
            for k in range(n1):
                if first[k] >= 0:
                    total += math.exp(-t1[first[k]] / TAU0)
                    best = best and t1[first[k]] >= own
            right += best
            if not learn:
                continue
            err1[:c1] = 0.0
            for k in range(n1):
                if first[k] >= 0:
                    p = math.exp(-t1[first[k]] / TAU0) / total
                    err1[first[k]] = -p / TAU0 / size
            err1[first[label]] += (1 / TAU0 + ALPHA / TAU1 * math.exp(own / TAU1)) / size
            backward(w1, g1, t0, j0, c0, t1, j1, i1, e1, err1, err0, vb, ib, a1)
            backward(w0, g0, times[sample], sources[sample], times.shape[1], t0, j0, i0, e0, err0, none, va, ia, a0)
        if learn:
            step += 1
            adam(w0, g0, m0, v0, step, rate)
            adam(w1, g1, m1, v1, step, rate)
    return right / len(order), step


def points(count, seed):
    """Yin-Yang (Kriener, Goeltz, Petrovici, NICE 2022) from any generator: only for time and accuracy."""
    draw = np.random.RandomState(seed)
    xs, labels = [], []
    while len(xs) < count:
        goal = draw.randint(3)
        while True:
            x, y = draw.rand(2)
            if math.hypot(x - 0.5, y - 0.5) > 0.5:
                continue
            right, left = math.hypot(x - 0.75, y - 0.5), math.hypot(x - 0.25, y - 0.5)
            yang = right <= 0.1 or 0.1 < left <= 0.25 or (y > 0.5 and right > 0.25)
            if (2 if min(right, left) < 0.1 else int(yang)) == goal:
                break
        xs.append((x, y, 1 - x, 1 - y))
        labels.append(goal)
    times = np.hstack([30 * np.array(xs), np.zeros((count, 1))])
    order = np.argsort(times, axis=1, kind="stable")
    return np.take_along_axis(times, order, 1), order.astype(np.int64), np.array(labels)


def main(epochs):
    train, test = points(5000, 42), points(1000, 40)
    draw = np.random.RandomState(1)
    w0, w1 = draw.normal(1.5, 0.78, (5, 200)), draw.normal(0.93, 0.1, (200, 3))
    moments = (np.zeros_like(w0), np.zeros_like(w0), np.zeros_like(w1), np.zeros_like(w1))
    epoch(w0.copy(), w1.copy(), tuple(m.copy() for m in moments), *train, np.arange(64), 32, 5e-3, 0, True)
    step, spent = 0, []
    for n in range(epochs):
        order = draw.permutation(5000)
        start = time.process_time()
        _, step = epoch(w0, w1, moments, *train, order, 32, 5e-3 * 0.95 ** max(0, n - 1), step, True)
        spent.append(time.process_time() - start)
        accuracy, _ = epoch(w0, w1, moments, *test, np.arange(1000), 32, 0.0, step, False)
        print(f"epoch {n + 1}: {spent[-1]:.3f} s, {accuracy:.3f} right")
    print(f"median {np.median(spent):.4f} s an epoch, {np.median(spent) / 5000 * 1e6:.1f} us a sample")


main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
