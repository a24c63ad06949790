"""Measures this kernel beside ipykernel: start, a trivial cell's round trip, completion. Nothing is asserted."""
import statistics
import time

import kernels
from kernels import kernel, reply

SIDES = {"spikebook": ("1 + {}", "Console.WriteL"), "python3": ("1 + {}", "print.__d")}


def milliseconds(action, times):
    taken = []
    for i in range(times):
        start = time.perf_counter()
        action(i)
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


def measure(name):
    code, word = SIDES[name]
    starts = []
    for _ in range(3):
        start = time.perf_counter()
        with kernel(name):
            starts.append(1000 * (time.perf_counter() - start))
    with kernel(name) as (_, client):
        def execute(i):
            reply(client, client.execute(code.format(i)))

        def complete(_):
            reply(client, client.complete(word, len(word)))

        def ask(_):
            reply(client, client.kernel_info())

        for warm in range(60):
            execute(warm)
        for _ in range(10):
            complete(0)
        return {"start to ready": statistics.median(starts), "kernel_info": milliseconds(ask, 100), "trivial cell": milliseconds(execute, 200), "completion": milliseconds(complete, 30)}


if __name__ == "__main__":
    kernels.install()
    ours, theirs = measure("spikebook"), measure("python3")
    print(f"{'median, ms':16}{'spikebook':>12}{'ipykernel':>12}{'ratio':>8}")
    for what in ours:
        print(f"{what:16}{ours[what]:12.1f}{theirs[what]:12.1f}{ours[what] / theirs[what]:8.2f}")
