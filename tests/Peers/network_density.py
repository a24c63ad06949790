"""Densities of two coupled populations in physical time on a graded mesh, written apart from the library.

    dp_a/dt = d/dv[(v - mu_a - sum B_ab N_b(t) - sum C_ab N_b(t - D)) p_a] + a_a d2p_a/dv2 + N_a delta(v - V_R), p_a(V_F) = 0

Crank-Nicolson in time (backward Euler for the first steps after every jump), exponentially fitted fluxes in voltage, both rates by
Newton's method with a Jacobian of differences. Near a blow-up steps fall with 1/N^2. An event is the smallest fixed point
m_a = F_a(sum B_ab m_b), begun by what fills the layer at V_F; what fired is put into the two cells beside V_R and left to the mesh.
No moving Gaussians, no estimate of errors, no extrapolation to the start of an event.

    python3 network_density.py EI 0.0005 4e-4 9.4 0.008
"""
import sys
import time as clock

import numpy as np
from numba import njit

CASES = {
    "EE": ([0.5, 0.5], [1, 0.6], [[1.6, 0.4], [0.8, 0.9]], [[0, 0], [0, 0]], 0.0),
    "EI": ([0.5, 0.5], [1, 0.6], [[2, 0], [1.2, 0]], [[0, -1], [0, -0.5]], 0.05),
}
LOW, RESET, THRESHOLD = -6.0, 1.0, 2.0


@njit(cache=True)
def bernoulli(x):
    if abs(x) < 1e-3:
        return 1 - x / 2 + x * x / 12
    return x / np.expm1(x)


def mesh(h, widest):
    """Faces from LOW to V_F, a face at V_R: of width h at V_F, a thirtieth wider than the last one below it, up to a widest."""
    below, width = [], h
    while sum(below) < THRESHOLD - RESET - widest:
        below.append(width)
        if len(below) >= 20:
            width = min(widest, width * 31 / 30)
    below = np.array(below) * ((THRESHOLD - RESET) / sum(below))
    rest = np.linspace(LOW, RESET, int(round((RESET - LOW) / below[-1])) + 1)
    return np.concatenate([rest, THRESHOLD - np.cumsum(below)[::-1][1:], [THRESHOLD]])


@njit(cache=True)
def fluxes(centre, noise, faces, n, up, down):
    """J at face i is up[i] p[i-1] - down[i] p[i]; face n is V_F, half a cell from the last value."""
    for i in range(1, n):
        d = 0.5 * (faces[i + 1] - faces[i - 1])
        pe = (centre - faces[i]) * d / noise
        b = bernoulli(pe)
        down[i] = noise / d * b
        up[i] = noise / d * (b + pe)
    d = 0.5 * (faces[n] - faces[n - 1])
    pe = (centre - THRESHOLD) * d / noise
    up[n] = noise / d * (bernoulli(pe) + pe)
    up[0] = down[0] = 0.0
    down[n] = 0.0


@njit(cache=True)
def implicit(out, right, centre, noise, faces, cell, n, weight, source, up, down, work):
    """out solves out - weight (L out) = right + source at V_R; returns the flux through V_F."""
    fluxes(centre, noise, faces, n, up, down)
    previous, ratio = 0.0, 0.0
    for i in range(n):
        h = faces[i + 1] - faces[i]
        c = weight / h
        value = right[i]
        if i == cell or i == cell - 1:
            value += 0.5 * source / h
        lower = c * up[i]
        pivot = 1.0 / (1 + c * (down[i] + up[i + 1]) - lower * ratio)
        ratio = c * down[i + 1] * pivot
        work[i] = ratio
        previous = (value + lower * previous) * pivot
        out[i] = previous
    for i in range(n - 2, -1, -1):
        out[i] += work[i] * out[i + 1]
    return up[n] * out[n - 1]


@njit(cache=True)
def trial(rates, out, right, mu, noise, b, late, faces, cell, n, weight, source, up, down, work, flux):
    for a in range(2):
        centre = mu[a] + late[a] + b[a, 0] * rates[0] + b[a, 1] * rates[1]
        flux[a] = implicit(out[a], right[a], centre, noise[a], faces, cell, n, weight, source * rates[a], up, down, work)


@njit(cache=True)
def step(p, out, right, rates, mu, noise, b, late, faces, cell, n, dt, backward, up, down, work):
    """One step; the new rates are in rates. False where Newton's method finds none."""
    theta = 1.0 if backward else 0.5
    fired = np.zeros(2)
    for a in range(2):
        if backward:
            right[a, :] = p[a]
        else:
            centre = mu[a] + late[a] + b[a, 0] * rates[0] + b[a, 1] * rates[1]
            fluxes(centre, noise[a], faces, n, up, down)
            inflow = 0.0
            for i in range(n):
                outflow = up[i + 1] * p[a, i] - (down[i + 1] * p[a, i + 1] if i < n - 1 else 0.0)
                right[a, i] = p[a, i] + 0.5 * dt / (faces[i + 1] - faces[i]) * (inflow - outflow)
                inflow = outflow
            fired[a] = 0.5 * dt * inflow
            right[a, cell] += 0.25 * dt * inflow / (faces[cell + 1] - faces[cell])
            right[a, cell - 1] += 0.25 * dt * inflow / (faces[cell] - faces[cell - 1])
    new, flux, other = rates.copy(), np.zeros(2), np.zeros(2)
    for attempt in range(25):
        trial(new, out, right, mu, noise, b, late, faces, cell, n, theta * dt, theta * dt, up, down, work, flux)
        defect = flux - new
        if np.abs(defect).max() < 1e-11 * (1 + np.abs(flux).max()):
            for a in range(2):
                fired[a] += theta * dt * flux[a]
                p[a, :] = out[a]
            rates[:] = flux
            return True, fired
        jacobian = np.zeros((2, 2))
        for k in range(2):
            moved = new.copy()
            change = 1e-5 * (1 + abs(new[k]))
            moved[k] += change
            trial(moved, out, right, mu, noise, b, late, faces, cell, n, theta * dt, theta * dt, up, down, work, other)
            for a in range(2):
                jacobian[a, k] = (other[a] - flux[a]) / change
        m00, m01, m10, m11 = 1 - jacobian[0, 0], -jacobian[0, 1], -jacobian[1, 0], 1 - jacobian[1, 1]
        det = m00 * m11 - m01 * m10
        if not (det > 0 and m00 > 0 and m11 > 0):
            return False, fired
        new[0] = max(0.0, new[0] + (m11 * defect[0] - m01 * defect[1]) / det)
        new[1] = max(0.0, new[1] + (m00 * defect[1] - m10 * defect[0]) / det)
    return False, fired


def shifted(p, faces, move):
    """Cell averages moved by any voltage, constant in each cell; what passes V_F is returned apart."""
    widths = np.diff(faces)
    edges = np.concatenate([[0], np.cumsum(p * widths)])
    at = np.interp(faces - move, faces, edges)
    moved = np.diff(at)
    moved[0] += at[0]
    return moved / widths, edges[-1] - at[-1]


def once(p, x, faces):
    depth, widths = THRESHOLD - faces[::-1], np.diff(faces)
    return np.array([np.interp(max(0.0, x[a]), depth, np.concatenate([[0], np.cumsum((p[a] * widths)[::-1])])) for a in range(2)])


def cascade(p, b, shift, faces, start):
    m = np.array(start, float)
    for _ in range(200_000):
        new = once(p, shift + b @ m, faces)
        if np.abs(new - m).max() < 1e-14:
            break
        m = new
    return new


def begin(p, b, faces):
    """The least firing in the direction of the leading eigenvector of P_a B_ab that grows: its kicks reach through the layer at V_F."""
    outer = p[:, -8:].max(axis=1)
    values, vectors = np.linalg.eig(outer[:, None] * b)
    lead = np.abs(vectors[:, values.real.argmax()].real)
    lead /= (b @ lead).max()
    for reach in np.arange(4, 400) * (faces[-1] - faces[-2]):
        if np.all(once(p, b @ lead * reach, faces) >= lead * reach):
            return lead * reach
    raise RuntimeError("nothing grows")


def jump(p, move, faces, cell):
    for a in range(2):
        p[a], gone = shifted(p[a], faces, move[a])
        p[a][cell - 1] += 0.5 * gone / (faces[cell] - faces[cell - 1])
        p[a][cell] += 0.5 * gone / (faces[cell + 1] - faces[cell])


class History:
    """What had fired outside events by a time, linear between steps."""

    def __init__(self):
        self.times, self.fired, self.count = np.zeros(1 << 20), np.zeros((1 << 20, 2)), 1

    def add(self, time, now):
        self.times[self.count], self.fired[self.count] = time, self.fired[self.count - 1] + now
        self.count += 1

    def by(self, time):
        i = np.searchsorted(self.times[:self.count], time)
        if i == 0 or i >= self.count:
            return self.fired[0] if i == 0 else self.fired[self.count - 1]
        share = (time - self.times[i - 1]) / max(1e-300, self.times[i] - self.times[i - 1])
        return self.fired[i - 1] + share * (self.fired[i] - self.fired[i - 1])


def run(case, h, dt0, until, widest):
    noise, mu, b, c, delay = CASES[case]
    noise, mu, b, c = (np.array(x, float) for x in (noise, mu, b, c))
    faces = mesh(h, widest)
    n, cell = len(faces) - 1, int(np.argmin(np.abs(faces - RESET)))
    v, widths = 0.5 * (faces[1:] + faces[:-1]), np.diff(faces)
    p = np.array([np.exp(-2 * v * v)] * 2)
    p /= (p * widths).sum(axis=1, keepdims=True)
    out, right = np.empty_like(p), np.empty_like(p)
    up, down, work = np.empty(n + 1), np.empty(n + 1), np.empty(n)
    top = 0.5 * noise.min() / h  # kicks at which the layer at V_F is two cells wide
    t, rates, tau, calm, shrink = 0.0, np.zeros(2), np.zeros(2), 4, 1.0
    past, late, events = History(), [], []
    while t < until:
        if late and late[0][0] <= t + 1e-13:
            kick = late.pop(0)[1]
            sizes = cascade(p, b, kick, faces, np.zeros(2))
            jump(p, kick + b @ sizes, faces, cell)
            tau += sizes
            rates, calm = np.zeros(2), 4
            continue
        dt = min(shrink * dt0, 0.02 / max(1e-9, rates.max()) ** 2, until - t + 1e-15)
        if calm:
            dt = min(dt, 0.01 * dt0 * 2.0 ** (4 - calm))
        if late:
            dt = min(dt, late[0][0] - t)
        arriving = c @ (past.by(t + dt - delay) - past.by(t - delay)) / dt if delay else np.zeros(2)
        before = rates.copy()
        found, now = step(p, out, right, rates, mu, noise, b, arriving, faces, cell, n, dt, calm > 0, up, down, work)
        if not found and dt > 1e-11:
            shrink, rates = 0.25 * dt / dt0, before
            continue
        shrink, calm = min(1.0, 1.5 * shrink), max(0, calm - 1)
        if found:
            t += dt
            tau += now
            past.add(t, now)
        if found and (b @ rates).max() <= top:
            continue
        sizes = cascade(p, b, np.zeros(2), faces, begin(p, b, faces))
        if sizes.max() < 0.02:
            raise RuntimeError(f"no event at t = {t}, rates {rates}")
        events.append((t, sizes.copy(), tau.copy()))
        jump(p, b @ sizes, faces, cell)
        tau += sizes
        if delay:
            late.append((t + delay, c @ sizes))
        rates, calm = np.zeros(2), 4
    return events, abs((p * widths).sum(axis=1) - 1).max()


if __name__ == "__main__":
    case, (h, dt0, until, widest) = sys.argv[1], map(float, sys.argv[2:6])
    started = clock.time()
    found, defect = run(case, h, dt0, until, widest)
    last = None
    for at, sizes, tau in found:
        gap = "" if last is None else f" gap {at - last[0]:.5f} spikes {tau[0] - last[1][0]:.5f} {tau[1] - last[1][1]:.5f}"
        print(f"t {at:.5f} sizes {sizes[0]:.5f} {sizes[1]:.5f}{gap}")
        last = at, tau
    print(f"mass defect {defect:.1e}, {clock.time() - started:.0f} s")
