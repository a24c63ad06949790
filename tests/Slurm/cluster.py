"""A Slurm cluster of two nodes on this machine, for checks only: everything in one temporary folder, on loopback, ended by process id."""
import getpass
import os
import pathlib
import pwd
import signal
import socket
import subprocess
import tempfile
import time


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Cluster:
    """munged, slurmctld and two slurmd; a context manager."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="spikebook-slurm-"))
        self.folder.chmod(0o755)
        self.processes = {}
        self.ports = {"ctl": free_port(), "n1": free_port(), "n2": free_port()}

    def __enter__(self):
        try:
            self._munge()
            self._configure()
            os.environ["SLURM_CONF"] = str(self.folder / "slurm.conf")
            self.start("slurmctld")
            for node in ("n1", "n2"):
                self.start(node)
            self.wait(lambda: self.call("sinfo", "-h", "-o", "%T %D").split() == ["idle", "2"], 60, "two idle nodes")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(list(self.processes.values())):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _munge(self):
        user = pwd.getpwnam("munge")
        place = self.folder / "munge"
        place.mkdir()
        key = place / "munge.key"
        key.write_bytes(os.urandom(128))
        for path in (place, key):
            os.chown(path, user.pw_uid, user.pw_gid)
        key.chmod(0o400)
        self.socket = place / "socket"
        self._run("munged", [
            "munged", "--foreground", "--force", f"--socket={self.socket}", f"--key-file={key}", f"--pid-file={place}/pid",
            f"--log-file={place}/log", f"--seed-file={place}/seed"], user="munge")
        self.wait(self.socket.exists, 20, "munge's socket")

    def _configure(self):
        for name in ("state", "n1", "n2"):
            (self.folder / name).mkdir()
        (self.folder / "slurm.conf").write_text(f"""
ClusterName=spikebook
SlurmctldHost=localhost(127.0.0.1)
SlurmUser={getpass.getuser()}
SlurmdUser={getpass.getuser()}
AuthType=auth/munge
AuthInfo=socket={self.socket}
CredType=cred/munge
SlurmctldPort={self.ports['ctl']}
SlurmctldPidFile={self.folder}/ctl.pid
SlurmdPidFile={self.folder}/%n/slurmd.pid
SlurmdSpoolDir={self.folder}/%n
StateSaveLocation={self.folder}/state
SlurmctldLogFile={self.folder}/ctl.log
SlurmdLogFile={self.folder}/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
SlurmdTimeout=10
SlurmctldTimeout=30
InactiveLimit=0
MinJobAge=300
KillWait=5
SchedulerParameters=requeue_delay=1,sched_interval=5
JobRequeue=1
NodeName=n1 NodeHostname={socket.gethostname()} NodeAddr=127.0.0.1 Port={self.ports['n1']} CPUs=2 RealMemory=4000
NodeName=n2 NodeHostname={socket.gethostname()} NodeAddr=127.0.0.1 Port={self.ports['n2']} CPUs=2 RealMemory=4000
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
""")

    def _run(self, name, command, user=None):
        log = open(self.folder / f"{name}.out", "ab")
        self.processes[name] = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, user=user,
                                                group=user, extra_groups=[] if user else None)

    def start(self, name, hidden=None):
        """Starts slurmctld or a node's slurmd; to the node, where it runs, the folder `hidden` is empty."""
        if name == "slurmctld":
            self._run(name, ["slurmctld", "-D", "-f", str(self.folder / "slurm.conf")])
        else:
            command = ["slurmd", "-D", "-N", name, "-f", str(self.folder / "slurm.conf")]
            apart = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs none "$0" && exec "$@"', str(hidden)]
            self._run(name, [*apart, *command] if hidden else command)

    def kill(self, name):
        """Ends a daemon as a crash does, and with a node all that runs on it."""
        process = self.processes[name]
        children = [] if name == "slurmctld" else self.steps(name)
        for pid in [process.pid, *children]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        process.wait()
        self.wait(lambda: name == "slurmctld" or not self.steps(name), 20, "the killed processes to be gone")

    @staticmethod
    def steps(node):
        """The processes that jobs have on a node, known by what Slurm tells them in their environment, and the daemons above them."""
        found = set()
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                if f"SLURMD_NODENAME={node}".encode() not in (entry / "environ").read_bytes().split(b"\0"):
                    continue
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                if b"slurmstepd" in pathlib.Path(f"/proc/{parent}/cmdline").read_bytes():
                    found.add(parent)
                found.add(int(entry.name))
            except OSError:
                pass  # it has just ended
        return found

    def call(self, *command):
        return subprocess.run(command, capture_output=True, text=True, timeout=30).stdout.strip()

    def saved_after(self, moment):
        """Whether the controller has written down its jobs since then."""
        jobs = self.folder / "state" / "job_state"
        return jobs.exists() and jobs.stat().st_mtime > moment

    @staticmethod
    def wait(condition, seconds, what):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(f"waited {seconds} s in vain for {what}")
            time.sleep(.2)
