"""What one front end, one cell or one file can do to a kernel, and what it cannot: starve others, spin, crash it, fill it."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import kernels
import zmq
from kernels import contents, kernel, run, value
from robustness import Wire, alive

FIGURES = Path(kernels.ROOT) / "lib" / "Figures" / "bin" / "Spikebook.Figures.dll"


def test_one_client_that_floods_keeps_no_other_waiting():
    with kernel(stderr=subprocess.DEVNULL) as (manager, client):
        assert alive(client)
        wire = Wire(manager)
        frames = [wire.frames("complete_request", {"code": "Math.", "cursor_pos": 5}) for _ in range(20_000)]
        for one in frames:
            wire.send(one)
        start = time.time()
        assert alive(client)
        waited = time.time() - start
        print(f"          the other waited {waited:.2f} s behind 20,000 requests")
        # what is beyond the bound is refused with a line; of the answers a socket keeps a thousand for one who does not read
        wire.sockets["shell"].RCVTIMEO = 2_000
        refused = 0
        try:
            while refused == 0:
                parts = wire.sockets["shell"].recv_multipart()
                refused += json.loads(parts[parts.index(b"<IDS|MSG>") + 5]).get("ename") == "QueueFull"
        except zmq.Again:
            pass
        assert refused > 0
        assert waited < 10, f"the other client waited {waited} s"
        wire.close()


def test_the_welcome_comes_before_any_status():
    with kernel() as (manager, client):
        info = manager.get_connection_info()
        stop = threading.Event()

        def busy():
            context = zmq.Context()
            wire = Wire(manager)
            while not stop.is_set():
                wire.send(wire.frames("kernel_info_request", {}))
                wire.sockets["shell"].recv_multipart()
            wire.close()
            context.destroy(linger=0)

        worker = threading.Thread(target=busy)
        worker.start()
        try:
            context = zmq.Context()
            for _ in range(50):
                socket = context.socket(zmq.SUB)
                socket.connect(f"tcp://{info['ip']}:{info['iopub_port']}")
                socket.setsockopt(zmq.SUBSCRIBE, b"")
                socket.RCVTIMEO = 10_000
                parts = socket.recv_multipart()
                kind = json.loads(parts[parts.index(b"<IDS|MSG>") + 2])["msg_type"]
                assert kind == "iopub_welcome", kind
                socket.close(linger=0)
            context.destroy(linger=0)
        finally:
            stop.set()
            worker.join()


def test_exceptions_on_other_threads_are_told_and_the_kernel_lives():
    with kernel(stderr=subprocess.DEVNULL) as (_, client):
        run(client, "using System.Threading; int kept = 42;")
        for code, says in [('async void F() { await Task.Yield(); throw new Exception("async void"); } F(); Thread.Sleep(300);', "async void"),
                           ('new Timer(_ => throw new Exception("timer"), null, 1, -1); Thread.Sleep(300);', "timer"),
                           ('ThreadPool.QueueUserWorkItem(_ => throw new Exception("pool")); Thread.Sleep(300);', "pool"),
                           ('new Thread(() => throw new Exception("thread")).Start(); Thread.Sleep(300);', "thread")]:
            _, shown = run(client, code)
            text = "".join(c["text"] for c in contents(shown, "stream") if c["name"] == "stderr")
            assert f"Exception: {says}" in text, (says, text)
        # one that comes when no cell runs is told in the next
        run(client, 'var late = new Timer(_ => throw new Exception("late"), null, 300, -1);')
        time.sleep(1)
        _, shown = run(client, "kept")
        assert "late" in "".join(c["text"] for c in contents(shown, "stream")) and value(shown) == "42"


def test_stop_stops_an_endless_loop_and_its_thread():
    with kernel() as (manager, client):
        run(client, "int n = 0;")
        message = client.execute("while (true) n++;")
        time.sleep(1.5)
        manager.interrupt_kernel()
        answer = kernels.reply(client, message)["content"]
        assert answer["status"] == "error" and answer["ename"] == "Cancelled", answer
        before = value(run(client, "n")[1])
        time.sleep(0.3)
        assert value(run(client, "n")[1]) == before, "the loop goes on"


def test_deep_code_neither_kills_nor_hangs():
    deep = 20_000
    with kernel() as (_, client):
        for code in ["(" * deep + "1" + ")" * deep, "{" * deep + "}" * deep, "bool b = " + "!" * deep + "true;", "List<" * deep, 'var s = ' + '$"{' * deep, "if (true) " * deep + ";"]:
            message = client.execute(code)
            assert kernels.reply(client, message)["content"]["status"] == "error"
            for ask in (lambda: client.complete(code, len(code)), lambda: client.inspect(code, len(code) // 2), lambda: client.is_complete(code)):
                kernels.reply(client, ask())
        assert alive(client)


def test_reruns_of_a_widget_cell_leave_no_comms_behind():
    with kernel() as (_, client):
        run(client, f'#r "{FIGURES}"\nusing Spikebook.Figures;\nFigure Draw(double b) => Figure.New("one").Line(new[] {{ 0.0, b }}, new[] {{ 0.0, b }});')
        code = 'Interact.With(Slider.Double("b", 0, 3, step: .05, start: 1), Draw)'

        def count():
            return len(kernels.reply(client, client.comm_info("jupyter.widget"))["content"]["comms"])

        run(client, code)
        once = count()
        assert once > 0
        for _ in range(20):
            run(client, code)
        assert count() == once, (once, count())
        # a cell that has an id is known by it, however its code changes
        for step in (1, 2, 3):
            message = client.session.msg("execute_request", {"code": code.replace("start: 1", f"start: {step}"), "silent": False, "store_history": True, "allow_stdin": False},
                                         metadata={"cellId": "the-cell"})
            client.shell_channel.send(message)
            kernels.reply(client, message["header"]["msg_id"])
        assert count() == 2 * once, (once, count())


def test_values_have_the_mime_types_of_net_interactive():
    with kernel() as (_, client):
        content, shown = run(client, "6 * 7", user_expressions={"number": "1.5", "text": '"a < b"', "html": 'HTML("<b>x</b>")', "thing": "new { A = 1 }"})
        assert contents(shown, "execute_result")[0]["data"] == {"text/html": '<div class="dni-plaintext"><pre>42</pre></div>', "text/plain": "42"}
        data = {name: answer["data"] for name, answer in content["user_expressions"].items()}
        assert data["number"] == {"text/html": '<div class="dni-plaintext"><pre>1.5</pre></div>', "text/plain": "1.5"}
        assert data["text"] == {"text/plain": "a < b"}
        assert data["html"]["text/html"] == "<b>x</b>"
        assert set(data["thing"]) == {"text/html", "text/plain"}


def test_a_connection_without_a_key_is_warned_of():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kernel.json"
        path.write_text(json.dumps({"transport": "tcp", "ip": "127.0.0.1", "key": "", "signature_scheme": "hmac-sha256",
                                    **{f"{name}_port": 51000 + os.getpid() % 1000 * 5 + i for i, name in enumerate(("shell", "control", "stdin", "iopub", "hb"))}}))
        process = subprocess.Popen(["dotnet", str(kernels.PROGRAM), "kernel", str(path)], stderr=subprocess.PIPE, text=True)
        try:
            assert "not signed" in process.stderr.readline()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def test_what_a_killed_dotnet_run_has_started_ends():
    project = Path(kernels.ROOT) / "lib" / "Cli"
    with tempfile.TemporaryDirectory() as folder:
        launcher = subprocess.Popen(["dotnet", "run", "--no-build", "--project", str(project), "--", "kernel", "--listen"], stderr=subprocess.PIPE, text=True,
                                    env={**os.environ, "JUPYTER_RUNTIME_DIR": folder})
        path = launcher.stderr.readline().split()[-1]
        child = int(Path(path).stem.split("-")[1])
        os.kill(child, 0)
        launcher.kill()
        launcher.wait()
        end = time.time() + 15
        while time.time() < end:
            try:
                if "\nState:\tZ" in Path(f"/proc/{child}/status").read_text():
                    return
            except FileNotFoundError:
                return
            time.sleep(0.1)
        os.kill(child, signal.SIGKILL)
        raise AssertionError("the child of a killed dotnet run goes on")


if __name__ == "__main__":
    kernels.main(sys.modules[__name__])
