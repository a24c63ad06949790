"""Measures this kernel beside ipykernel, turn by turn in one run: start, a trivial cell's round trip, completion. Nothing is asserted."""
import statistics
import sys
import time

import kernels
from kernels import broadcasts, kernel, reply

WORDS = {"spikebook": "Console.WriteL", "python3": "print.__d"}
STARTS, WARM, TURNS = 5, 100, 200


def milliseconds(action):
    start = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - start)


def measure():
    taken = {name: {"start to ready": [], "kernel_info": [], "trivial cell": [], "completion": []} for name in WORDS}
    for _ in range(STARTS):
        for name in WORDS:
            start = time.perf_counter()
            with kernel(name):
                taken[name]["start to ready"].append(1000 * (time.perf_counter() - start))
    with kernel("spikebook") as (_, ours), kernel("python3") as (_, theirs):
        clients = {"spikebook": ours, "python3": theirs}
        for turn in range(-WARM, TURNS):
            for name, client in clients.items():
                for what, ask in [("kernel_info", client.kernel_info), ("trivial cell", lambda: client.execute(f"1 + {turn}")), ("completion", lambda: client.complete(WORDS[name]))]:
                    if what == "completion" and turn % 5:
                        continue
                    asked = []
                    once = milliseconds(lambda: reply(client, asked.append(ask()) or asked[0]))
                    if turn >= 0:
                        taken[name][what].append(once)
                    broadcasts(client, asked[0])  # heard outside the measured time
    return {name: {what: statistics.median(times) for what, times in by.items()} for name, by in taken.items()}


if __name__ == "__main__":
    kernels.install()
    for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 1):
        found = measure()
        ours, theirs = found["spikebook"], found["python3"]
        print(f"{'median, ms':16}{'spikebook':>12}{'ipykernel':>12}{'ratio':>8}")
        for what in ours:
            print(f"{what:16}{ours[what]:12.1f}{theirs[what]:12.1f}{ours[what] / theirs[what]:8.2f}")
