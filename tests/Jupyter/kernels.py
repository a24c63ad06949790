"""Starts kernels for the tests: a kernelspec of the built program in a folder of its own, and clients to talk to them."""
import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# A shell starts what it puts in the background with Ctrl-C ignored, and kernels below would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
PROGRAM = ROOT / "lib" / "Cli" / "bin" / "spikebook.dll"
PREFIX = tempfile.TemporaryDirectory(prefix="spikebook-jupyter-")
os.environ["JUPYTER_PATH"] = str(Path(PREFIX.name) / "share" / "jupyter")
os.environ["JUPYTER_RUNTIME_DIR"] = str(Path(PREFIX.name) / "runtime")
os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"

from jupyter_client.manager import KernelManager  # noqa: E402 (the folders above come first)

TIMEOUT = 60


def spikebook(*arguments, **options):
    """Runs the program and gives its exit code and output."""
    return subprocess.run(["dotnet", str(PROGRAM), *arguments], capture_output=True, text=True, timeout=TIMEOUT, **options)


def install():
    done = spikebook("jupyter", "install", "--prefix", PREFIX.name, "--as-net-csharp")
    assert done.returncode == 0, done.stderr


@contextlib.contextmanager
def kernel(name="spikebook", **options):
    """A running kernel: its manager and a client with all channels open."""
    manager = KernelManager(kernel_name=name)
    manager.start_kernel(**options)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=TIMEOUT)
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def reply(client, message_id, channel="shell", timeout=TIMEOUT):
    """The reply to a request; replies to others are passed over."""
    end = time.time() + timeout
    while True:
        message = getattr(client, f"get_{channel}_msg")(timeout=max(end - time.time(), 0.01))
        if message["parent_header"].get("msg_id") == message_id:
            return message


def broadcasts(client, message_id, timeout=TIMEOUT):
    """All that is told to everyone on behalf of a request, until the kernel is idle again."""
    end, found = time.time() + timeout, []
    while True:
        message = client.get_iopub_msg(timeout=max(end - time.time(), 0.01))
        if message["parent_header"].get("msg_id") != message_id:
            continue
        found.append(message)
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return found


def run(client, code, **options):
    """Runs a cell: the reply's content, and what was shown."""
    message_id = client.execute(code, **options)
    shown = broadcasts(client, message_id)
    return reply(client, message_id)["content"], shown


def contents(shown, kind):
    return [m["content"] for m in shown if m["msg_type"] == kind]


def value(shown):
    [result] = contents(shown, "execute_result")
    return result["data"]["text/plain"]


def send(client, kind, content, channel="shell"):
    """Sends a request as it stands and gives its id."""
    message = client.session.msg(kind, content)
    getattr(client, f"{channel}_channel").send(message)
    return message["header"]["msg_id"]


def quiet(client, seconds=0.5):
    """Whether nothing comes on shell for a while."""
    try:
        client.get_shell_msg(timeout=seconds)
        return False
    except queue.Empty:
        return True


def main(module):
    """Runs every function of a module whose name starts with test_, and says how many passed."""
    install()
    passed = failed = 0
    chosen = sys.argv[1:]
    for name, test in list(vars(module).items()):
        if not name.startswith("test_") or chosen and name not in chosen:
            continue
        start = time.time()
        try:
            test()
            passed += 1
            print(f"  ok      {name} ({time.time() - start:.1f} s)", flush=True)
        except Exception as error:  # a test that fails is told, and the others go on
            failed += 1
            import traceback
            traceback.print_exc()
            print(f"  FAILED  {name}: {type(error).__name__}: {error}", flush=True)
    print(f"{passed} passed, {failed} failed", flush=True)
    sys.exit(failed > 0)
