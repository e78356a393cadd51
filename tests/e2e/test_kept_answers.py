"""What submissions returned is kept, so that a changed rule is judged without running anybody."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import h5py
import numpy as np
import pytest
from typer.testing import CliRunner

from autograder import forking
from autograder.cli.app import app
from autograder.description import find
from autograder.errors import UsageError
from autograder.gradebook.store import Gradebook
from autograder.grading import regrade as again
from autograder.grading import run
from autograder.grading.engine import Engine
from autograder.results import Level, Result
from autograder.vectors.hdf5 import read
from autograder.vectors.model import leaves

Autograder = Callable[..., CompletedProcess[str]]
Files = Callable[[Path], dict[str, bytes]]

_SOME = "substr(submission_sha256, 1, 1) IN ('0', '3', '6', '9', 'c')"
OF_0_1_0 = Path(__file__).parents[1] / "unit/gradebook/version-0.1.0.sqlite"


class Silent:
    def begin(self, total: int) -> None:
        pass

    def note(self, sentence: str) -> None:
        pass

    def known(self, result: Result, *, reused: bool, seconds: float = 0.0) -> None:
        pass


@pytest.fixture(scope="module")
def rules(module_assignment: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of rules, one of which is worth two points more."""
    suite = tmp_path_factory.mktemp("rules") / "hidden"
    shutil.copytree(module_assignment / "tests/hidden", suite)
    file = suite / "test_q1_cost.py"
    text = file.read_text("utf-8")
    assert "points(9)" in text
    file.write_text(text.replace("points(9)", "points(11)", 1), "utf-8")
    return suite


@pytest.fixture(scope="module")
def level(small_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Level:
    """How strongly the small class was confined."""
    copy = shutil.copytree(small_out, tmp_path_factory.mktemp("level") / "out")
    with Gradebook.open(Path(copy)) as gradebook:
        found = again.level_of(gradebook)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def engine(module_assignment: Path, rules: Path, level: Level) -> Engine:
    """What grades with these rules."""
    return Engine.load(replace(find(module_assignment), hidden_suite=rules), level)


def recorded(out: Path) -> list[tuple[object, ...]]:
    """Return every result that was ever recorded, and all answers that are kept."""
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as db:
        tables = ("results", "answers", "parts", "parts_in")
        return [row for table in tables for row in db.execute(f"SELECT * FROM {table}")]


def nobody(*_: object, **__: object) -> None:
    raise AssertionError("a submission was run")


def test_a_preview_tells_what_grading_again_then_does(
    out: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "Pool", nobody)
    with Gradebook.open(out) as gradebook:
        told = again.preview(gradebook, engine)
        planned = again.plan(gradebook, engine)
        done = again.regrade(gradebook, engine, Silent(), planned)
    assert list(told.changes) == done
    assert [(each.old, each.new) for each in done if each.student == "georg_bauer"] == [(100, 102)]
    assert told.to_run == ()


# A test process may have threads, which do nothing meanwhile.
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_preview_is_the_same_in_several_processes(
    out: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as db, db:
        db.execute(f"UPDATE answers SET packed = x'00' WHERE {_SOME}")
    monkeypatch.setattr(again, "_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(forking, "can_fork", lambda: True)
    with Gradebook.open(out) as gradebook:
        alone = again.preview(gradebook, engine)
        assert again.preview(gradebook, engine, jobs=3) == alone
    assert len(alone.changes) > 1
    assert alone.to_run


def test_the_preview_of_other_rules_changes_nothing(
    autograder: Autograder, module_assignment: Path, rules: Path, out: Path, files_of: Files
) -> None:
    before = files_of(out), recorded(out)
    options = ("--preview", "--suite", rules, "--assignment", module_assignment)
    told = autograder("regrade", out, *options)
    assert told.returncode == 0, told.stderr
    assert "georg_bauer 100 → 102 q1 40 → 42" in " ".join(told.stdout.split())
    assert "scores would change; nothing was changed" in told.stdout
    assert (files_of(out), recorded(out)) == before


def test_rules_are_tried_from_another_folder_only_to_preview_them(
    autograder: Autograder, module_assignment: Path, rules: Path, out: Path
) -> None:
    told = autograder("regrade", out, "--suite", rules, "--assignment", module_assignment)
    assert (told.returncode, told.stdout) == (2, "")
    assert "--suite tries rules and changes nothing: add --preview" in told.stderr


@pytest.mark.parametrize(
    "harm",
    [
        "answers SET packed = x'00'",
        "parts SET packed = substr(packed, 1, length(packed) - 9)",
        "parts SET packed = (SELECT packed FROM parts ORDER BY id LIMIT 1 OFFSET 2)",
    ],
)
def test_answers_that_are_damaged_have_to_be_run_again(
    out: Path, engine: Engine, harm: str
) -> None:
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as db, db:
        changed = db.execute("SELECT count(*) FROM answers").fetchone()[0]
        db.execute(f"UPDATE {harm}")
    with Gradebook.open(out) as gradebook:
        told = again.preview(gradebook, engine)
        assert (len(told.to_run), told.changes) == (changed, ())
        assert changed > 1


def test_damaged_answers_are_run_again_and_kept(
    out: Path, module_assignment: Path, level: Level
) -> None:
    engine = Engine.load(find(module_assignment), level)
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as db, db:
        db.execute("UPDATE answers SET packed = x'00'")
    with Gradebook.open(out) as gradebook:
        planned = again.plan(gradebook, engine)
        again.regrade(gradebook, engine, Silent(), planned)
        assert {why for _, _, why in planned.affected} == {
            ("its answers are not kept, or are damaged",)
        }
        assert again.plan(gradebook, engine).affected == ()


def exported(out: Path, assignment: Path, *options: str) -> str:
    """Return what `export answers` prints; the file is `answers.h5` beside `out`."""
    command = ["export", "answers", str(out), "-o", str(out.with_name("answers.h5"))]
    told = CliRunner().invoke(app, [*command, "--assignment", str(assignment), *options])
    if told.exception and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told.stdout


def test_what_the_class_returned_is_exported(out: Path, module_assignment: Path) -> None:
    assert "answers of 3 of 3 submissions\n" in exported(out, module_assignment)
    with h5py.File(out.with_name("answers.h5")) as file:
        students = file["student"].asstr()[:].tolist()
        costs = file["answers/q1/v001/cost"][:]
        right = read(find(module_assignment).hidden_vectors).vectors[0].expected["cost"]
        assert np.isclose(costs[students.index("georg_bauer")], right, rtol=1e-9)
        assert "dW1" in file["answers/q2"][next(iter(file["answers/q2"]))]


def test_what_the_class_was_asked_is_not_exported(out: Path, module_assignment: Path) -> None:
    exported(out, module_assignment)
    found: list[bytes] = []

    def look(_: str, each: Any) -> None:
        if isinstance(each, h5py.Dataset) and each.dtype.kind == "f":
            found.append(each[()].tobytes())

    with h5py.File(out.with_name("answers.h5")) as file:
        file.visititems(look)
    returned = b"".join(found)
    for vector in read(find(module_assignment).hidden_vectors).vectors:
        for _, given in leaves(vector.inputs):
            if isinstance(given, np.ndarray) and given.size > 3 and given.any():
                assert given.tobytes() not in returned


def test_exported_answers_can_be_without_names(out: Path, module_assignment: Path) -> None:
    exported(out, module_assignment, "--anonymous")
    content = out.with_name("answers.h5").read_bytes()
    assert not any(name in content for name in (b"georg", b"bauer", b"diego", b"anton", b"weber"))
    with h5py.File(out.with_name("answers.h5")) as file:
        assert {name[:8] for name in file["student"].asstr()[:]} == {"student-"}


def test_export_says_whose_answers_are_damaged(out: Path, module_assignment: Path) -> None:
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as db, db:
        one = "SELECT submission_sha256 FROM results WHERE student = 'georg_bauer'"
        db.execute(f"UPDATE answers SET packed = x'00' WHERE submission_sha256 IN ({one})")
    told = exported(out, module_assignment)
    assert "answers of 2 of 3 submissions" in told
    assert "answers that hold now are not kept of 1: run `autograder regrade" in told


def test_without_any_answers_export_says_what_to_do(out: Path, module_assignment: Path) -> None:
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as db, db:
        db.execute("DELETE FROM answers")
    with pytest.raises(UsageError, match="kept no answers that hold now: run `autograder regrade"):
        exported(out, module_assignment)
    assert not out.with_name("answers.h5").exists()


def test_an_out_of_0_1_0_is_run_once_more_before_export(
    tmp_path: Path, module_assignment: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    shutil.copy(OF_0_1_0, out / "gradebook.sqlite")
    with pytest.raises(UsageError, match="kept no answers that hold now: run `autograder regr"):
        exported(out, module_assignment)


def test_where_something_else_bears_on_the_answers_only_running_can_tell(
    out: Path, engine: Engine
) -> None:
    limits = replace(engine.assignment.limits, call_seconds=1.5)
    slower = Engine.load(replace(engine.assignment, limits=limits), engine.level)
    with Gradebook.open(out) as gradebook:
        told = again.preview(gradebook, slower)
    assert (told.changes, told.unchanged) == ((), 0)
    assert "georg_bauer" in {student for student, _ in told.to_run}


def test_a_gradebook_of_0_1_0_has_kept_no_answers(tmp_path: Path, engine: Engine) -> None:
    shutil.copy(OF_0_1_0, tmp_path / "gradebook.sqlite")
    with Gradebook.open(tmp_path) as gradebook:
        assert len(again.preview(gradebook, engine).to_run) == 3


def test_grading_afresh_forgets_the_answers(out: Path) -> None:
    with Gradebook.open(out) as gradebook:
        gradebook.forget(["georg_bauer"])
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as db:
        kept = (
            "SELECT count(*) FROM answers JOIN results USING (submission_sha256) WHERE student = ?"
        )
        assert db.execute(kept, ("georg_bauer",)).fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM answers").fetchone() != (0,)


def test_who_is_erased_leaves_no_answers(out: Path) -> None:
    with Gradebook.open(out) as gradebook:
        digests = [row.key.submission_sha256 for row in gradebook.history("georg_bauer")]
        gradebook.erase("georg_bauer")
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as db:
        kept = "SELECT count(*) FROM answers WHERE submission_sha256 = ?"
        assert [db.execute(kept, (digest,)).fetchone() for digest in digests] == [(0,)]
        unused = "SELECT count(*) FROM parts WHERE id NOT IN (SELECT part FROM parts_in)"
        assert db.execute(unused).fetchone() == (0,)
