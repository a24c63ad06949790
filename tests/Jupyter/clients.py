"""Whole notebooks through nbclient and nbconvert: they run, and give what the headless runner gives."""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import kernels
from kernels import ROOT, spikebook

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

SPEC = {"kernelspec": {"name": ".net-csharp", "display_name": ".NET (C#)", "language": "C#"}}
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def notebook(*cells):
    document = nbformat.v4.new_notebook(metadata=SPEC)
    document.cells = [nbformat.v4.new_code_cell(c) for c in cells]
    return document


def tables(document):
    """The HTML tables of a notebook, by cell."""
    found = []
    for number, cell in enumerate(document.cells):
        for output in cell.get("outputs", []):
            html = output.get("data", {}).get("text/html", "")
            html = "".join(html) if isinstance(html, list) else html
            if "<table" in html:
                found.append((number, html))
    return found


def test_nbclient_runs_a_notebook():
    document = notebook("record Row(double B, double Rate);", "var rows = new[] { new Row(0, 1), new Row(1, 2) };\nrows", 'Console.Write("done"); rows.Length')
    NotebookClient(document, timeout=kernels.TIMEOUT).execute()
    assert document.metadata.language_info.name == "C#"
    assert [c.execution_count for c in document.cells] == [1, 2, 3]
    assert "<table>" in document.cells[1].outputs[0].data["text/html"]
    assert document.cells[2].outputs[0].text == "done" and document.cells[2].outputs[1].data["text/plain"] == "2"
    nbformat.validate(document)


def test_nbclient_stops_at_an_error():
    try:
        NotebookClient(notebook("1", "throw new Exception(\"no\");", "3"), timeout=kernels.TIMEOUT).execute()
        raise AssertionError("the error was not told")
    except CellExecutionError as error:
        assert "cell 2, line 1" in str(error), error


def comparable(table):
    """A table as it is; of one that holds times measured now, which differ from run to run, its place and number of rows."""
    number, html = table
    return (number, html.count("<tr")) if re.search(r"\bnow\s*\[", re.sub(r"<[^>]+>", "", html)) else table


def test_nbconvert_executes():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.ipynb"
        nbformat.write(notebook("var x = 20;", "x + 1"), path)
        done = subprocess.run(["jupyter", "nbconvert", "--to", "html", "--execute", str(path)], capture_output=True, text=True, timeout=2 * kernels.TIMEOUT)
        assert done.returncode == 0, done.stderr
        assert "<pre>21</pre>" in (Path(folder) / "small.html").read_text()


def test_lab_serves_the_learning_path_until_it_is_interrupted():
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "jupyter_notebook_config.json").write_text('{"NotebookApp": {"allow_root": true, "token": "", "password": ""}}')
        environment = {**os.environ, "JUPYTER_CONFIG_DIR": home, "JUPYTER_DATA_DIR": home, "JUPYTER_RUNTIME_DIR": home}
        lab = subprocess.Popen(["dotnet", str(kernels.PROGRAM), "lab", "--no-browser"], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        try:
            address = next(found.group(0) for line in lab.stdout if (found := re.search(r"http://localhost:\d+/", line)))
            threading.Thread(target=lambda: lab.stdout.read(), daemon=True).start()
            with urllib.request.urlopen(address + "api/contents", timeout=kernels.TIMEOUT) as answer:
                names = {entry["name"] for entry in json.load(answer)["content"]}
            assert names >= {path.name for path in NOTEBOOKS}, names
            assert sorted(p.name for p in (Path(home) / "kernels").iterdir()) == [".net-csharp", "spikebook"]
            time.sleep(1)  # answered, and at rest
            os.killpg(lab.pid, signal.SIGINT)
            assert lab.wait(timeout=20) == 130
        finally:
            if lab.poll() is None:
                os.killpg(lab.pid, signal.SIGKILL)
                lab.wait()


def solved(document):
    """Whether cells that wait for their reader's scheme were given one: they compute what a plain run does not."""
    return any(line.startswith("right: ") for cell in document.cells for output in cell.get("outputs", [])
               if output["output_type"] == "stream" for line in output["text"].splitlines())


def test_every_notebook_gives_the_tables_of_the_headless_runner():
    if not NOTEBOOKS:
        print("          (there are no notebooks)")
        return
    with tempfile.TemporaryDirectory() as folder:
        # What the headless runner wrote; where it has just run, it need not run again.
        output = os.environ.get("SPIKEBOOK_RUN")
        if not output:
            output = folder
            done = subprocess.run(["dotnet", str(kernels.PROGRAM), "run", "--output", output], cwd=ROOT, capture_output=True, text=True,
                                  timeout=1200)
            assert done.returncode == 0, done.stdout + done.stderr
        for path in NOTEBOOKS:
            if not (Path(output) / "notebooks" / path.name).exists():
                print(f"          {path.name}: not compared, the headless runner could not have what it needs", flush=True)
                continue
            headless = nbformat.read(Path(output) / "notebooks" / path.name, 4)
            if solved(headless):
                print(f"          {path.name}: not compared, its exercises were solved in that run", flush=True)
                continue
            document = nbformat.read(path, 4)
            NotebookClient(document, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
            ids = [cell["id"] for cell in json.loads(path.read_text())["cells"]]
            assert len(set(ids)) == len(ids), f"{path.name}: cells share an id"
            ours, theirs = [[comparable(t) for t in tables(d)] for d in (document, headless)]
            assert ours == theirs, f"{path.name}: {len(ours)} tables here, {len(theirs)} headless, or they differ"
            print(f"          {path.name}: {len(ours)} tables agree", flush=True)


if __name__ == "__main__":
    kernels.main(sys.modules[__name__])
