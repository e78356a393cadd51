"""The oracle: the seven things that hold whatever a submission does.

Each part appends a sentence for what did not hold; an empty list is a pass.
"""

from __future__ import annotations

import base64
import os
import re
import resource
import threading
import time
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.sandbox.answers import Answer, Answers, Ended
from autograder.sandbox.outside.zygote import Child, Zygote
from tests.hostile.lab import CALL_SECONDS, MEMORY_MIB, Lab
from tests.hostile.programs import DID

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from autograder.sandbox.outside.runner import Runner
    from autograder.vectors.model import Vector
    from tests.hostile.programs import Program


_MIB = 1 << 20
_GRACE_SECONDS = 0.7
_SURVIVAL_SECONDS = 0.05
_OWN_GROWTH = 16 * _MIB
_MISTAKES = frozenset("NameError TypeError AttributeError SyntaxError error".split())
# A neighbour's own text, long and short, of which no later child may find a trace.
_NEIGHBOUR = """
# {canary}
def f(x, k):
    return k * np.sum(x)

def g(x):
    return {{"y": 2 * x}}
# {tail}"""
_HONEST = b"""
import numpy as np

def f(x, k):
    return k * np.sum(x)

def g(x):
    return {"y": 2 * x}
"""


@dataclass(slots=True)
class Seen:
    """What the oracle saw of one program; `wrong` holds what must not be."""

    wrong: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    exits: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    seconds: float = 0.0


class _Watch:
    """Notes the children of a runner, and the memory of the whole tree, while it runs."""

    def __init__(self, own: int) -> None:
        self.exits = exits = list[int]()
        self.forks = forks = list[int]()
        self.waited = waited = dict[Child, float]()  # for a processor, by child
        self.most = 0
        self._own = own
        self._over = threading.Event()
        wait, fork, kept_waiting = Child.wait, Zygote.fork, Child.kept_waiting

        def waiting(self: Child, seconds: float) -> int:
            code = wait(self, seconds)
            exits.append(code)
            return code

        def forking(self: Zygote, request: Mapping[str, Any], content: bytes) -> Child:
            forks.append(1)
            return fork(self, request, content)

        def noting(self: Child) -> float:
            waited[self] = kept_waiting(self)
            return waited[self]

        self._undo = wait, fork, kept_waiting
        Child.wait, Zygote.fork = waiting, forking  # type: ignore[method-assign]
        Child.kept_waiting = noting  # type: ignore[method-assign]
        self._thread = threading.Thread(target=self._sample)
        self._thread.start()

    def close(self) -> None:
        Child.wait, Zygote.fork, Child.kept_waiting = self._undo  # type: ignore[method-assign]
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._over.wait(0.01):
            self.most = max(self.most, sum(map(_resident, descendants(self._own))))


class Oracle:
    """Judges programs by running them through one sealed runner.

    Args:
        runner: what the programs, and the honest one after each, are run by.
        vectors: the runner's own.
        lab: what the programs are after.
        output: files that hold what the run's processes wrote to standard output and error.
        own: the process that runs all this.
    """

    def __init__(
        self,
        runner: Runner,
        vectors: tuple[Vector, ...],
        lab: Lab,
        output: tuple[Path, ...],
        own: int,
    ) -> None:
        self._runner = runner
        self._expected = {vector.id: vector.expected for vector in vectors}
        inputs = [vector.inputs["x"] for vector in vectors]
        digits = [str(number)[:9] for x in inputs for number in np.ravel(x)]  # type: ignore[arg-type]
        self._inputs = re.compile("|".join(map(re.escape, digits)))
        self._lab = lab
        self._output = output
        self._own = own
        self._processes = len(descendants(own))
        self._zygote_bytes = sum(map(_resident, descendants(own)))

    def judge(self, program: Program) -> Seen:
        """Run one program, then an honest one, and return what was seen."""
        content = program.submission(self._lab.places)
        if program.after_neighbour:
            for length in (20, 1000, 10):
                tail = f"{self._lab.neighbour} " * length
                text = _NEIGHBOUR.format(canary=self._lab.neighbour, tail=tail)
                self._runner.run(text.encode(), f"{self._lab.neighbour}.py")
        own_before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        watch = _Watch(self._own)
        began = time.monotonic()
        try:
            answers = self._runner.run(content, program.filename)
        finally:
            seconds = time.monotonic() - began
            watch.close()
        survivors = self._survivors()
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - own_before) * 1024
        asked = [*answers.first.values(), *answers.again.values()]
        seen = Seen(
            ends=[answer.ended.value for answer in asked],
            exits=watch.exits,
            texts=sorted(set(_texts(answers))),
            seconds=seconds,
        )
        seen.wrong += self._scores(program, answers)
        seen.wrong += self._secrets(answers)
        stalled = any("left out" in note for note in answers.notes)  # so names may be missing
        seen.wrong += [
            f"the program itself is broken: {answer.raised.error} {answer.raised.text}"
            for answer in asked
            if not (program.content or stalled)
            and answer.raised
            and (program.attacks or answer.raised.error in _MISTAKES)
        ]
        seen.wrong += self._files()
        seen.wrong += [f"something came to {name}" for name in self._lab.reached()]
        seen.wrong += [f"process {pid} is left" for pid in survivors]
        forks = len(watch.forks)
        allowed = CALL_SECONDS * (forks + len(asked)) + _GRACE_SECONDS * forks
        allowed += sum(watch.waited.values())
        if seconds > allowed:
            seen.wrong.append(f"it took {seconds:.1f} s of {allowed:.1f}")
        budget = 2 * self._zygote_bytes + 1.1 * MEMORY_MIB * _MIB
        if watch.most > budget:
            seen.wrong.append(f"it used {watch.most / _MIB:.0f} MiB of {budget / _MIB:.0f}")
        if grown > _OWN_GROWTH:
            seen.wrong.append(f"the grader itself grew by {grown / _MIB:.0f} MiB")
        seen.wrong += self._next_honest()
        return seen

    def _scores(self, program: Program, answers: Answers) -> list[str]:
        right = [self._is_right(name, answer) for name, answer in answers.first.items()]
        if program.right == "none" and any(right):
            return ["it got a right answer, so its attack got through"]
        if told := list(_told(answers)):
            return [f"it got through: {words}" for words in dict.fromkeys(told)]
        if program.right == "some" and right and all(right):
            return ["it got every answer right"]
        return []

    def _is_right(self, name: str, answer: Answer) -> bool:
        if answer.ended is not Ended.RETURNED or answer.value is None:
            return False
        expected = [*self._expected[name].values()]
        arrays = [*answer.value.arrays.values()]
        return len(arrays) == len(expected) and all(
            array.data is not None
            and array.data.shape == wanted.shape
            and np.allclose(array.data, wanted, rtol=1e-9)
            for array, wanted in zip(arrays, expected, strict=True)
        )

    def _secrets(self, answers: Answers) -> list[str]:
        """Look for canaries as text, as bytes, as character codes, and in base64 and hex."""
        hay = [text.encode("utf-8", "replace") for text in _texts(answers)]
        for array in _arrays(answers):
            hay.append(array.tobytes())
            codes = array[(array >= 0) & (array < 256)]
            hay.append(codes.astype(np.uint8).tobytes())
        hay += [path.read_bytes() for path in self._output]
        wrong = ["an input came out" for text in _texts(answers) if self._inputs.search(text)][:1]
        for canary in self._lab.canaries:
            plain = canary.encode()
            secret = plain.partition(b"-")[2]
            forms = (secret, secret[::-1], secret.hex().encode(), base64.b64encode(plain)[:40])
            if any(form in straw for form in forms for straw in hay):
                wrong.append("a canary came out")
        return wrong

    def _files(self) -> list[str]:
        now, before = self._lab.watched(), self._lab.before
        self._lab.before = now
        return [
            f"{path} was changed, made or removed"
            for path in sorted(now.keys() | before.keys())
            if now.get(path) != before.get(path)
        ]

    def _survivors(self) -> list[int]:
        until = time.monotonic() + _SURVIVAL_SECONDS
        while len(left := descendants(self._own)) > self._processes:
            if time.monotonic() > until:
                return left
            time.sleep(0.005)
        return []

    def _next_honest(self) -> list[str]:
        answers = self._runner.run(_HONEST, "b.py")
        asked = [*answers.first.items(), *answers.again.items()]
        if len(asked) != len(self._expected) + 1:
            return ["the next honest submission was not answered"]
        wrong = [name for name, answer in asked if not self._is_right(name, answer)]
        return [f"the next honest submission was wrong at {wrong}"] if wrong else []


def descendants(own: int) -> list[int]:
    """Return the processes below `own`."""
    found: list[int] = []
    todo = [own]
    while todo:
        for task in _tasks(todo.pop()):
            try:
                pids = [int(pid) for pid in _read(f"{task}/children")]
            except OSError:  # this thread ended just now; others may have children
                continue
            todo += pids
            found += pids
    return found


def _tasks(pid: int) -> list[str]:
    try:
        with os.scandir(f"/proc/{pid}/task") as tasks:  # glob() would take most of the time
            return [task.path for task in tasks]
    except OSError:  # the process ended just now
        return []


def _read(path: str) -> list[bytes]:
    return Path(path).read_bytes().split()


def _resident(pid: int) -> int:
    try:
        return int(_read(f"/proc/{pid}/statm")[1]) * resource.getpagesize()
    except OSError:
        return 0


def _parts(value: object) -> Iterator[object]:
    """Yield every value in an answer, however deep."""
    if is_dataclass(value):
        for item in fields(value):
            yield from _parts(getattr(value, item.name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _parts(key)
            yield from _parts(item)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _parts(item)
    else:
        yield value


def _texts(answers: Answers) -> list[str]:
    return [str(part) for part in _parts(answers) if not isinstance(part, np.ndarray)]


def _told(answers: Answers) -> Iterator[str]:
    """Yield what an attack says that it did."""
    for array in _arrays(answers):
        data = array.tobytes()
        if data.startswith(DID):
            yield data.removeprefix(DID).rstrip(b"\0").decode("utf-8", "replace")


def _arrays(answers: Answers) -> list[Any]:
    return [part for part in _parts(answers) if isinstance(part, np.ndarray)]
