"""The lines of a submission that were run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from autograder.gradebook.store import Gradebook
from autograder.report import code as module
from autograder.report.alike import FRAME
from autograder.report.code import code, of_function
from autograder.report.parts import Part, Wanted
from autograder.report.slices import cut
from autograder.results import Result

Record = Callable[..., None]
ResultOf = Callable[..., Result]
TEXT = b"import numpy\n\n\ndef f():\n    return 1\nplot()\n"


def wanted(content: bytes, *taken: str, name: str = "a.py") -> Wanted:
    return Wanted(digest="d", name=name, content=content, taken=taken)


def test_lines_of_a_module_are_cut_out_with_their_numbers() -> None:
    assert list(cut(wanted(TEXT, "line 1", "lines 4-5"))) == [
        Part(label="", first=1, lines=("import numpy",)),
        Part(label="", first=4, lines=("def f():", "    return 1")),
    ]


def test_lines_of_a_notebook_are_those_of_their_cell() -> None:
    cells = [{"cell_type": "code", "source": text} for text in ("a = 1", "b = 2\nc = 3")]
    book = json.dumps({"cells": cells, "nbformat": 4}).encode()
    assert list(cut(wanted(book, "code cell 2, line 2", name="a.ipynb"))) == [
        Part(label="code cell 2", first=2, lines=("c = 3",))
    ]


def test_a_function_is_its_lines_without_blank_ones() -> None:
    lines = ("x = 1", "def f(a):", "    b = a", "", "    return b", "def g():", "    return 2")
    part = Part(label="", first=1, lines=lines)
    assert of_function([part], "f") == ["def f(a):", "    b = a", "    return b"]
    assert of_function([part], "h") == []


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\xff", b"[" * 100_000, b"{}"], ids=["bytes", "nested", "no notebook"]
)
def test_what_is_no_notebook_has_no_lines(content: bytes) -> None:
    assert list(cut(wanted(content, "code cell 1, line 1", name="a.ipynb"))) == []


@pytest.mark.parametrize("place", ["line 99", "code cell 7, line 1", "and 3 more", "line 0"])
def test_a_place_that_is_not_there_is_left_out(place: str) -> None:
    assert not any(part.lines for part in cut(wanted(TEXT, place)))


def test_long_lines_and_many_lines_are_cut() -> None:
    (part,) = cut(wanted(b"x" * 500 + b"\n" + b"y\n" * 1000, "lines 1-1001"))
    assert (len(part.lines), len(part.lines[0])) == (400, 161)


def test_a_process_of_its_own_cuts_them_out_of_a_class(
    tmp_path: Path, record: Record, result: ResultOf
) -> None:
    with Gradebook.open(tmp_path) as gradebook:
        for student, taken in (("ada", ("lines 4-5",)), ("bob", ("lines 4-5",)), ("eve", ())):
            record(gradebook, result(student, taken=taken), TEXT if taken else b"x = 1")
        gradebook.finish(whole=True)
        found = code(gradebook, (row.result for row in gradebook.rows()))
    assert [*found.values()] == [(Part(label="", first=4, lines=("def f():", "    return 1")),)]


def test_without_that_process_there_are_none(
    tmp_path: Path, record: Record, result: ResultOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_CUTTING", "autograder.no_such_module")
    with Gradebook.open(tmp_path) as gradebook:
        record(gradebook, result("ada", taken=("line 1",)), TEXT)
        gradebook.finish(whole=True)
        assert code(gradebook, (row.result for row in gradebook.rows())) == {}


HOSTILE = """
import os, socket
from autograder.report import slices

cells = slices.source.cells

def acting(content, name):
    if len(content) < 20:  # what is read before the process is sealed
        return cells(content, name)
    for act in (lambda: open("/etc/passwd"), lambda: open("written", "w"), socket.socket, os.fork):
        try:
            act()
        except OSError:
            continue
        os.write(2, b"let through")
    raise ValueError("all of them were refused")

slices.source.cells = acting
slices.main()
"""


def test_whatever_a_file_makes_the_cutting_do_is_done_in_a_sealed_process(tmp_path: Path) -> None:
    message = msgspec.msgpack.encode(wanted(TEXT, "line 1"))
    done = subprocess.run(
        [sys.executable, "-c", HOSTILE],
        input=FRAME.pack(len(message)) + message,
        capture_output=True,
        cwd=tmp_path,
        check=True,
    )
    assert msgspec.msgpack.decode(done.stdout) == {"d": []}
    assert (done.stderr, list(tmp_path.iterdir())) == (b"", [])
