"""The gradebook keeps every result, and knows which of them are the class's now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from autograder.gradebook.model import Described, Row
from autograder.gradebook.store import Gradebook
from autograder.hints import Hint
from autograder.identity.people import Handed, Known, Person
from autograder.results import Status

RowOf = Callable[..., Row]
Keep = Callable[[Row], None]


def students(gradebook: Gradebook) -> list[str]:
    return [row.result.student for row in gradebook.rows()]


def test_a_recorded_result_is_reused_as_it_was(
    gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    row = row_of("Zoë")
    keep(row)
    assert gradebook.reuse(row.key) == row.result


@pytest.mark.parametrize(
    "field",
    ["student", "submission", "submission_sha256", "suite_sha256", "vectors_sha256", "engine",
     "settings"],
)  # fmt: skip
def test_a_result_is_not_reused_when_anything_it_depends_on_changed(
    field: str, gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    row = row_of()
    keep(row)
    changes: dict[str, str] = {field: "other"}
    assert gradebook.reuse(replace(row.key, **changes)) is None


@pytest.mark.parametrize(
    ("status", "is_reused"),
    [(Status.GRADED, True), (Status.UNREADABLE, True), (Status.GRADER_ERROR, False)],
)
def test_only_an_error_of_the_grader_is_retried(
    status: Status, is_reused: bool, gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    row = row_of(status=status)
    keep(row)
    assert (gradebook.reuse(row.key) is not None) is is_reused


def test_a_submission_without_bytes_is_looked_at_again(gradebook: Gradebook, row_of: RowOf) -> None:
    row = row_of(status=Status.UNREADABLE, submission_sha256="")
    gradebook.record(row.key, row.result, content=None, seconds=0.0)
    assert gradebook.reuse(row.key) is None


def test_the_latest_result_is_the_one_reused(
    gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    keep(row_of(message="first"))
    keep(row_of(message="second"))
    found = gradebook.reuse(row_of().key)
    assert found is not None
    assert found.message == "second"


def test_the_class_list_is_empty_until_a_run_finishes(
    gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    keep(row_of())
    assert students(gradebook) == []


def test_the_class_list_is_sorted_by_student_in_nfc_then_path(
    gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    decomposed = "e\u0301a"  # begins with e, but sorts as é does
    for name in ("😀", "zoe", "éb", decomposed, "Zoe", "\uffee"):
        keep(row_of(name))
    keep(row_of("zoe", submission="a.py"))
    gradebook.finish(whole=True)
    assert students(gradebook) == ["Zoe", "zoe", "zoe", decomposed, "éb", "\uffee", "😀"]
    assert [row.key.submission for row in gradebook.rows()][1:3] == ["a.py", "zoe.py"]


def test_a_row_has_the_key_under_which_it_was_recorded(
    gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    row = row_of()
    keep(row)
    gradebook.finish(whole=True)
    assert list(gradebook.rows()) == [row]


def test_a_whole_run_replaces_the_class_list(tmp_path: Path, row_of: RowOf) -> None:
    run(tmp_path, row_of("alice"), row_of("bob"))
    assert run(tmp_path, row_of("carol")) == ["carol"]


def test_a_reused_result_is_in_the_class_list(tmp_path: Path, row_of: RowOf) -> None:
    run(tmp_path, row_of("alice"))
    with Gradebook.open(tmp_path) as gradebook:
        gradebook.reuse(row_of("alice").key)
        gradebook.finish(whole=True)
        assert students(gradebook) == ["alice"]


def test_a_run_of_some_students_replaces_only_their_rows(tmp_path: Path, row_of: RowOf) -> None:
    run(tmp_path, row_of("alice"), row_of("bob"))
    with Gradebook.open(tmp_path) as gradebook:
        row = row_of("bob", submission="bob.ipynb", message="new")
        gradebook.record(row.key, row.result, content=b"", seconds=0.1)
        gradebook.finish(whole=False)
        found = [(each.result.student, each.result.submission) for each in gradebook.rows()]
    assert found == [("alice", "alice.py"), ("bob", "bob.ipynb")]


def test_a_run_that_did_not_finish_leaves_the_class_list(tmp_path: Path, row_of: RowOf) -> None:
    run(tmp_path, row_of("alice"))
    with Gradebook.open(tmp_path) as gradebook:
        row = row_of("bob")
        gradebook.record(row.key, row.result, content=b"", seconds=0.1)
    with Gradebook.open(tmp_path) as gradebook:
        assert students(gradebook) == ["alice"]
        assert gradebook.reuse(row.key) == row.result


def test_what_is_forgotten_is_not_reused(gradebook: Gradebook, row_of: RowOf, keep: Keep) -> None:
    keep(row_of())
    gradebook.forget()
    assert gradebook.reuse(row_of().key) is None


def test_only_the_students_asked_for_are_forgotten(
    gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    keep(row_of("alice"))
    keep(row_of("bob"))
    gradebook.forget(["bob"])
    reused = [gradebook.reuse(row_of(name).key) is not None for name in ("alice", "bob")]
    assert reused == [True, False]


def test_forgetting_leaves_the_class_list(gradebook: Gradebook, row_of: RowOf, keep: Keep) -> None:
    keep(row_of())
    gradebook.finish(whole=True)
    gradebook.forget()
    assert students(gradebook) == ["alice"]


def test_what_is_recorded_after_forgetting_is_reused(
    gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    keep(row_of())
    gradebook.forget()
    keep(row_of())
    assert gradebook.reuse(row_of().key) is not None


@pytest.mark.parametrize("content", [b"", b"def f(): pass\n", bytes(range(256)) * 100])
def test_the_graded_bytes_are_kept(content: bytes, gradebook: Gradebook, row_of: RowOf) -> None:
    digest = sha256(content).hexdigest()
    row = row_of(submission_sha256=digest)
    gradebook.record(row.key, row.result, content=content, seconds=0.1)
    assert gradebook.content(digest) == content


def test_bytes_that_were_never_kept_are_none(gradebook: Gradebook) -> None:
    assert gradebook.content("0" * 64) is None


@pytest.mark.parametrize("student", ["a\udc80b", "a\x00b", "", "'; DROP TABLE results; --", "\n"])
def test_any_name_is_recorded_and_found_again(
    student: str, gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    keep(row_of(student))
    assert gradebook.reuse(row_of(student).key) is not None


def test_lone_surrogates_in_texts_are_written_out(
    gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    row = row_of(message="got \ud800", notes=("\udfff",))
    keep(row)
    found = gradebook.reuse(row.key)
    assert found is not None
    assert (found.message, found.notes) == (r"got \ud800", (r"\udfff",))


def test_files_are_remembered_per_folder(gradebook: Gradebook) -> None:
    gradebook.set_files("results", ["a.json", "b.json"])
    gradebook.set_files("feedback", ["a.html"])
    gradebook.set_files("results", ["b.json"])
    assert (gradebook.files("results"), gradebook.files("feedback")) == ({"b.json"}, {"a.html"})


def run(out: Path, *rows: Row) -> list[str]:
    """Do a whole run whose results are `rows`, and return the students then listed."""
    with Gradebook.open(out) as gradebook:
        for row in rows:
            gradebook.record(row.key, row.result, content=b"x = 1", seconds=0.1)
        gradebook.finish(whole=True)
        return students(gradebook)


def test_what_is_known_of_students_is_kept_and_replaced(gradebook: Gradebook) -> None:
    first = Known(person=Person(name="Zoë", lms_id="7"), handed=Handed(is_late=False))
    second = Known(person=Person(name="Zoë"), handed=Handed(is_late=True, attempt=2))
    gradebook.introduce({"zoe": first, "ada": first})
    gradebook.introduce({"zoe": second})
    assert gradebook.known() == {"zoe": second, "ada": first}


# What reports say of the assignment


def test_what_is_said_of_the_assignment_comes_back(gradebook: Gradebook) -> None:
    hint = Hint(question="q1", title="Twice as large.", hint="Look at the factor.")
    described = Described(
        title="λ\udc80", seed=7, hints={"no-half": hint}, starter={"a.py": "x"}, versions={"a": "1"}
    )
    gradebook.describe(Described(title="of an earlier run"))
    gradebook.describe(described)
    assert gradebook.described() == replace(described, title="λ\\udc80")


def test_an_assignment_of_which_nothing_was_said_is_blank(gradebook: Gradebook) -> None:
    assert gradebook.described() == Described()


def test_a_row_tells_when_it_was_graded_and_how_long_that_took(
    gradebook: Gradebook, keep: Keep, row_of: RowOf
) -> None:
    keep(row_of())
    gradebook.finish(whole=True)
    (row,) = gradebook.rows()
    assert row.seconds == 0.1
    assert row.recorded_at.endswith("+00:00")


def test_history_is_every_result_of_a_student_oldest_first(
    gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    for name, message in (("alice", "first"), ("bob", "other"), ("alice", "second")):
        keep(row_of(name, message=message))
    found = [past.result.message for past in gradebook.history("alice")]
    assert found == ["first", "second"]


def test_history_tells_what_is_in_the_class_list(tmp_path: Path, row_of: RowOf) -> None:
    run(tmp_path, row_of("alice", message="first"))
    run(tmp_path, row_of("alice", message="second"))
    with Gradebook.open(tmp_path) as gradebook:
        assert [past.is_listed for past in gradebook.history("alice")] == [False, True]


def test_history_knows_a_name_however_its_accents_are_composed(
    gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    keep(row_of("Zo\u00eb"))
    assert len(list(gradebook.history("Zoe\u0308"))) == 1


def test_students_are_those_listed_and_those_known(tmp_path: Path, row_of: RowOf) -> None:
    run(tmp_path, row_of("alice"))
    run(tmp_path, row_of("bob"))
    with Gradebook.open(tmp_path) as gradebook:
        gradebook.introduce({"carol": Known()})
        assert gradebook.students() == {"bob", "carol"}
        assert gradebook.students(ever=True) == {"alice", "bob"}


def test_a_kept_value_takes_the_place_of_the_one_before(gradebook: Gradebook) -> None:
    assert gradebook.kept("terms", str) is None
    for text in ("first", "second"):
        gradebook.keep("terms", text)
    assert gradebook.kept("terms", str) == "second"


def test_the_journal_says_who_noted_what_about_whom(
    gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "ta")
    gradebook.note("the late policy was changed")
    gradebook.note("an override was made", ["Zoe\u0308", "bob"])
    told = [(each.who, each.student, each.what) for each in gradebook.journal("Zo\u00eb")]
    assert told == [
        ("ta", "", "the late policy was changed"),
        ("ta", "Zoe\u0308", "an override was made"),
    ]
    assert len(gradebook.journal()) == 3
