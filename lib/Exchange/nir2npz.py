"""Rewrites a NIR file as a NumPy archive, nir2npz.py IN OUT: graph.json (types, edges, scalars) and an array for each parameter."""
import json
import sys
import zipfile

import h5py
import numpy as np


def text(value):
    return value.decode("utf8") if isinstance(value, bytes) else str(value)


def flat(node, before):
    """The nodes of a graph, those of graphs within it behind their names; and its edges."""
    nodes = {before + name: (item, text(item["type"][()])) for name, item in node["nodes"].items()}
    edges = [(before + text(a), before + text(b)) for a, b in node["edges"][()]]
    within = [name for name, (_, kind) in nodes.items() if kind == "NIRGraph"]
    if within:
        sys.exit(f"the node {within[0]} is a graph of its own; flatten it before")
    return nodes, edges


def main():
    with h5py.File(sys.argv[1], "r") as file:
        if "node" not in file or text(file["node"]["type"][()]) != "NIRGraph":
            sys.exit("it holds no NIR graph")
        nodes, edges = flat(file["node"], "")
        arrays, graph = {}, {"version": text(file["version"][()]) if "version" in file else "", "edges": edges, "nodes": []}
        for name, (group, kind) in nodes.items():
            parameters = {}
            for key, item in group.items():
                if key in ("type", "metadata", "input_type", "output_type") or not isinstance(item, h5py.Dataset):
                    continue
                value = np.asarray(item[()])
                if value.dtype.kind in "iufb":
                    parameters[key] = f"array{len(arrays)}"
                    arrays[parameters[key]] = np.atleast_1d(value.astype(np.float64))
            graph["nodes"].append({"name": name, "type": kind, "parameters": parameters})
    np.savez(sys.argv[2], **arrays)
    with zipfile.ZipFile(sys.argv[2], "a") as archive:
        archive.writestr("graph.json", json.dumps(graph))


main()
