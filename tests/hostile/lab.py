"""The laboratory: what hostile programs are after, owned by the run, and watched.

Nothing here is looked for outside of a folder and names that the run made itself, so that other
processes of the machine cannot raise an alarm.
"""

from __future__ import annotations

import os
import secrets
import socket
import stat
from itertools import islice
from pathlib import Path

import numpy as np

from autograder.description import Assignment
from autograder.exercise import Limits, Question
from autograder.sandbox.outside.cases import REPEAT
from autograder.sandbox.outside.packages import installation_folders, resolved
from autograder.sandbox.walls import libseccomp
from autograder.vectors.model import Vector
from tests.hostile.programs import MARKER

CANARY_VARIABLE = "GRADER_SECRET"
PACKAGES = ("jinja2",)  # compiled code comes with what it requires
DATA = "declared.csv"
CALL_SECONDS = 0.5
MEMORY_MIB = 32  # filled well within the time of a call, however busy the machine is
_SHARED = (Path("/tmp"), Path("/dev/shm"), Path("/"))
# Numbers of system calls that programs make raw; -1 stands for what this architecture lacks.
_CALLS = """
    futex ptrace process_vm_readv process_vm_writev pidfd_getfd mincore open openat openat2
    name_to_handle_at open_by_handle_at open_tree unshare setns mount umount2 pivot_root chroot
    io_uring_setup bpf keyctl add_key request_key userfaultfd perf_event_open clone clone3 fork
    vfork memfd_create memfd_secret fanotify_init inotify_init1 shmget msgget semget mq_open
    landlock_create_ruleset seccomp prctl personality syslog kcmp init_module kexec_load reboot
    swapon sethostname settimeofday adjtimex acct quotactl iopl modify_ldt capset setns tkill tgkill
    rt_sigqueueinfo pidfd_open pidfd_send_signal eventfd2 timerfd_create signalfd4 pipe2 dup3
    splice vmsplice tee sendfile copy_file_range fallocate process_madvise mbind migrate_pages
    sched_setaffinity setpriority ioprio_set getpid execve execveat socket flock arch_prctl
    move_mount fsopen fspick mount_setattr pkey_alloc rt_tgsigqueueinfo sched_setscheduler
    mlock mq_unlink prlimit64 setrlimit
""".split()


def _canary() -> str:
    return MARKER + secrets.token_hex(16)


class Lab:
    """Secrets, watched files and listeners.

    Args:
        parent: a folder that the lab may make its own in.
        owner: the user that owns the watched files, so that no ownership protects them.

    Attributes:
        canaries: what must not come out: of the environment, the heap, a file and a neighbour.
        places: what programs are told, by name.
    """

    def __init__(self, parent: Path, owner: int | None) -> None:
        self.token = "lab" + secrets.token_hex(8)
        self.folder = parent / self.token
        self.folder.mkdir()
        self.heap = _canary()
        secret = self.folder / "secret"
        self.neighbour = _canary()  # in another student's submission
        self.canaries = (os.environ[CANARY_VARIABLE], self.heap, _canary(), self.neighbour)
        files = {
            "secret": self.canaries[2],
            "neighbour.py": f"answer = {self.canaries[2]!r}",
            "solution.py": f"answer = {self.canaries[2]!r}",
            "results.json": '{"score": 0}',
            "conftest.py": "",
            DATA: "1,2\n",
        }
        for name, text in files.items():
            path = self.folder / name
            path.write_text(text, "utf-8")
            path.chmod(0o666)
            if owner is not None:
                os.chown(path, owner, owner)
        (self.folder / "closed").touch(mode=0)
        (self.folder / "empty").mkdir(mode=0o777)
        self._tcp = _listening(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))
        self._udp = _listening(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0))
        unix = str(self.folder / "socket")
        self._unix = _listening(socket.AF_UNIX, socket.SOCK_STREAM, unix)
        self._datagrams = _listening(socket.AF_UNIX, socket.SOCK_DGRAM, unix + "d")
        self._abstract = _listening(socket.AF_UNIX, socket.SOCK_STREAM, "\0" + self.token)
        for path in (Path(unix), Path(unix + "d"), self.folder, self.folder / "empty"):
            path.chmod(0o777)
        self.places: dict[str, object] = {
            "secret": str(secret),
            "folder": str(self.folder),
            "token": self.token,
            "unix": unix,
            "tcp": self._tcp.getsockname()[1],
            "udp": self._udp.getsockname()[1],
            "parent": os.getpid(),
            "undeclared": _undeclared(),
            "words": " ",
            "numbers": {name: libseccomp.number(name) for name in _CALLS},
        }
        self.before = self.watched()

    def watched(self) -> dict[str, tuple[object, ...]]:
        """Return content, mode, owner, times and attributes of every file, and strange files."""
        seen: dict[str, tuple[object, ...]] = {}
        for path in sorted(self.folder.rglob("*")):
            facts = path.lstat()
            is_open = stat.S_ISREG(facts.st_mode) and facts.st_mode & 0o444
            content = path.read_bytes() if is_open else b""
            times = facts.st_mtime_ns, facts.st_ctime_ns
            seen[str(path)] = (content, facts.st_mode, facts.st_uid, facts.st_nlink, *times)
        for folder in _SHARED:
            for path in folder.glob(f"*{self.token}*"):
                if path != self.folder:
                    seen[str(path)] = ("new",)
        return seen

    def reached(self) -> list[str]:
        """Return the listeners that something came to."""
        names = []
        for name in ("_tcp", "_unix", "_abstract", "_udp", "_datagrams"):
            listener: socket.socket = getattr(self, name)
            try:
                while True:
                    if listener.type == socket.SOCK_STREAM:
                        listener.accept()[0].close()
                    else:
                        listener.recv(64)
                    names.append(name)
            except BlockingIOError:
                continue
        return names


def _undeclared() -> list[str]:
    """Return files of packages that the exercise does not declare, where they are installed."""
    allowed = {Path(path) for path in resolved(PACKAGES).readable}
    found = []
    for folder in map(Path, installation_folders()):
        for place in sorted({*folder.iterdir()} - allowed):
            if place.name not in ("numpy", "numpy.libs"):
                inside = (path for path in sorted(place.rglob("*")) if path.is_file())
                found += [place] if place.is_file() else [*islice(inside, 1)]
    return list(map(str, found))


def _listening(family: int, kind: int, address: object) -> socket.socket:
    made = socket.socket(family, kind)
    made.setblocking(False)
    made.bind(address)  # type: ignore[arg-type]
    if kind == socket.SOCK_STREAM:
        made.listen(64)
    return made


def assignment(root: Path) -> Assignment:
    """Return an assignment of two functions: `f(x, k)` is k times the sum of x, `g(x)` 2 x."""
    return Assignment(
        root=root,
        id="hostile",
        title="Hostile",
        source=root / "solution.py",
        handout=root,
        files=("a.py",),
        helpers=(),
        given={"np": "numpy"},
        packages=PACKAGES,
        readable=(root / DATA,),
        hidden_suite=root,
        hidden_vectors=root,
        public_vectors=root,
        vector_builder=root,
        hints=root,
        seed=1,
        questions=(
            Question(id="q1", function="f", title="The sum"),
            Question(id="q2", function="g", title="The double"),
        ),
        limits=Limits(call_seconds=CALL_SECONDS, submission_seconds=10.0, memory_mib=MEMORY_MIB),
    )


def vectors(canary: str) -> tuple[Vector, ...]:
    """Return vectors whose inputs nobody can foresee, and whose trusted side holds `canary`."""
    random = np.random.default_rng()
    made = []
    for name, flags in (("v1", ()), ("v2", (REPEAT,))):
        x = random.normal(size=(3, 4)) + 5.0
        k = 2 * int(random.integers(1, 9)) + bool(flags)  # slow programs are so for an even one
        secret = np.frombuffer(canary[:32].encode(), "<f8").copy()
        made.append(
            Vector(
                id=name,
                question="q1",
                comment=canary,
                flags=flags,
                inputs={"x": x, "k": k},
                returns="number",
                expected={"cost": np.array(k * np.sum(x))},
                scale={"cost": np.array(k * np.sum(x))},
                kills=(canary,),
                fingerprints={canary: {"cost": secret[0]}},
            )
        )
    x = random.normal(size=(2, 3))
    made.append(
        Vector(
            id="v3",
            question="q2",
            comment=canary,
            flags=(),
            inputs={"x": x},
            returns="dict",
            expected={"y": 2 * x},
            scale={"y": 2 * x},
        )
    )
    return tuple(made)
