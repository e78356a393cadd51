"""The engine's process beside Otter: what it is asked, what it answers, and when it is replaced."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from autograder.description import find
from autograder.errors import GraderFault, UsageError
from autograder.hosts.otter import grading, serve
from autograder.hosts.otter.grading import Grading
from autograder.hosts.otter.reply import Graded, Request, encode
from autograder.results import Level, Result, Status
from autograder.sandbox.outside.level import Proof

Asking = Callable[[str], Grading]

REPOSITORY = find(Path(__file__).parent)


@pytest.fixture
def request_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asking]:
    """Ask a stand-in of the engine, which answers each request by its folder's name."""
    answers = "print(json.dumps(json.loads(line)['folder']), flush=True)"
    program = f"import json, sys\nfor line in sys.stdin: {answers}"
    monkeypatch.setattr(grading, "_PROGRAM", ("-c", program))
    yield lambda folder: Grading(tmp_path, Request(folder=folder))
    grading._close_all()


def answer(asked: Grading) -> str:
    """Return the sentence that came instead of a grade."""
    with pytest.raises(GraderFault) as fault:
        asked._engine.answer()
    return str(fault.value)


def handed_in(folder: Path, *added: str) -> str:
    """Return which file of a folder is read, or why none is."""
    entry = serve._entry(Request(folder=str(folder), added=added), REPOSITORY)
    read = entry.read()
    return getattr(read, "reason", None) or read.path


def test_a_request_comes_back_from_its_line() -> None:
    request = Request(folder="/a\nb", added=("tests",))
    line = encode(request)
    assert line.count(b"\n") == 1
    assert msgspec.json.decode(line, type=Request) == request


def test_an_answer_comes_back_from_its_line() -> None:
    result = Result(
        student="submission", submission="\udc80.py", submission_sha256="",
        status=Status.UNREADABLE, level=Level.SEALED, questions=(), rules=(),
    )  # fmt: skip
    reply = msgspec.json.decode(
        encode(Graded(result=result, extra_data={"level": "sealed"})), type=Graded | str
    )
    assert isinstance(reply, Graded)
    assert (reply.result.submission, reply.extra_data) == ("\\udc80.py", {"level": "sealed"})


def test_a_fault_comes_back_from_its_line() -> None:
    assert msgspec.json.decode(encode("the disk is full"), type=Graded | str) == "the disk is full"


def test_what_otter_added_is_not_the_students(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def compute_cost_with_regularization(): pass", "utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/q1.py").write_text("def compute_cost_with_regularization(): pass", "utf-8")
    assert handed_in(tmp_path, "tests") == "mine.py"


def test_a_single_file_is_the_submission_whatever_it_holds(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_bytes("def f(): pass".encode("utf-16"))
    assert handed_in(tmp_path) == "mine.py"


def test_a_single_zip_is_looked_into(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("deep/regularization.py", "x = 1")
    assert handed_in(tmp_path).endswith("deep/regularization.py")


def test_a_log_of_otters_is_nobodys_work(tmp_path: Path) -> None:
    (tmp_path / "regularization.ipynb").write_text("{}", "utf-8")
    (tmp_path / ".OTTER_LOG").write_bytes(b"pickled")
    assert handed_in(tmp_path) == "regularization.ipynb"


def test_nothing_is_graded_below_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    weak = Proof(level=Level.OPEN, probes={}, reason="there is no Landlock")
    monkeypatch.setattr("autograder.sandbox.outside.level.best", lambda: weak)
    with pytest.raises(UsageError, match="because there is no Landlock"):
        serve._level()


def test_a_process_is_kept_for_the_next_submission(
    request_of: Asking,
) -> None:
    first = request_of("one")
    assert answer(first) == "one"
    second = request_of("two")
    assert second._engine is first._engine
    assert answer(second) == "two"


def test_a_process_that_has_died_is_replaced(request_of: Asking) -> None:
    first = request_of("one")
    answer(first)
    first._engine._process.kill()
    second = request_of("two")
    with pytest.raises(GraderFault, match="two"):
        second.result()
    assert second._engine is not first._engine


def test_an_answer_that_nobody_took_is_not_the_next_submissions(
    request_of: Asking,
) -> None:
    request_of("one")
    assert answer(request_of("two")) == "two"


def test_a_process_that_ends_without_an_answer_is_a_fault_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grading, "_PROGRAM", ("-c", ""))
    with pytest.raises(GraderFault, match="gave no answer"):
        Grading(tmp_path, Request(folder="one")).result()
