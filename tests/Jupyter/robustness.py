"""What goes wrong: forged and broken messages, floods, many kernels, parents that die, bad input."""
import hashlib
import hmac
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import kernels
import zmq
from kernels import contents, kernel, run, spikebook, value

HOSTILE = "Console.Write(1); var hostile = 1;"


class Wire:
    """Speaks to a kernel's sockets frame by frame."""

    def __init__(self, manager):
        self.info = manager.get_connection_info()
        self.key = self.info["key"]
        self.context = zmq.Context()
        self.sockets = {name: self.open(name) for name in ("shell", "control", "stdin")}

    def open(self, name):
        made = self.context.socket(zmq.DEALER)
        made.linger = 0
        made.connect(f"tcp://{self.info['ip']}:{self.info[name + '_port']}")
        return made

    def sign(self, parts):
        return hmac.new(self.key, b"".join(parts), hashlib.sha256).hexdigest().encode()

    def parts(self, kind, content):
        header = {"msg_id": os.urandom(8).hex(), "msg_type": kind, "session": "s", "username": "u", "version": "5.3", "date": "2026-01-01T00:00:00Z"}
        return [json.dumps(p).encode() for p in (header, {}, {}, content)]

    def frames(self, kind, content):
        parts = self.parts(kind, content)
        return [b"<IDS|MSG>", self.sign(parts), *parts]

    def send(self, frames, channel="shell"):
        self.sockets[channel].send_multipart(frames)

    def close(self):
        self.context.destroy(linger=0)


def alive(client):
    return value(run(client, "6 * 7")[1]) == "42"


def test_forged_messages_are_never_executed():
    with kernel(stderr=subprocess.DEVNULL) as (manager, client):
        wire = Wire(manager)
        request = {"code": HOSTILE, "silent": False}
        good = wire.frames("execute_request", request)
        for signature in (b"", b"0" * 64, good[1][:-1], good[1].upper(), good[1] + b"0", hmac.new(b"other", b"".join(good[2:]), hashlib.sha256).hexdigest().encode()):
            wire.send([good[0], signature, *good[2:]])
        wire.send(good[:1] + good[2:])
        assert alive(client)
        content, _ = run(client, "hostile")
        assert content["ename"] == "CompilationError", "a forged message was executed"
        # A good message is carried out once, however often it comes.
        once = wire.frames("execute_request", {"code": "n++; n", "silent": True})
        run(client, "int n = 0;")
        for _ in range(5):
            wire.send(once)
        time.sleep(1)
        assert value(run(client, "n")[1]) == "1"
        wire.close()


def test_ten_thousand_mutated_messages_leave_the_kernel_answering():
    dice = random.Random(20260318)
    kinds = ["complete_request", "inspect_request", "is_complete_request", "history_request", "comm_info_request", "comm_open", "comm_msg", "comm_close",
             "kernel_info_request", "input_reply", "interrupt_request", "execute_reply", "", "\0", "x" * 5000]
    values = [None, True, -1, 10 ** 30, 1.5, "", "x", "\ud800", [], {}, [[[]]], {"data": {"a": 1}}, "Math.", "c1"]
    names = ["code", "cursor_pos", "detail_level", "hist_access_type", "n", "session", "start", "stop", "pattern", "unique", "output", "comm_id", "target_name", "data", "value"]

    def flip(frame):
        if not frame:
            return b"\xff"
        at = dice.randrange(len(frame))
        return frame[:at] + bytes([dice.randrange(256)]) + frame[at + 1:]

    with kernel(stderr=subprocess.DEVNULL) as (manager, client):
        wire = Wire(manager)
        start = time.time()
        for i in range(10_000):
            channel = dice.choice(["shell", "shell", "control", "stdin"])
            if i % 10 == 0:  # rightly signed, wrong inside
                parts = wire.parts(dice.choice(kinds), {dice.choice(names): dice.choice(values) for _ in range(dice.randrange(6))})
                for _ in range(dice.randrange(3)):
                    at = dice.randrange(4)
                    parts[at] = dice.choice([flip(parts[at]), parts[at][:dice.randrange(len(parts[at]) + 1)], b"[]", b"null", b"", b"{" * 5000, b'{"a":"\xff\xfe"}'])
                frames = [b"<IDS|MSG>", wire.sign(parts), *parts]
            else:
                frames = wire.frames("execute_request", {"code": HOSTILE, "silent": False})
                for _ in range(1 + dice.randrange(4)):
                    at = dice.randrange(len(frames)) if frames else 0
                    what = dice.randrange(5)
                    if not frames or what == 0:
                        frames.insert(at, os.urandom(dice.randrange(64)))
                    elif what == 1:
                        frames.pop(at)
                    elif what == 2:
                        frames[at] = flip(frames[at])
                    elif what == 3:
                        frames[at] = frames[at][:dice.randrange(len(frames[at]) + 1)]
                    else:
                        frames.insert(at, frames[at])
                if frames[:1] == [b"<IDS|MSG>"] and len(frames) >= 6 and frames[1] == wire.sign(frames[2:6]):
                    continue  # the mutations have cancelled each other
            wire.send(frames or [b""], channel)
        for kind, content, channel in [("input_reply", {"value": "\ud800"}, "stdin"), ("comm_msg", {"comm_id": "\ud800", "data": {}}, "shell"), ("complete_request", {"code": "\ud800"}, "shell")]:
            wire.send(wire.frames(kind, content), channel)
        for channel in ("control", "shell"):  # answered after all that went before
            last = wire.frames("kernel_info_request", {})
            wire.send(last, channel)
            while b"kernel_info_reply" not in b"".join(answer := wire.sockets[channel].recv_multipart()) or json.loads(last[2])["msg_id"].encode() not in b"".join(answer):
                pass
        assert alive(client)
        assert run(client, "hostile")[0]["ename"] == "CompilationError", "a mutated message was executed"
        print(f"          {time.time() - start:.1f} s")
        wire.close()


def test_a_figure_of_20_megabytes_passes():
    with kernel() as (_, client):
        run(client, "1")
        code = 'string ys = string.Join(",", Enumerable.Range(0, 1 << 20).Select(i => 1234567.8901234 + i)); ("{\\"data\\":[{\\"y\\":[" + ys + "]}]}").DisplayAs("application/vnd.plotly.v1+json"); new string(\'x\', 20 << 20).DisplayAs("text/html"); ys.Length'
        start = time.time()
        _, shown = run(client, code)
        elapsed = time.time() - start
        figure, page = contents(shown, "display_data")
        assert len(figure["data"]["application/vnd.plotly.v1+json"]["data"][0]["y"]) == 1 << 20
        assert len(page["data"]["text/html"]) == 20 << 20
        print(f"          {int(value(shown)) / 1e6:.0f} MB of JSON and 21 MB of HTML in {elapsed:.1f} s")


def test_a_flood_of_text_is_cut_and_the_kernel_goes_on():
    with kernel() as (_, client):
        _, shown = run(client, "for (int i = 0; i < 1_000_000; i++) Console.WriteLine(\"0123456789 0123456789 0123456789 0123456789\");")
        text = "".join(c["text"] for c in contents(shown, "stream"))
        assert len(text) < 1_100_000 and "more characters" in text
        assert alive(client)


def test_ten_kernels_at_once():
    from jupyter_client.manager import KernelManager
    pairs = []
    try:
        for _ in range(10):
            manager = KernelManager(kernel_name="spikebook")
            manager.start_kernel()
            client = manager.client()
            client.start_channels()
            pairs.append((manager, client))
        for _, client in pairs:
            client.wait_for_ready(timeout=3 * kernels.TIMEOUT)
        ids = [client.execute(f"var me = {i}; me * me") for i, (_, client) in enumerate(pairs)]
        for i, (_, client) in enumerate(pairs):
            assert value(kernels.broadcasts(client, ids[i], timeout=3 * kernels.TIMEOUT)) == str(i * i)
    finally:
        for manager, client in pairs:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


def test_a_kernel_whose_parent_dies_ends_itself():
    program = "import kernels, time\nm = kernels.KernelManager(kernel_name='spikebook')\nm.start_kernel()\nc = m.client(); c.start_channels(); c.wait_for_ready(60)\nprint(m.provisioner.pid, flush=True)\ntime.sleep(600)\n"
    environment = dict(os.environ, JUPYTER_PATH=os.environ["JUPYTER_PATH"], PYTHONPATH=str(Path(__file__).parent))
    spec = str(Path(kernels.PREFIX.name) / "share" / "jupyter")
    program = program.replace("import kernels, time\n", f"import kernels, time, os\nos.environ['JUPYTER_PATH'] = {spec!r}\n")
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    pid = int(parent.stdout.readline())
    os.kill(pid, 0)
    parent.kill()
    parent.wait()
    end = time.time() + 10
    while time.time() < end:
        try:
            os.kill(pid, 0)
            if "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text():
                return
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    raise AssertionError("the kernel outlived its parent")


def refused(*arguments, says, **options):
    done = spikebook(*arguments, **options)
    lines = done.stderr.strip().splitlines()
    assert done.returncode not in (0, None), (arguments, done)
    assert len(lines) == 1 and says in lines[0], (arguments, done.stderr)


def test_bad_connection_files_give_one_clear_line():
    good = {"transport": "tcp", "ip": "127.0.0.1", "shell_port": 50001, "control_port": 50002, "stdin_port": 50003, "iopub_port": 50004, "hb_port": 50005, "key": "k", "signature_scheme": "hmac-sha256"}
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "kernel.json")
        refused("kernel", says=" lab, ")
        refused("kernel", "--listen", path, says="leave out")
        refused("kernel", path, says="does not exist")
        refused("kernel", folder, says="it is a folder")
        for text, says in [("", "not JSON"), ("[]", "not a JSON object"), ("{", "not JSON"), ("{}", "ip is missing"), ('{"ip":"127.0.0.1","ip":"127.0.0.1"}', "not JSON")]:
            Path(path).write_text(text)
            refused("kernel", path, says=says)
        for change, says in [({"shell_port": 0}, "shell_port = 0"), ({"hb_port": "50005"}, "hb_port"), ({"iopub_port": 70000}, "iopub_port = 70000"), ({"stdin_port": 50001}, "given twice"),
                             ({"transport": "pigeon"}, "transport = pigeon"), ({"ip": "nowhere"}, "ip = nowhere"), ({"signature_scheme": "md5"}, "signature_scheme = md5"), ({"key": 5}, "key = 5"),
                             ({"control_port": None}, "control_port is missing")]:
            Path(path).write_text(json.dumps({**good, **change}))
            refused("kernel", path, says=says)
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            Path(path).write_text(json.dumps({**good, "control_port": taken.getsockname()[1]}))
            refused("kernel", path, says="(control_port) is in use")
        Path(path).write_text(json.dumps(good))
        refused("kernel", path, says="SPIKEBOOK_LIBZMQ", env={**os.environ, "SPIKEBOOK_LIBZMQ": folder})


def test_kernelspecs_come_and_go_and_others_stay():
    with tempfile.TemporaryDirectory() as prefix:
        place = ("--prefix", prefix)
        folder = Path(prefix) / "share" / "jupyter" / "kernels"
        assert spikebook("jupyter", "install", *place, "--name", "mine").returncode == 0
        spec = json.loads((folder / "mine" / "kernel.json").read_text())
        assert spec["argv"][-2:] == ["kernel", "{connection_file}"] and spec["interrupt_mode"] == "message" and spec["language"] == "C#"
        assert (folder / "mine" / "kernel.js").exists() and (folder / "mine" / spec["metadata"]["spikebook"]["plotly"]).stat().st_size > 1e6
        assert spikebook("jupyter", "install", *place, "--name", "mine").returncode == 0, "our own is replaced"
        assert [p.name for p in folder.iterdir()] == ["mine"], "nothing half-written is left"
        other = folder / ".net-csharp"
        other.mkdir()
        (other / "kernel.json").write_text('{"argv": ["dotnet", "interactive"], "display_name": ".NET (C#)", "language": "C#"}')
        done = spikebook("jupyter", "install", *place, "--as-net-csharp")
        assert done.returncode != 0 and "left as it is" in done.stderr and "interactive" in (other / "kernel.json").read_text()
        refused("jupyter", "uninstall", *place, "--name", ".net-csharp", says="left as it is")
        assert spikebook("jupyter", "uninstall", *place, "--name", "mine").returncode == 0 and not (folder / "mine").exists()
        refused("jupyter", "install", *place, "--name", "../evil", says="a kernel's name")
        refused("jupyter", "install", "--sys-prefix", says="no Python environment", env={k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "CONDA_PREFIX")})
        assert spikebook("jupyter", "no-such-verb").returncode != 0


def test_a_kernel_of_its_own_writes_a_private_connection_file():
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(["dotnet", str(kernels.PROGRAM), "kernel", "--listen"], stderr=subprocess.PIPE, text=True, env={**os.environ, "JUPYTER_RUNTIME_DIR": folder})
        try:
            path = process.stderr.readline().split()[-1]
            assert os.stat(path).st_mode & 0o077 == 0, "others can read the connection file"
            from jupyter_client import BlockingKernelClient
            client = BlockingKernelClient(connection_file=path)
            client.load_connection_file()
            client.start_channels()
            client.wait_for_ready(timeout=kernels.TIMEOUT)
            assert alive(client)
            client.stop_channels()
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=10) == 0 and not os.path.exists(path)
        finally:
            process.kill()
            process.wait()


if __name__ == "__main__":
    kernels.main(sys.modules[__name__])
