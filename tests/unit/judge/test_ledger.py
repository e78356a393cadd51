"""What a result tells its author is bounded, and shortened in a fixed order."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from autograder.judge.ledger import BITS, Ledger
from autograder.judge.verdicts import HELD_BACK, Outcome
from autograder.results import QuestionResult, Verdict
from autograder.sandbox.answers import Answer, Answers, Ended, Raised

NAMES = frozenset(["dW1", "dW2", "dZ1"])
RULES = 20


def ledger(answers: Answers | None = None, rules: int = RULES) -> Ledger:
    points = {f"test_{n}": 9 for n in range(rules)}
    return Ledger(answers or Answers(), NAMES, questions=2, points=points, mistakes=100)


def failing(*messages: str) -> dict[str, Outcome]:
    return {f"test_{n}": Outcome(passed=False, message=text) for n, text in enumerate(messages)}


def messages(outcomes: dict[str, Outcome]) -> list[str]:
    return [outcome.message for outcome in outcomes.values()]


def test_ordinary_messages_of_all_rules_are_kept() -> None:
    texts = [f"dW1, from your dZ1: {n} of 15 entries are off, by about half" for n in range(1, 13)]
    assert messages(ledger().outcomes(failing(*texts))) == texts


def test_which_rules_hold_is_never_changed() -> None:
    outcomes = failing(*[f"dW1 has shape ({n}, 9999, 9999, 9999)" for n in range(RULES)])
    outcomes["test_3"] = Outcome(passed=True, message="")
    found = ledger().outcomes(outcomes)
    assert {test: each.passed for test, each in found.items()} == {
        test: each.passed for test, each in outcomes.items()
    }


def test_what_there_is_no_room_for_is_not_said() -> None:
    texts = [f"dW1 has shape ({n}, 8000, 8000, 8000)" for n in range(RULES)]
    found = messages(ledger().outcomes(failing(*texts)))
    kept = [text for text in found if text != HELD_BACK]
    assert kept == texts[: len(kept)]
    assert 0 < len(kept) < RULES


def test_the_same_words_are_told_again_for_little() -> None:
    text = "dW1 has shape (1, 8000, 8000, 8000)"
    assert messages(ledger().outcomes(failing(*[text] * RULES))) == [text] * RULES


def test_a_note_of_a_rule_that_holds_is_dropped_when_there_is_no_room() -> None:
    noted = {f"test_{n}": Outcome(passed=True, message=f"dW1 {n}") for n in range(300)}
    book = ledger(rules=300)
    found = book.outcomes(noted)
    assert all(outcome.passed for outcome in found.values())
    assert 0 < sum(bool(outcome.message) for outcome in found.values()) < 300
    assert book.left >= 0


def test_early_notes_are_free_and_the_others_are_not() -> None:
    early = tuple(f"line {n}: invalid syntax" for n in range(20))
    late = tuple(f"line {n}: E: {n} {n * n} {n * n * n}" for n in range(20))
    found = ledger().notes((*early, *late), len(early))
    assert found[:20] == early
    kept = found[20:-1]
    assert kept == late[: len(kept)]
    assert found[-1] == "and more"


def test_a_note_of_which_nothing_is_left_is_not_shown() -> None:
    assert ledger().notes(("line 1: invalid syntax", "…", "…", "line 2: …"), 1) == (
        "line 1: invalid syntax",
        "line 2: …",
        "and more",
    )


@pytest.mark.parametrize("verdict", [Verdict.CRASHED, Verdict.TIMED_OUT, Verdict.MISSING])
def test_a_questions_message_is_priced_like_a_rules(verdict: Verdict) -> None:
    question = QuestionResult(
        id="q1", title="", verdict=verdict, points=0, max_points=1, message="9 " * 40
    )
    book = ledger()
    assert book.question(question) == question
    assert book.question(replace(question, message="8 " * 60)).message == "…"


def test_a_text_of_the_submission_is_one_among_its_texts() -> None:
    raised = Raised(error="E", text="E: 1234 1234 1234 1234 1234 1234", place="", line="")
    book = ledger(Answers(first={"v1": Answer(ended=Ended.RAISED, raised=raised)}))
    before = book.left
    book.outcomes(failing(f"it raised {raised.text}"))
    assert before - book.left < 12 + 2  # that the rule does not hold, and earns nothing


def test_which_share_of_its_points_a_rule_earns_has_its_price() -> None:
    prices = []
    for earned in (Fraction(0), Fraction(1, 2)):
        book = ledger()
        before = book.left
        book.outcomes({"test_0": Outcome(passed=False, message="it is off", earned=earned)})
        prices.append(before - book.left)
    assert prices[1] - prices[0] == 3  # one of eight shares between nothing and all of 9 points


def test_nothing_tells_more_than_64_bytes() -> None:
    chance = random.Random(3)
    for _ in range(100):
        book = ledger(Answers(told=chance.uniform(0, 288)))
        texts = [
            " ".join(chance.choices(["dW1", "12 of 15", "9999", "is off", "(3, 4)", "é"], k=9))
            for _ in range(RULES)
        ]
        book.outcomes(failing(*texts))
        book.notes(texts[::-1], 0)
        assert 0 <= book.left <= BITS
