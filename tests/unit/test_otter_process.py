"""The engine's process beside Otter: what it is asked, what it answers, and when it is replaced."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.description import find
from autograder.errors import UsageError
from autograder.otter import grading, serve
from autograder.otter.grading import Grading
from autograder.otter.reply import Graded, Request, decode_reply, decode_request, encode
from autograder.results import Level, Result, Status
from autograder.run.level import Proof

REPOSITORY = find(Path(__file__).parent)
CLASS = REPOSITORY.root / "tests/submissions/class"


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as Otter's zip holds it."""
    folder = tmp_path_factory.mktemp("grader")
    named = (REPOSITORY.root / "pyproject.toml", REPOSITORY.hidden_vectors, REPOSITORY.hints)
    for path in (*named, *REPOSITORY.helpers, *REPOSITORY.hidden_suite.glob("*.*")):
        copy = folder / path.relative_to(REPOSITORY.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    return folder


@pytest.fixture(scope="module")
def engines() -> Iterator[None]:
    """End, at last, the processes that were kept."""
    yield
    grading._close_all()


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A student's folder: 71 points."""
    shutil.copy(CLASS / "alice_moreau.py", tmp_path)
    return tmp_path


def points(graded: Graded) -> list[int]:
    """Return the points of each question."""
    return [question.points for question in graded.result.questions]


def handed_in(folder: Path, *added: str) -> str:
    """Return which file of a folder is read, or why none is."""
    entry = serve._entry(Request(folder=str(folder), added=added), REPOSITORY)
    read = entry.read()
    return getattr(read, "reason", None) or read.path


def test_a_request_comes_back_from_its_line() -> None:
    request = Request(folder="/a\nb", added=("tests",))
    line = encode(request)
    assert line.count(b"\n") == 1
    assert decode_request(line) == request


def test_an_answer_comes_back_from_its_line() -> None:
    result = Result(
        student="submission", submission="\udc80.py", submission_sha256="",
        status=Status.UNREADABLE, level=Level.SEALED, questions=(), rules=(),
    )  # fmt: skip
    reply = decode_reply(encode(Graded(result=result, extra_data={"level": "sealed"})))
    assert isinstance(reply, Graded)
    assert (reply.result.submission, reply.extra_data) == ("\\udc80.py", {"level": "sealed"})


def test_a_fault_comes_back_from_its_line() -> None:
    assert decode_reply(encode("the disk is full")) == "the disk is full"


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
    weak = Proof(level=Level.OPEN, attempts={}, reason="there is no Landlock")
    monkeypatch.setattr("autograder.run.level.best", lambda: weak)
    with pytest.raises(UsageError, match="because there is no Landlock"):
        serve._level()


@pytest.mark.slow
@pytest.mark.usefixtures("engines")
def test_a_process_is_kept_and_replaced_when_it_has_died(assignment: Path, wrong: Path) -> None:
    request = Request(folder=str(wrong))
    first = Grading(assignment, request)
    assert points(first.result()) == [25, 46]
    again = Grading(assignment, request)
    assert again._engine is first._engine
    assert points(again.result()) == [25, 46]
    first._engine._process.kill()
    assert points(Grading(assignment, request).result()) == [25, 46]
