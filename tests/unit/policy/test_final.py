"""A final score stands beside the raw one, with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.description import Assignment, find
from autograder.errors import UsageError
from autograder.gradebook.model import Row
from autograder.gradebook.store import Gradebook
from autograder.identity.people import Handed, Known
from autograder.policy import kept
from autograder.policy.final import Final, final, finals
from autograder.results import QuestionResult, Status, Verdict
from autograder.terms import LatePolicy, Override, Terms

RowOf = Callable[..., Row]
Keep = Callable[[Row], None]

DUE = datetime(2026, 11, 20, 12, tzinfo=UTC)
POLICY = LatePolicy(due_at=DUE, late_submission_deduction=10.0)
IN_TIME = Known(handed=Handed(submitted_at="2026-11-20T12:00:00Z"))
LATE = Known(handed=Handed(submitted_at="2026-11-21T15:00:00Z"))


def becomes(row: Row, known: Known, override: Override | None = None) -> Final:
    """Return what a row's score becomes under `POLICY`; it has 9 of 15 points."""
    overrides = {} if override is None else {"alice": override}
    return final(row, known, Terms(policy=POLICY, overrides=overrides))


def test_without_terms_the_final_score_is_the_raw_one(row_of: RowOf) -> None:
    row = row_of()
    assert final(row, LATE, Terms()) == Final(row=row, known=LATE, score=9)


def test_in_time_nothing_is_taken_off_and_nothing_said(row_of: RowOf) -> None:
    row = row_of()
    assert becomes(row, IN_TIME) == Final(row=row, known=IN_TIME, score=9)


def test_late_the_penalty_and_its_reason_are_told(row_of: RowOf) -> None:
    found = becomes(row_of(), LATE)
    assert (found.penalty, found.score) == (3, 6)
    assert found.reason == ("late by 1 d 3 h: 3 off, at 10 % of 15 points for each of 2 days begun")


def test_the_raw_result_stays_as_it_was(row_of: RowOf) -> None:
    row = row_of()
    assert becomes(row, LATE).row is row


def test_a_minimum_that_held_the_penalty_back_is_told(row_of: RowOf) -> None:
    policy = LatePolicy(
        due_at=DUE, late_submission_deduction=30.0, late_submission_minimum_percent=50.0
    )
    found = final(row_of(), LATE, Terms(policy=policy))
    assert (found.penalty, found.score) == (1.5, 7.5)
    assert found.reason.endswith("because lateness takes no score below 50 %")


def test_after_the_cutoff_nothing_is_left(row_of: RowOf) -> None:
    found = final(row_of(), LATE, Terms(policy=LatePolicy(cutoff=DUE)))
    assert (found.penalty, found.score, found.reason) == (
        9, 0, "submitted after the cutoff: 9 off",
    )  # fmt: skip


def test_without_a_time_nothing_is_taken_off_and_that_is_said(row_of: RowOf) -> None:
    found = becomes(row_of(), Known())
    assert (found.penalty, found.score, found.is_untimed) == (0, 9, True)
    assert "the time of submission is not known" in found.note


def test_a_score_by_override_takes_the_place_of_the_raw_one(row_of: RowOf) -> None:
    found = becomes(row_of(), LATE, Override(score=12.0, comment="oral exam"))
    assert (found.penalty, found.score) == (0, 12)
    assert found.reason == "an override sets 12 instead of 9 (oral exam)"


def test_a_score_by_override_beyond_the_possible_points_is_told(row_of: RowOf) -> None:
    found = becomes(row_of(), LATE, Override(score=20.0))
    assert "more than the 15 possible" in found.reason


def test_an_override_may_give_a_score_where_the_grader_failed(row_of: RowOf) -> None:
    row = row_of(status=Status.GRADER_ERROR)
    assert becomes(row, LATE, Override(score=12.0)).score == 12


def test_a_fault_of_the_grader_has_no_final_score(row_of: RowOf) -> None:
    assert becomes(row_of(status=Status.GRADER_ERROR), LATE).score is None


def test_an_excused_student_is_taken_out(row_of: RowOf) -> None:
    found = becomes(row_of(), LATE, Override(excused=True, comment="ill"))
    assert (found.excused, found.penalty, found.reason) == (True, 0, "excused (ill)")


@pytest.mark.parametrize(("deduction", "score"), [(100.0, 0), (60.0, 6)])
def test_who_handed_in_nothing_gets_what_the_missing_deduction_leaves(
    deduction: float, score: float, row_of: RowOf
) -> None:
    row = row_of(status=Status.UNREADABLE, submission_sha256="")
    row = replace(row, result=replace(row.result, questions=_worthless(row)))
    policy = LatePolicy(due_at=DUE, missing_submission_deduction=deduction)
    assert final(row, LATE, Terms(policy=policy)).score == score


def _worthless(row: Row) -> tuple[QuestionResult, ...]:
    return tuple(replace(question, points=0) for question in row.result.questions)


def test_what_has_bytes_and_cannot_be_read_is_not_missing(row_of: RowOf) -> None:
    row = row_of(status=Status.UNREADABLE)
    policy = LatePolicy(missing_submission_deduction=60.0)
    assert final(row, Known(), Terms(policy=policy)).score == 9


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """An assignment with a late policy."""
    return replace(find(Path(__file__).parent), late_policy=POLICY)


def test_finals_are_the_class_list_in_its_order_under_the_assignments_policy(
    gradebook: Gradebook, keep: Keep, row_of: RowOf, assignment: Assignment
) -> None:
    for name in ("bob", "alice"):
        keep(row_of(name))
    gradebook.introduce({"bob": LATE, "alice": IN_TIME})
    gradebook.finish(whole=True)
    found = [(each.row.result.student, each.score) for each in finals(gradebook, assignment)]
    assert found == [("alice", 9), ("bob", 6)]


def test_without_an_assignment_the_terms_of_the_last_run_hold(
    gradebook: Gradebook, keep: Keep, row_of: RowOf
) -> None:
    keep(row_of("alice"))
    gradebook.introduce({"alice": LATE})
    gradebook.finish(whole=True)
    kept.keep(gradebook, Terms(policy=POLICY, overrides={"alice": Override(extra_days=1.0)}))
    assert [each.penalty for each in finals(gradebook, None)] == [1.5]


def test_another_assignments_policy_is_refused(
    gradebook: Gradebook, assignment: Assignment
) -> None:
    kept.keep(gradebook, Terms(assignment="another"))
    with pytest.raises(UsageError, match="contains grades of another, not of regularization"):
        kept.current(gradebook, assignment)


def test_overrides_of_the_command_line_hold_until_the_description_names_some(
    gradebook: Gradebook, keep: Keep, row_of: RowOf, assignment: Assignment, tmp_path: Path
) -> None:
    keep(row_of("alice"))
    gradebook.finish(whole=True)
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    first.write_text("student,score\nalice,1\n")
    second.write_text("student,score\nalice,2\n")
    kept.keep(gradebook, kept.current(gradebook, assignment, first))
    described = replace(assignment, overrides=second)
    found = [kept.current(gradebook, each).overrides for each in (assignment, described)]
    assert [each["alice"].score for each in found] == [1, 2]


def test_overrides_that_left_the_description_hold_no_longer(
    gradebook: Gradebook, keep: Keep, row_of: RowOf, assignment: Assignment, tmp_path: Path
) -> None:
    keep(row_of("alice"))
    gradebook.finish(whole=True)
    path = tmp_path / "1.csv"
    path.write_text("student,score\nalice,1\n")
    described = replace(assignment, overrides=path)
    kept.keep(gradebook, kept.current(gradebook, described))
    assert kept.current(gradebook, assignment).overrides == {}


def test_overrides_of_the_command_line_hold_for_who_is_not_listed_yet(
    gradebook: Gradebook, assignment: Assignment
) -> None:
    terms = Terms(overrides={"bob": Override(score=1.0)}, by_option=True)
    kept.keep(gradebook, terms)
    assert kept.current(gradebook, assignment).overrides == terms.overrides


def test_terms_are_kept_as_they_are(gradebook: Gradebook) -> None:
    terms = Terms(
        assignment="a",
        policy=POLICY,
        overrides={"zoë": Override(due_at=DUE, slip_days=0, comment="x"), "b": Override()},
        by_option=True,
    )
    kept.keep(gradebook, terms)
    assert kept.kept(gradebook) == terms


@pytest.mark.parametrize("stored", ["{", '{"policy": {"nothing": 1}}', "[]"])
def test_terms_that_are_none_are_called_damaged(stored: str, gradebook: Gradebook) -> None:
    gradebook.keep("terms", stored)
    with pytest.raises(UsageError, match="is damaged"):
        kept.kept(gradebook)


def test_a_comment_alone_changes_nothing_and_is_told(row_of: RowOf) -> None:
    found = becomes(row_of(), IN_TIME, Override(comment="well done"))
    assert (found.score, found.penalty, found.reason, found.comment) == (9, 0, "", "well done")


def test_a_comment_is_told_beside_a_penalty(row_of: RowOf) -> None:
    found = becomes(row_of(), LATE, Override(comment="see me"))
    assert (found.score, found.comment) == (6, "see me")


def test_a_comment_is_told_once_where_it_is_the_reason(row_of: RowOf) -> None:
    found = becomes(row_of(), LATE, Override(score=12, comment="on paper"))
    assert found.reason == "an override sets 12 instead of 9 (on paper)"
    assert found.comment == ""


@pytest.mark.parametrize(("points", "score"), [(0, 7.5), (9, 9)])
def test_who_handed_in_nothing_keeps_at_least_what_was_marked(
    row_of: RowOf, points: int, score: float
) -> None:
    by_hand = QuestionResult(
        id="essay", title="Why?", verdict=Verdict.MARKED, points=points, max_points=15
    )
    row = row_of(status=Status.UNREADABLE, submission_sha256="", questions=(by_hand,), rules=())
    policy = LatePolicy(missing_submission_deduction=50.0)
    assert final(row, Known(), Terms(policy=policy)).score == score
