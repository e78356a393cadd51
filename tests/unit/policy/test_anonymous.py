"""The class list without the people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from autograder.export.jsonl import render
from autograder.gradebook.store import Gradebook
from autograder.identity.people import Handed
from autograder.policy.anonymous import anonymous, secret, telling, without
from autograder.policy.final import Final
from autograder.results import Status, Verdict
from tests.unit.finals import final as make_final

MakeFinal = Callable[..., Final]
KEY, OTHER = b"k" * 16, b"o" * 16


def of_ada(final: MakeFinal) -> Final:
    ada = final(
        "alovelace",
        name="Ada Lovelace",
        email="ada@example.org",
        lms_id="4021",
        handed=Handed(submitted_at="2026-11-20T23:59:00"),
        reason="excused (Ada is ill)",
    )
    (rule,) = ada.row.result.rules
    rule = replace(rule, message="ValueError: by Lovelace", line="x = 'ada'", place="line 3")
    result = replace(
        ada.row.result, rules=(rule,), notes=("ada.py is another file",), message="alovelace: no"
    )
    return replace(ada, row=replace(ada.row, result=result))


def test_nothing_that_tells_who_it_is_stays(final: MakeFinal) -> None:
    text = render(anonymous([of_ada(final)], KEY)).decode().casefold()
    assert [name for name in ("ada", "lovelace", "4021", "2026", "a" * 64) if name in text] == []


LETTERS = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=3).filter(
    lambda text: len(text.upper()) == len(text) == len(text.lower())
)


@given(
    first=LETTERS,
    last=LETTERS,
    frame=st.sampled_from(["name '{}_sum' is not defined", "{}", "by {}.", "in {}1: {}"]),
)
def test_no_name_stays_whatever_it_is_and_wherever_it_stands(
    first: str, last: str, frame: str
) -> None:
    ada = make_final(f"{last}_{first}", name=f"{first} {last}", email=f"{first}.{last}@x.edu")
    words = [last, first, first.upper(), f"{last}_{first}", f"{first}.{last}@x.edu"]
    for word in words:
        told = frame.format(word, word)
        assert word.casefold() not in without(told, telling(ada)).casefold()


def test_words_that_contain_a_name_stay(final: MakeFinal) -> None:
    assert without("adapt the adage", telling(final("ada"))) == "adapt the adage"


def test_scores_and_rules_stay(final: MakeFinal) -> None:
    (hidden,) = anonymous([of_ada(final)], KEY)
    assert hidden.score == 85
    assert [rule.points for rule in hidden.row.result.rules] == [85]


def test_a_pseudonym_is_the_same_with_one_secret_and_another_with_another(
    final: MakeFinal,
) -> None:
    ((one,), (same,), (other,)) = (anonymous([final("ada")], key) for key in (KEY, KEY, OTHER))
    assert one == same
    assert one.row.key.student != other.row.key.student


def test_the_order_does_not_follow_the_alphabet_of_names(final: MakeFinal) -> None:
    names = [f"student {n:02}" for n in range(20)]
    scores = [each.score for each in anonymous(map(final, names, range(20)), KEY)]
    assert sorted(scores, key=float) == list(range(20))  # type: ignore[arg-type]
    assert scores != list(range(20))


def test_what_was_found_in_an_unreadable_submission_is_not_told(final: MakeFinal) -> None:
    ada = final("x")
    found = replace(ada.row.result, status=Status.UNREADABLE, message="ada.zip holds ada.exe")
    (hidden,) = anonymous([replace(ada, row=replace(ada.row, result=found))], KEY)
    assert hidden.row.result.message == "it could not be read"


def test_a_gradebook_keeps_its_secret(gradebook: Gradebook) -> None:
    assert secret(gradebook) == secret(gradebook)
    assert len(secret(gradebook)) == 16


def test_what_a_teacher_wrote_to_a_student_is_not_told(final: MakeFinal) -> None:
    ada = final("x")
    by_hand = replace(
        ada.row.result.questions[0], verdict=Verdict.MARKED, message="As said on Monday, Ada"
    )
    found = replace(ada.row.result, questions=(by_hand,), message="q1: As said on Monday, Ada")
    hidden = anonymous([replace(ada, row=replace(ada.row, result=found))], KEY)
    assert b"Monday" not in render(hidden)
