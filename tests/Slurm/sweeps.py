"""Checks sweeps on a real Slurm: the same bytes as on one machine; a node, a task and the controller killed in the middle, nothing lost."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from cluster import Cluster

house = pathlib.Path(__file__).resolve().parents[2]
study = house / "tests/Sweeps.Study/bin/Debug/net10.0/study.dll"
cli = house / "lib/Cli/bin/spikebook.dll"
work = pathlib.Path(tempfile.mkdtemp(prefix="spikebook-sweeps-"))
passed = failed = 0


def check(what, holds, detail=""):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    print(("ok    " if holds else "FAIL  ") + what + (f": {detail}" if detail and not holds else ""), flush=True)


def spikebook(*args, **environment):
    run = subprocess.run(["dotnet", cli, *map(str, args)], capture_output=True, text=True, timeout=300, env={**os.environ, **environment})
    return run.returncode, run.stdout + run.stderr


def collected(folder):
    file = folder / "collected.jsonl"
    return file.read_bytes() if file.exists() else b""


def results(folder):
    return sum(file.read_text().count("\n") for file in (folder / "results").glob("*.jsonl")) if (folder / "results").exists() else 0


def twice(folder):
    """Points that were computed more than once."""
    keys = [json.loads(line)["key"] for file in (folder / "results").glob("*.jsonl") for line in file.read_text().split("\n")[:-1]]
    return len(keys) - len(set(keys))


def finished(cluster, folder, seconds=240):
    cluster.wait(lambda: cluster.call("squeue", "-h") == "", seconds, "the queue to empty")
    return collected(folder)


def restart(cluster, node, hidden=None):
    cluster.kill(node)
    cluster.start(node, hidden)
    cluster.wait(lambda: cluster.call("sinfo", "-h", "-n", node, "-o", "%T") == "idle", 60, f"node {node} to be idle")


def without_slurm():
    only = work / "path"
    only.mkdir()
    (only / "dotnet").symlink_to(pathlib.Path(shutil.which("dotnet")).resolve())
    code, said = spikebook("sweep", study, "--engine", "slurm", "--folder", work / "none", PATH=str(only))
    check("without Slurm on the path a line says so", code == 2 and "is not on the path" in said, said)


def main():
    code, said = spikebook("sweep", study, "--engine", "local", "--workers", "2", "--folder", work / "local")
    check("the local engine ends well", code == 0, said)
    reference = collected(work / "local")
    check("it collects 200 points", reference.count(b"\n") == 200)
    with Cluster() as cluster:
        folder = work / "quiet"
        code, said = spikebook("sweep", study, "--engine", "slurm", "--tasks", "4", "--folder", folder)
        check("a sweep is submitted", code == 0 and re.search(r"job \d+", said), said)
        check("Slurm gives the same bytes as one machine", finished(cluster, folder) == reference)
        check("no point was computed twice", twice(folder) == 0)
        code, said = spikebook("sweep", study, "--engine", "slurm", "--folder", folder)
        check("a second time there is nothing to do", code == 0 and "nothing is missing" in said, said)

        folder = work / "hurt"
        code, said = spikebook("sweep", study, "--engine", "slurm", "--tasks", "4", "--folder", folder, STUDY_PAUSE_MS="150")
        check("a slow sweep is submitted", code == 0, said)
        code, said = spikebook("sweep", study, "--engine", "slurm", "--folder", folder)
        check("one folder is not submitted twice at a time", code == 2 and "in the queue already" in said, said)
        cluster.wait(lambda: results(folder) > 10, 60, "the first results")
        # A controller that has saved nothing gives the numbers of running jobs to new ones, and nodes refuse those.
        running = time.time()
        cluster.wait(lambda: cluster.saved_after(running), 60, "the controller to save its jobs")
        code, said = spikebook("sweep", "status", folder)
        check("the status names points and tasks", code == 0 and re.search(r"\d+ of 200 points.*running", said), said)
        dotnet = [pid for pid in cluster.steps("n1") if b"study.dll" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()]
        if dotnet:
            os.kill(dotnet[0], 9)
        check("a task was killed in the middle", bool(dotnet))
        there = len(cluster.steps("n2"))
        cluster.kill("n2")
        check("a node was killed with all that ran on it", there > 0 and not cluster.steps("n2"), f"{there} processes before")
        cluster.kill("slurmctld")
        print("      the controller was killed", flush=True)
        cluster.start("slurmctld")
        cluster.start("n2")
        finished(cluster, folder)
        before = results(folder)
        if collected(folder) != reference:  # a killed task is not requeued by Slurm: the next submission does what is missing
            code, said = spikebook("sweep", study, "--engine", "slurm", "--tasks", "2", "--folder", folder)
            check("what is missing is submitted again", code == 0 and results(folder) >= before, said)
            finished(cluster, folder)
        check("after all that: the same bytes", collected(folder) == reference, f"{results(folder)} results")
        check("nothing twice", twice(folder) == 0, f"{twice(folder)} points")

        folder = work / "ended"
        code, said = spikebook("sweep", study, "--engine", "slurm", "--tasks", "2", "--folder", folder, STUDY_PAUSE_MS="300")
        cluster.wait(lambda: results(folder) > 2, 60, "the first results")
        code, said = spikebook("sweep", "cancel", folder)
        check("a sweep is cancelled", code == 0 and "cancelled" in said, said)
        cluster.wait(lambda: cluster.call("squeue", "-h") == "", 60, "the queue to empty")
        code, said = spikebook("sweep", "collect", folder)
        check("what was done is kept", code == 1 and re.search(r"[1-9]\d* of 200 points have a result", said), said)

        code, said = spikebook("sweep", study, "--engine", "slurm", "--partition", "nowhere", "--folder", work / "refused")
        check("a refusal shows Slurm's own line", code == 2 and "sbatch says:" in said and "partition" in said, said)

        folder = work / "carried"
        code, said = spikebook("sweep", study, "--engine", "slurm", "--tasks", "2", "--self-contained", "--folder", folder)
        script = (folder / "job.sh").read_text() if (folder / "job.sh").exists() else ""
        check("a study carries .NET along", code == 0 and re.search(r"exec '.*/program-\w+/dotnet/dotnet' '", script), said + script)
        check("and gives the same bytes", finished(cluster, folder) == reference)

        hidden = work / "apart"
        hidden.mkdir()
        for node in ("n1", "n2"):
            restart(cluster, node, hidden)
        code, said = spikebook("sweep", study, "--engine", "slurm", "--tasks", "2", "--folder", hidden / "sweep")
        check("a folder that nodes do not see is refused in one line",
              code == 2 and "a node does not see" in said and said.count("\n") == 1, said)
    without_slurm()
    shutil.rmtree(work)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
