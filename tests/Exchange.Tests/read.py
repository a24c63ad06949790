"""Reads what Spikebook wrote, with h5py and numpy, and prints as JSON what it found: read.py nir|npz FILE, read.py run FILE STEPS, or
read.py advance FILE STEPS SECONDS SPIKES."""
import json
import sys

import numpy as np


def text(value):
    return value.decode("utf8") if isinstance(value, bytes) else str(value)


def graph(path):
    """The graph as NIR's own reader takes it apart: type, nodes with their arrays, edges."""
    import h5py
    with h5py.File(path, "r") as file:
        node = file["node"]
        return {
            "version": text(file["version"][()]), "type": text(node["type"][()]),
            "edges": [[text(a), text(b)] for a, b in node["edges"][()]],
            "nodes": {name: {key: text(item[()]) if key == "type" else item[()] for key, item in group.items()}
                      for name, group in node["nodes"].items()}}


def simulate(found, steps):
    """Euler steps of length 1 of NIR's equations, a spike acting a step later; a regular input. Spikes of the output group by step."""
    nodes, edges = found["nodes"], found["edges"]
    sources = {name for name, node in nodes.items() if node["type"] == "Input"}
    cells = {name: dict(node, v=np.zeros(len(node["v_threshold"])), i=np.zeros(len(node["v_threshold"])))
             for name, node in nodes.items() if "v_threshold" in node}
    spikes = {name: np.zeros(int(nodes[name]["shape"][0])) for name in sources}
    spikes.update({name: np.zeros(len(cell["v"])) for name, cell in cells.items()})
    past = {name: [] for name, node in nodes.items() if node["type"] == "Delay"}
    into = {name: [a for a, b in edges if b == name] for name in nodes}

    def value(name):
        node = nodes[name]
        if node["type"] == "Linear":
            return node["weight"] @ sum(value(a) for a in into[name])
        if node["type"] == "Delay":
            kept, late = past[name], int(node["delay"][0])
            return kept[-1 - late] if len(kept) > late else np.zeros(len(node["delay"]))
        return spikes[name]

    fired = []
    for step in range(1, steps + 1):
        for name, kept in past.items():
            kept.append(sum(value(a) for a in into[name]))
        drive = {name: sum(value(a) for a in into[name]) for name in cells}
        for name, cell in cells.items():
            if cell["type"] == "IF":
                cell["v"] = cell["v"] + cell["r"] * drive[name]
            else:
                if cell["type"] == "CubaLIF":
                    cell["i"] = cell["i"] + (-cell["i"] + cell["w_in"] * drive[name]) / cell["tau_syn"]
                    tau, current = cell["tau_mem"], cell["i"]
                else:
                    tau, current = cell["tau"], drive[name]
                cell["v"] = cell["v"] + (cell["v_leak"] - cell["v"] + cell["r"] * current) / tau
            spikes[name] = (cell["v"] > cell["v_threshold"]).astype(float)
            cell["v"] = np.where(spikes[name] > 0, cell["v_reset"], cell["v"])
            fired += [[step, int(k), name] for k in np.flatnonzero(spikes[name])]
        for name in sources:
            spikes[name] = (step % (2 + np.arange(len(spikes[name]))) == 0).astype(float)
    return fired


def advance(found, steps, dt, arrivals):
    """
    Steps of dt seconds with the exact factors exp(-dt / tau) of NIR's CubaLIF and CubaLI, the current held over a step; a spike acts from
    the next step on. Spikes as [step, neuron, node], and the highest voltage of every node.
    """
    nodes, edges = found["nodes"], found["edges"]
    cells = {name: dict(node, v=np.zeros(len(node["r"])), i=np.zeros(len(node["r"])), top=np.full(len(node["r"]), -np.inf))
             for name, node in nodes.items() if "tau_mem" in node}
    into = {name: [a for a, b in edges if b == name] for name in nodes}
    [source] = [name for name, node in nodes.items() if node["type"] == "Input"]
    spikes, fired = {}, []
    for step in range(steps):
        spikes[source] = np.bincount([k for at, k in arrivals if at == step], minlength=int(nodes[source]["shape"][0])).astype(float)
        for name, cell in cells.items():
            cell["top"] = np.maximum(cell["top"], cell["v"])
            spikes[name] = (cell["v"] > cell.get("v_threshold", np.inf)).astype(float)
            fired += [[step, int(k), name] for k in np.flatnonzero(spikes[name])]
            b = np.exp(-dt / cell["tau_mem"])
            cell["v"] = (b * cell["v"] + (1 - b) * (cell["v_leak"] + cell["r"] * cell["i"])) * (1 - spikes[name])
        for name, cell in cells.items():
            arrived = sum(nodes[a]["weight"] @ sum(spikes[s] for s in into[a]) for a in into[name])
            cell["i"] = np.exp(-dt / cell["tau_syn"]) * cell["i"] + cell["w_in"] / cell["tau_syn"] * arrived
    return {"spikes": fired, "top": {name: cell["top"].tolist() for name, cell in cells.items()}}


def write(path):
    """A small graph as NIR's own writer lays it out: texts of variable length, arrays with gzip."""
    import h5py
    with h5py.File(path, "w") as file:
        file.create_dataset("version", data="1.0.4", dtype=h5py.string_dtype())
        node = file.create_group("node")
        node.create_dataset("type", data="NIRGraph", dtype=h5py.string_dtype())
        node.create_dataset("edges", data=[("input", "w"), ("w", "lif"), ("lif", "output")])
        nodes = {"input": ("Input", {"shape": np.array([3])}), "output": ("Output", {"shape": np.array([2])}),
                 "w": ("Linear", {"weight": np.array([[.5, -1, .25], [1, .75, -.5]], dtype=np.float32)}),
                 "lif": ("LIF", {"tau": np.full(2, 16.), "r": np.full(2, 16.), "v_leak": np.zeros(2), "v_reset": np.zeros(2),
                                 "v_threshold": np.full(2, 2.)})}
        for name, (kind, arrays) in nodes.items():
            group = node.create_group(f"nodes/{name}")
            group.create_dataset("type", data=kind, dtype=h5py.string_dtype())
            for key, array in arrays.items():
                group.create_dataset(key, data=array, dtype=array.dtype, compression="gzip")


def main():
    if sys.argv[1] == "--help":
        print("{}")
        return
    what, path = sys.argv[1:3]
    if what == "write":
        write(path)
        print("{}")
        return
    if what == "npz":
        with np.load(path) as archive:
            print(json.dumps({name: archive[name].tolist() for name in archive.files}))
        return
    found = graph(path)
    if what == "advance":
        print(json.dumps(advance(found, int(sys.argv[3]), float(sys.argv[4]), json.loads(sys.argv[5]))))
        return
    if what == "run":
        print(json.dumps(simulate(found, int(sys.argv[3]))))
        return
    for node in found["nodes"].values():
        for key, item in node.items():
            if key != "type":
                node[key] = {"dtype": str(item.dtype), "shape": list(item.shape), "values": item.ravel().tolist()}
    print(json.dumps(found))


main()
