"""What hidden tests see of the answers, and the words in which they say what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from autograder.errors import SuiteError
from autograder.judge.compare import RuleFailedError, targets
from autograder.judge.view import Question
from autograder.sandbox.answers import Answer, Answers, Array, Ended, Raised, Value
from autograder.sandbox.outside.cases import REPEAT
from autograder.sandbox.wire import BLANK, ValueKind
from autograder.vectors.model import Vector

RIGHT = 20.0
ONES = np.ones((2, 3))


def array(data: Any, **changes: Any) -> Array:
    """Describe a returned array as a run does."""
    data = np.asarray(data)
    sent = np.asarray(data, float) if data.dtype.kind in "fiub" and data.size else None
    fields: dict[str, Any] = {
        "kind": data.dtype.kind,
        "itemsize": data.dtype.itemsize,
        "is_array": True,
        "shape": data.shape,
        "data": sent,
    }
    return Array(**(fields | changes))


RAISED = Answer(
    ended=Ended.RAISED, raised=Raised(error="E", text="E: no", place="line 3", line="x = 1")
)


def number(data: Any, **changes: Any) -> Answer:
    value = Value(kind=ValueKind.SINGLE, arrays={"": array(data)})
    return Answer(ended=Ended.RETURNED, value=value, **changes)


def mapping(arrays: Mapping[str, Any]) -> Answer:
    described = {name: array(data, shown=name) for name, data in arrays.items()}
    return Answer(ended=Ended.RETURNED, value=Value(kind=ValueKind.DICT, arrays=described))


def view(vectors: list[Vector], first: Mapping[str, Answer], **again: Answer) -> Question:
    prepared = [(vector, targets(vector)) for vector in vectors]
    return Question(prepared, Answers(first=first, again=again))


@pytest.fixture
def of_number(number_vector: Callable[..., Vector]) -> Callable[[Answer], Question]:
    """Return what views the answer to one call that is to return a number."""
    return lambda answer: view([number_vector(id="v1")], {"v1": answer})


@pytest.fixture
def of_array(number_vector: Callable[..., Vector]) -> Callable[[Answer], Question]:
    """Return what views the answer to one call that is to return an array."""
    vector = number_vector(returns="array", expected={"a": ONES}, scale={"a": ONES})
    return lambda answer: view([vector], {"v1": answer})


@pytest.fixture
def of_dict(dict_vector: Callable[..., Vector]) -> Callable[[Answer], Question]:
    """Return what views the answer to one call that is to return a dict of `a` and `b`."""
    expected = {"a": ONES, "b": 2 * ONES}
    return lambda answer: view([dict_vector(expected=expected, scale=expected)], {"v3": answer})


def failure(question: Question, *names: str) -> str:
    """Return why the answers do not agree."""
    with pytest.raises(RuleFailedError) as caught:
        question.agree(question.all, *names)
    return str(caught.value)


Of = Callable[[Answer], Question]


# One number


@pytest.mark.parametrize("value", [RIGHT, np.float32(RIGHT), [RIGHT], [[RIGHT]]])
def test_one_number_in_any_wrapping_is_right_by_value(of_number: Of, value: Any) -> None:
    question = of_number(number(value))
    question.agree(question.all)
    assert question.all[0].number() == RIGHT


def test_a_wrong_number_is_told_in_coarse_steps(of_number: Of) -> None:
    assert failure(of_number(number(RIGHT * 1.5))) == "cost is off by about half"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (20, "cost holds integers"),
        (True, "cost holds True or False"),
        (20j, "cost holds complex numbers"),
        ("20", "cost holds text"),
        (np.array(RIGHT, object), "cost holds something that is no number"),
        (np.array("2020", "M8[D]"), "cost holds no real numbers"),
        (np.nan, "cost holds nan or inf"),
        (-np.inf, "cost holds nan or inf"),
        (1e200, "cost holds numbers that are far too large"),
        ([RIGHT, RIGHT], "cost has shape (2,); it must be one number"),
        (np.zeros((0, 3)), "cost has shape (0, 3); it must be one number"),
    ],
)
def test_what_is_no_real_number_says_what_it_is(of_number: Of, value: Any, words: str) -> None:
    assert failure(of_number(number(value))) == words


def test_a_blank_among_the_answers_is_not_yet_filled_in_rather_than_wrong(of_dict: Of) -> None:
    blank = array(None, kind=BLANK)
    one = Value(kind=ValueKind.DICT, arrays={"a": array(ONES), "b": blank})
    assert failure(of_dict(Answer(ended=Ended.RETURNED, value=one))) == "b is not filled in yet"


def test_all_blanks_are_one_reason_whichever_a_rule_is_about(of_dict: Of) -> None:
    blank = array(None, kind=BLANK)
    both = Value(kind=ValueKind.DICT, arrays={"a": blank, "b": blank})
    question = of_dict(Answer(ended=Ended.RETURNED, value=both))
    for name in ("a", "b"):
        assert failure(question, name) == "a, b are not filled in yet"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Value(kind=ValueKind.NONE), "it returned None: is a `return` missing?"),
        (Value(kind=ValueKind.DICT), "it must return one number, not a dict"),
        (Value(kind=ValueKind.OTHER, type_name="list"), "it must return one number, not list"),
    ],
)
def test_another_kind_of_value_says_what_it_is(of_number: Of, value: Value, words: str) -> None:
    assert failure(of_number(Answer(ended=Ended.RETURNED, value=value))) == words


def test_a_huge_axis_is_not_told(of_number: Of) -> None:
    told = failure(of_number(number(np.zeros((12_345, 2)))))
    assert told == "cost has shape (…, 2); it must be one number"


# One array


def test_a_right_array_agrees(of_array: Of) -> None:
    question = of_array(number(ONES))
    question.agree(question.all)
    assert question.all[0].array("a").shape == ONES.shape


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (number(1.0), "a has shape (); it must be of shape (2, 3)"),
        (number(ONES.T), "a has shape (3, 2); it must be of shape (2, 3)"),
        (number(ONES.ravel()), "a has shape (6,); it must be of shape (2, 3)"),
        (number(ONES[None]), "a has shape (1, 2, 3); it must be of shape (2, 3)"),
        (number(ONES * [1.0, 1.0, 2.0]), "a: 2 of 6 entries are off, by about 100 %"),
        (mapping({"a": ONES}), "it must return one array, not a dict"),
    ],
)
def test_a_wrong_array_says_what_is_wrong(of_array: Of, answer: Answer, words: str) -> None:
    assert failure(of_array(answer)) == words


# A dict of arrays


def test_a_right_dict_agrees(of_dict: Of) -> None:
    question = of_dict(mapping({"b": 2 * ONES, "a": ONES, "more": 1.0}))
    question.agree(question.all)
    assert question.all[0].names == ("a", "b")


def test_a_key_that_may_not_be_shown_is_not_shown_for_its_letters_either(of_dict: Of) -> None:
    given = mapping({"A": ONES})
    assert given.value is not None
    hidden = replace(given.value.arrays["A"], shown="…")
    question = of_dict(replace(given, value=replace(given.value, arrays={"A": hidden})))
    assert failure(question, "a") == "the dict has no 'a'"


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"b": 2 * ONES}, "the dict has no 'a'"),
        ({"A": ONES}, "the dict has 'A' where 'a' is asked: upper and lower case count"),
        ({"a": ONES.T}, "a has shape (3, 2); it must be of shape (2, 3)"),
        ({"a": 1.0}, "a has shape (); it must be of shape (2, 3)"),
        ({"a": np.ones(3)}, "a has shape (3,); it must be of shape (2, 3)"),
        ({"a": ONES * [1.0, 1.0, 2.0]}, "a: 2 of 6 entries are off, by about 100 %"),
        ({"a": ONES * [1, np.nan, 1]}, "a holds nan or inf"),
        ({"a": ONES.astype(int)}, "a holds integers"),
    ],
)
def test_a_wrong_dict_says_what_is_wrong(
    of_dict: Of, arrays: Mapping[str, Any], words: str
) -> None:
    assert failure(of_dict(mapping(arrays)), "a") == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Value(kind=ValueKind.SINGLE, arrays={"": array(1.0)}), "not a single value"),
        (Value(kind=ValueKind.OTHER, type_name="tuple"), "not tuple"),
    ],
)
def test_what_is_no_dict_says_what_it_is(of_dict: Of, value: Value, words: str) -> None:
    told = failure(of_dict(Answer(ended=Ended.RETURNED, value=value)))
    assert told == f"it must return a dict, {words}"


def test_the_worst_of_several_is_told(of_dict: Of) -> None:
    told = failure(of_dict(mapping({"a": ONES * 1.01, "b": ONES * 4})))
    assert told == "b: 6 of 6 entries are off, by about 100 %"


def test_numbers_too_small_to_compute_with_count_as_0(of_dict: Of) -> None:
    question = of_dict(mapping({"a": ONES * 5e-324, "b": ONES}))
    assert not question.all[0].array("a").any()


# Several calls


def test_several_calls_say_how_many_are_wrong(number_vector: Callable[..., Vector]) -> None:
    vectors = [number_vector(id=name) for name in ("v1", "v2", "v3")]
    answers = {"v1": number(RIGHT), "v2": number(2 * RIGHT), "v3": number(RIGHT)}
    told = failure(view(vectors, answers))
    assert told == "cost is off by about 100 % (wrong in 1 of 3 cases)"


def test_a_call_that_was_never_made_is_wrong(number_vector: Callable[..., Vector]) -> None:
    assert failure(view([number_vector()], {})) == "the function could not be called"


def test_rounding_passes_with_a_note(of_number: Of) -> None:
    question = of_number(number(RIGHT * (1 + 1e-7)))
    question.agree(question.all)
    (note,) = question.notes
    assert note.startswith("cost is right, but less exact than float64 can be")


def test_calls_are_chosen_by_their_flags(number_vector: Callable[..., Vector]) -> None:
    vectors = [number_vector(id="v1", flags=("a", "b")), number_vector(id="v2", flags=("a",))]
    question = view(vectors, {})
    assert [asked.vector.id for asked in question.having("a")] == ["v1", "v2"]
    assert question.one("b", "a").vector.id == "v1"


@pytest.mark.parametrize("flags", [("c",), ("b", "c")])
def test_flags_that_no_vector_has_are_a_fault_of_the_suite(
    number_vector: Callable[..., Vector], flags: tuple[str, ...]
) -> None:
    with pytest.raises(SuiteError, match="no vector has the flags"):
        view([number_vector(flags=("b",))], {}).having(*flags)


def test_one_that_is_several_is_a_fault_of_the_suite(number_vector: Callable[..., Vector]) -> None:
    with pytest.raises(SuiteError, match="several vectors"):
        view([number_vector(flags=("b",)), number_vector(flags=("b",))], {}).one("b")


def test_own_steps_are_compared_in_their_scale(of_number: Of) -> None:
    question = of_number(number(RIGHT))
    question.close("dA2", np.array(1.0), np.array(1.0 + 1e-12), np.array(1.0))
    with pytest.raises(RuleFailedError, match=r"^dA2 is off by about half$"):
        question.close("dA2", np.array(1.0), np.array(1.5), np.array(1.0))


def test_own_numbers_make_a_comparison_stricter_alone(of_number: Of) -> None:
    question, one = of_number(number(RIGHT)), np.array(1.0)
    question.close("dA2", one, one, one, np.array(1e12))
    with pytest.raises(RuleFailedError, match="dA2 is off"):
        question.close("dA2", one + 1e-6, one, one, np.array(1e-3))
    with pytest.raises(RuleFailedError, match="dA2 is off"):
        question.close("dA2", one + 1e-3, one, one, np.array(1e12))


# Shares of a rule


def test_every_case_that_is_right_earns_its_share(of_number: Of) -> None:
    def check(number: int) -> None:
        if number > 2:
            raise RuleFailedError(f"{number} is too large")

    with pytest.raises(RuleFailedError) as caught:
        of_number(number(RIGHT)).every([1, 2, 3, 4, 5], check)
    assert str(caught.value) == "3 is too large (wrong in 3 of 5 cases)"
    assert caught.value.earned == Fraction(2, 5)


def test_what_the_cases_are_is_said_as_the_rule_says_it(of_number: Of) -> None:
    def check(number: int) -> None:
        if number == 1:
            raise RuleFailedError("no")

    with pytest.raises(RuleFailedError, match=r"^no \(wrong in 1 of 2 layers\)$"):
        of_number(number(RIGHT)).every([1, 2], check, of="layers")


def test_what_holds_in_every_case_holds(of_number: Of) -> None:
    of_number(number(RIGHT)).every([1, 2], lambda _: None)


def test_a_rule_that_does_not_hold_earns_nothing_unless_it_says_so() -> None:
    assert RuleFailedError("no").earned == 0


@pytest.mark.parametrize("other", [number(2 * RIGHT), number([[RIGHT]] * 2), RAISED])
def test_a_case_that_is_wrong_of_a_wrong_shape_or_raised_costs_its_share(
    number_vector: Callable[..., Vector], other: Answer
) -> None:
    vectors = [number_vector(id=f"v{each}") for each in (1, 2, 3)]
    question = view(vectors, {"v1": number(RIGHT), "v2": other, "v3": number(RIGHT)})
    with pytest.raises(RuleFailedError, match=r"wrong in 1 of 3 cases") as caught:
        question.agree(question.all)
    assert caught.value.earned == Fraction(2, 3)


@pytest.mark.parametrize(("tolerance", "holds"), [(1e-2, True), (1e-4, False)])
def test_a_rule_may_allow_more(of_number: Of, tolerance: float, holds: bool) -> None:
    question = of_number(number(RIGHT * (1 + 1e-3)))
    if holds:
        question.agree(question.all, tolerance=tolerance)
        return
    with pytest.raises(RuleFailedError, match="is off by less than 1 %"):
        question.agree(question.all, tolerance=tolerance)


# Rules of form


def test_unchanged_inputs_are_fine(of_number: Of) -> None:
    of_number(number(RIGHT)).unchanged()


def test_changed_inputs_are_named_without_where_they_were(of_number: Of) -> None:
    changed = tuple(f"cache/W{layer}" for layer in range(8))
    with pytest.raises(RuleFailedError) as caught:
        of_number(number(RIGHT, changed=changed)).unchanged()
    assert str(caught.value) == "it changes W0, W1, W2, W3, W4, W5, … in place: work on a copy"


def test_a_function_that_never_returned_left_nothing_alone(of_number: Of) -> None:
    with pytest.raises(RuleFailedError, match="did not end in time"):
        of_number(Answer(ended=Ended.TIMED_OUT)).unchanged()


@pytest.fixture
def asked_twice(number_vector: Callable[..., Vector]) -> Callable[[Answer, Answer], Question]:
    """Return what views two answers to the same call."""
    vector = number_vector(id="v1", flags=(REPEAT,))
    return lambda once, again: view([vector], {"v1": once}, v1=again)


Twice = Callable[[Answer, Answer], Question]


@pytest.mark.parametrize(
    "value", [RIGHT, 3.0, np.nan, [1.0, 2.0], 3, "text", np.zeros((0, 2)), 1e308]
)
def test_the_same_answer_twice_is_fine_right_or_wrong(asked_twice: Twice, value: Any) -> None:
    asked_twice(number(value), number(value)).repeatable()


@pytest.mark.parametrize(
    ("once", "again"),
    [(1.0, 2.0), (1.0, np.nan), (1e308, -1e308), (1.0, [1.0]), (1.0, 1j), ([1.0], [1.0, 1.0])],
)
def test_another_answer_the_second_time_is_told(asked_twice: Twice, once: Any, again: Any) -> None:
    with pytest.raises(RuleFailedError, match=r"^cost differs when the same is asked again"):
        asked_twice(number(once), number(again)).repeatable()


@pytest.mark.parametrize(
    ("once", "again"), [(1e-12, 2e-12), (1e12, 1e12 + 1.0), ([1e12, 1.0], [1e12, 2.0])]
)
def test_no_size_hides_that_an_answer_changes(asked_twice: Twice, once: Any, again: Any) -> None:
    with pytest.raises(RuleFailedError, match="differs when the same is asked again"):
        asked_twice(number(once), number(again)).repeatable()


def test_rounding_is_no_other_answer(asked_twice: Twice) -> None:
    asked_twice(number([3.0, 1e-17]), number([3.0 + 1e-15, 3e-17])).repeatable()


@pytest.mark.parametrize("failed", [0, 1])
def test_a_call_that_failed_once_is_not_repeatable(asked_twice: Twice, failed: int) -> None:
    answers = [number(RIGHT), number(RIGHT)]
    answers[failed] = Answer(ended=Ended.DIED)
    with pytest.raises(RuleFailedError, match="it ended the program"):
        asked_twice(*answers).repeatable()


def test_a_key_that_comes_and_goes_is_not_repeatable(dict_vector: Callable[..., Vector]) -> None:
    question = view(
        [dict_vector(flags=(REPEAT,))], {"v3": mapping({"a": 1.0})}, v3=mapping({"secret": 1.0})
    )
    with pytest.raises(RuleFailedError) as caught:
        question.repeatable()
    assert "secret" not in str(caught.value)


def test_nothing_to_repeat_is_a_fault_of_the_suite(of_number: Of) -> None:
    with pytest.raises(SuiteError, match=REPEAT):
        of_number(number(RIGHT)).repeatable()


def test_all_answers_are_seen_the_repeated_ones_last(asked_twice: Twice) -> None:
    once, again = number(1.0), number(2.0)
    assert asked_twice(once, again).made == [once, again]


def of_tolerance(vector: Vector, got: float, tolerance: float | None) -> Question:
    """Return the view of one call of a question with this tolerance."""
    prepared = [(vector, targets(vector, b"", tolerance))]
    return Question(prepared, Answers(first={vector.id: number(got)}), b"", tolerance)


@pytest.mark.parametrize(("tolerance", "holds"), [(None, False), (1e-2, True), (1e-4, False)])
def test_a_question_may_allow_more(
    number_vector: Callable[..., Vector], tolerance: float | None, holds: bool
) -> None:
    question = of_tolerance(number_vector(), RIGHT * (1 + 1e-3), tolerance)
    expected: AbstractContextManager[object] = (
        nullcontext() if holds else pytest.raises(RuleFailedError)
    )
    with expected:
        question.agree(question.all)
    with expected:
        question.close("it", np.array(1.001), np.array(1.0), np.array(1.0))


def test_the_tolerance_of_a_rule_goes_before_that_of_its_question(
    number_vector: Callable[..., Vector],
) -> None:
    question = of_tolerance(number_vector(), RIGHT * (1 + 1e-3), 1e-2)
    with pytest.raises(RuleFailedError):
        question.agree(question.all, tolerance=1e-4)


@pytest.mark.parametrize(("case", "holds"), [(1e-2, True), (1e-4, False)])
def test_the_tolerance_of_a_case_goes_before_that_of_its_question(
    number_vector: Callable[..., Vector], case: float, holds: bool
) -> None:
    question = of_tolerance(number_vector(tolerance=case), RIGHT * (1 + 1e-3), 1e-3 / case)
    expected: AbstractContextManager[object] = (
        nullcontext() if holds else pytest.raises(RuleFailedError)
    )
    with expected:
        question.agree(question.all)
