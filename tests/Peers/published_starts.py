"""The initial weights of the ten published Yin-Yang runs, as float64 files that tests/Benchmarks reads.

    python3 published_starts.py FOLDER

eventprop/eventprop (github, MIT) draws both layers of seed s from numpy.random.default_rng(s), begun anew for each layer:
N(1.5, 0.78) of shape 5 x 200 and N(0.93, 0.1) of shape 200 x 3.
"""
import os
import sys

import numpy as np

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
for seed in range(10):
    for name, mean, deviation, shape in (("hidden", 1.5, 0.78, (5, 200)), ("output", 0.93, 0.1, (200, 3))):
        weights = np.random.default_rng(seed).normal(mean, deviation, shape)
        weights.astype("<f8").tofile(os.path.join(folder, f"{name}-{seed}.bin"))
