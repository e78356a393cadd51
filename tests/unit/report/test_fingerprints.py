"""Which submissions are alike."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.errors import GraderFault, UsageError
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.model import Described
from autograder.report import fingerprints, similarity
from autograder.report.alike import FRAME, Compared, File, Task
from autograder.results import Result

STARTER = '''
def cost(a, parameters, rate):
    """Return the cost of what was given, with everything that belongs to it."""
    weights = [parameters[name] for name in sorted(parameters) if name.startswith("W")]
    total = None
    return total
'''
MINE = (
    STARTER
    + """
def squares(matrix):
    found = 0.0
    for row in matrix:
        for entry in row[1:-1]:
            found = found + entry * entry - 0.25 / (1 + entry)
        while found > 1000 and row:
            found, row = found // 3, row[2:]
    return found or max(found, 17) ** 2
"""
)
RENAMED = MINE.replace("found", "result").replace("entry", "cell").replace("row", "line")
OTHER = (
    STARTER
    + """
def squares(matrix):
    import numpy as np
    flat = np.asarray(matrix).ravel()
    return float(flat @ flat) if flat.size else 0.0
"""
)


def file(text: str, name: str = "a.py") -> File:
    content = text.encode()
    return File(digest=sha256(content).hexdigest(), name=name, content=content)


def compared(*files: File, starter: str = STARTER) -> Compared:
    return fingerprints.compare(Task(starter={"a.py": starter}), iter(files))


def notebook(text: str) -> str:
    cells = [{"cell_type": "markdown", "source": "x"}, {"cell_type": "code", "source": text}]
    return json.dumps({"cells": cells})


def test_a_renamed_copy_is_found() -> None:
    one, other = file(MINE), file(RENAMED)
    (pair,) = compared(one, file(OTHER), other).pairs
    assert {pair.one, pair.other} == {one.digest, other.digest}
    assert min(pair.share_of_one, pair.share_of_other) > 0.9


def test_a_copy_is_found_in_a_notebook_too() -> None:
    assert len(compared(file(MINE), file(notebook(RENAMED), "b.ipynb")).pairs) == 1


def test_what_students_received_makes_nobody_alike() -> None:
    ours = (file(MINE), file(RENAMED))
    assert compared(*ours, starter=MINE).pairs == ()
    assert len(compared(*ours, starter="").pairs) == 1


def test_what_many_wrote_makes_nobody_alike() -> None:
    many = [file(f"{MINE}\n# {number}") for number in range(11)]
    found = compared(*many)
    assert (found.pairs, found.common) == ((), 10)


@pytest.mark.parametrize(
    "bad",
    [
        File(digest="0", name="a.py", content=b"\xff\xfe\x00"),
        File(digest="0", name="a.ipynb", content=b"[" * 100_000),
        File(digest="0", name="a.py", content=b"x = 1\n" * 20_000),
        File(digest="0", name="a.py", content=b"#" * (9 << 20)),
    ],
    ids=["no text", "nested", "much code", "large"],
)
def test_what_cannot_be_compared_is_left_out(bad: File) -> None:
    found = compared(file(MINE), bad, file(RENAMED))
    assert (found.left_out, found.compared, len(found.pairs)) == (1, 2, 1)


def test_a_passage_that_a_file_repeats_counts_each_time() -> None:
    twice = MINE + MINE.replace("squares", "more")
    (pair,) = compared(file(twice), file(twice + "\n# another file"), starter="").pairs
    (once,) = compared(file(MINE), file(RENAMED), starter="").pairs
    assert pair.share_of_one == pair.share_of_other == 1.0
    assert pair.characters > 1.5 * once.characters


@settings(deadline=None)
@given(*[st.text("abc", max_size=90)] * 4, st.text("abc", min_size=32, max_size=40))
def test_files_that_share_32_characters_share_a_fingerprint(
    before: str, after: str, other_before: str, other_after: str, shared: str
) -> None:
    one = fingerprints._winnowed(fingerprints._hashes(before + shared + after))
    other = fingerprints._winnowed(fingerprints._hashes(other_before + shared + other_after))
    assert set(one) & set(other)


@given(st.lists(st.integers(0, 9), max_size=40))
def test_every_window_has_its_least_hash_kept(hashes: list[int]) -> None:
    kept = {at: hash_ for hash_, places in fingerprints._winnowed(hashes).items() for at in places}
    for begin in range(max(1, len(hashes) - 7) if hashes else 0):
        window = range(begin, min(begin + 8, len(hashes)))
        assert min(hashes[at] for at in window) in {kept.get(at) for at in window}


@pytest.mark.parametrize("text", ["", "x", "\n\n# only a comment"])
def test_hardly_any_code_is_like_nothing(text: str) -> None:
    assert compared(file(text), file(MINE)).pairs == ()


def test_a_file_that_takes_too_long_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object) -> Iterator[int]:
        while True:
            pass

    monkeypatch.setattr(fingerprints, "_SECONDS_PER_FILE", 0.05)
    monkeypatch.setattr(fingerprints, "_code", endless)
    assert fingerprints.compare(Task(starter={}), iter([file(MINE)])).left_out == 1


# The process that compares


@pytest.fixture
def gradebook(
    tmp_path: Path, result: Callable[..., Result], record: Callable[..., None]
) -> Iterator[Gradebook]:
    """Return the gradebook of three students, two of whom handed in the same bytes."""
    with Gradebook.open(tmp_path) as opened:
        opened.describe(Described(starter={"a.py": STARTER}))
        for student, text in (("a", MINE), ("b", RENAMED), ("c", MINE)):
            record(opened, result(student), text.encode())
        record(opened, result("d", submission_sha256=""), b"")
        opened.finish(whole=True)
        yield opened


def test_each_file_of_a_class_is_compared_once_in_another_process(gradebook: Gradebook) -> None:
    found = similarity.compare(gradebook)
    assert (found.compared, found.left_out, len(found.pairs)) == (3, 0, 1)


def test_a_comparison_that_takes_too_long_is_given_up(
    gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similarity, "_SECONDS", 0.01)
    with pytest.raises(UsageError, match="leave --similarity out"):
        similarity.compare(gradebook)


def test_a_comparing_process_that_fails_is_our_fault(
    gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similarity, "_COMPARING", "autograder.no_such_module")
    with pytest.raises(GraderFault, match="No module named"):
        similarity.compare(gradebook)


HOSTILE = """
import os, socket
from autograder.report import fingerprints

def acting(content, name):
    acts = (
        lambda: open("/etc/passwd"),
        lambda: open(os.path.join(os.path.dirname(fingerprints.__file__), "alike.py")),
        lambda: os.listdir("/home"),
        lambda: open("written", "w"),
        lambda: socket.socket(),
        os.fork,
        lambda: os.kill(os.getppid(), 0),
        lambda: os.execv("/bin/sh", ["sh"]),
    )
    for act in acts:
        try:
            act()
        except OSError:
            continue
        return "let = through"
    raise ValueError("all of them were refused")

fingerprints._code = acting
fingerprints.main()
"""


def test_whatever_a_file_makes_the_comparison_do_is_done_in_a_sealed_process(
    tmp_path: Path,
) -> None:
    messages = [msgspec.msgpack.encode(each) for each in (Task(starter={}), file("x = 1"))]
    frames = b"".join(FRAME.pack(len(message)) + message for message in messages)
    done = subprocess.run(
        [sys.executable, "-c", HOSTILE], input=frames, capture_output=True, cwd=tmp_path, check=True
    )
    found = msgspec.msgpack.decode(done.stdout, type=Compared)
    assert (found.left_out, found.compared) == (1, 0)
    assert list(tmp_path.iterdir()) == []
