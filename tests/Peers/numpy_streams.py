"""Records numbers of NumPy's legacy generator, RandomState, for the tests of Spikebook's own: python3 tests/Peers/numpy_streams.py

NumPy's documentation freezes these streams, so that any version from 1.16 on writes the same file.
"""
import json
import pathlib

import numpy as np

SEEDS = [0, 1235, 817818273]


def numbers(seed):
    make = lambda: np.random.RandomState(seed)
    mixed = make()
    mix = []
    for _ in range(40):
        mix += [float(mixed.poisson(3.0)), float(mixed.normal(0, 1000)), float(mixed.randint(0, 30)), float(mixed.uniform(-20, 20)),
                float(mixed.exponential(2.5)), float(mixed.poisson(5000.0))]
    return {
        "seed": seed,
        "random": make().random_sample(5).tolist(),
        "poissonSmall": make().poisson(3.0, 200).tolist(),
        "poissonTen": make().poisson(10.5, 200).tolist(),
        "poissonLarge": make().poisson(8500.0, 200).tolist(),
        "normal": make().normal(0, 1, 9).tolist(),
        "below30": make().randint(0, 30, 50).tolist(),
        "below1000": make().randint(0, 1000, 50).tolist(),
        "mix": mix,
        "far": float(make().random_sample(200_000)[-1]),
    }


target = pathlib.Path(__file__).parents[2] / "data/reference/numpy-legacy-streams.json"
target.write_text(json.dumps({
    "source": f"NumPy {np.__version__}, numpy.random.RandomState; regenerate with: python3 tests/Peers/numpy_streams.py",
    "meaning": "mix: 40 times poisson(3), normal(0, 1000), randint(0, 30), uniform(-20, 20), exponential(2.5), poisson(5000) of one generator",
    "streams": [numbers(seed) for seed in SEEDS],
}) + "\n")
