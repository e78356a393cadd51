"""The lines of a submission that were run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.gradebook.store import Gradebook
from autograder.report import code as module
from autograder.report.code import Part, Wanted, code
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
