"""What Canvas gets, and what it does not get."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.errors import GraderFault, UsageError
from autograder.export.comments import Comments
from autograder.hosts.canvas.giving import Plan, give, plan
from autograder.hosts.canvas.session import the_assignment
from autograder.policy.final import Final
from tests.unit.finals import final
from tests.unit.hosts.canvas.conftest import Canvas

COMMENTS = Comments(title="L2", has_finals=False)
ADA = final("ada", 85, lms_id="21", name="Ada Lovelace")
GRACE = final("grace", 50, lms_id="22", name="Grace Hopper")


@pytest.fixture
def class_of_two(canvas: Canvas) -> Canvas:
    """Ada and Grace handed in once."""
    canvas.hand_in(21, "Lovelace, Ada", "l2.py")
    canvas.hand_in(22, "Hopper, Grace", "l2.py")
    return canvas


def planned(*finals: Final) -> Plan:
    return plan(the_assignment(7, 9), finals, COMMENTS, {"21": 1, "22": 1})


def new(made: Plan) -> list[tuple[str, str, str]]:
    return [
        (gift.final.row.result.student, gift.before, gift.grade)
        for gift in made.gifts
        if gift.is_new
    ]


def test_a_plan_sends_nothing(class_of_two: Canvas) -> None:
    assert new(planned(ADA, GRACE)) == [("ada", "", "17.00"), ("grace", "", "10.00")]
    assert {line.partition(" ")[0] for line in class_of_two.asked} == {"GET"}


def test_scores_and_comments_arrive(class_of_two: Canvas) -> None:
    list(give(planned(ADA, GRACE).gifts))
    ada = class_of_two.submissions[21]
    assert ada["score"] == 17.0
    assert [each["comment"] for each in ada["submission_comments"]] == [COMMENTS.text(ADA).strip()]
    assert class_of_two.submissions[22]["score"] == 10.0


def test_what_canvas_has_is_not_sent_again(class_of_two: Canvas) -> None:
    list(give(planned(ADA, GRACE).gifts))
    assert new(planned(ADA, GRACE)) == []


def test_a_return_that_was_stopped_goes_on_where_it_was(class_of_two: Canvas) -> None:
    made = planned(ADA, GRACE)
    class_of_two.broken_after = 1
    with pytest.raises(GraderFault, match="run the same command again"):
        list(give(made.gifts))
    class_of_two.broken_after = None
    assert new(planned(ADA, GRACE)) == [("grace", "", "10.00")]


def test_a_changed_score_comes_with_a_new_comment(class_of_two: Canvas) -> None:
    list(give(planned(ADA).gifts))
    better = final("ada", 100, lms_id="21", name="Ada Lovelace")
    made = planned(better)
    assert new(made) == [("ada", "17.0", "20.00")]
    list(give(made.gifts))
    assert len(class_of_two.submissions[21]["submission_comments"]) == 2


def test_a_comment_of_a_teacher_stays_and_is_not_taken_for_ours(class_of_two: Canvas) -> None:
    class_of_two.submissions[21]["submission_comments"] = [{"comment": "Well done!"}]
    list(give(planned(ADA).gifts))
    said = [each["comment"] for each in class_of_two.submissions[21]["submission_comments"]]
    assert said == ["Well done!", COMMENTS.text(ADA).strip()]


def test_a_throttle_costs_time_and_nothing_else(class_of_two: Canvas) -> None:
    made = planned(ADA)
    class_of_two.throttled = 2
    waited: list[float] = []
    list(give(made.gifts, waited.append))
    assert waited == [1, 2]
    assert len(class_of_two.submissions[21]["submission_comments"]) == 1


def test_whoever_is_excused_here_is_excused_there(class_of_two: Canvas) -> None:
    list(give(planned(replace(ADA, excused=True)).gifts))
    ada = class_of_two.submissions[21]
    assert (ada["excused"], ada["score"]) == (True, None)


@pytest.mark.parametrize(
    ("state", "who", "reason"),
    [
        ({"attempt": 2}, ADA, "has handed in again since"),
        ({"excused": True}, ADA, "is excused in Canvas"),
        ({}, final("ada", None, lms_id="21"), "the grader itself failed"),
    ],
)
def test_who_gets_nothing_is_told_with_the_reason(
    class_of_two: Canvas, state: dict[str, object], who: Final, reason: str
) -> None:
    class_of_two.submissions[21] |= state
    made = planned(who)
    assert made.gifts == []
    assert reason in made.left[0][1]


@pytest.mark.parametrize(
    "who",
    [
        final("x", lms_id="21", guessed=("lms_id",)),
        final("x", lms_id="21", name="Mallory Malone"),
    ],
)
def test_nothing_is_sent_along_a_guess_or_against_a_name(class_of_two: Canvas, who: Final) -> None:
    made = planned(who)
    assert made.gifts == []
    assert len(made.matches.unclear) == 1


def test_an_assignment_without_points_takes_no_scores(class_of_two: Canvas) -> None:
    class_of_two.points = None
    with pytest.raises(UsageError, match="give it points there"):
        planned(ADA)
