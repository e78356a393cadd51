"""No mistake has another's name: wrong shapes, None, `...` and missing keys are apart.

For each misconception, `make test` tries a part of the kinds, and `make sweeps` all.
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.sandbox.answers import Answer, Answers, Array, Value
from autograder.sandbox.wire import BLANK
from tests.meta.judging import judging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tests.meta.judging import Judging
    from tests.sweeps import Extent

    Kind = Callable[[Array], Array | None]

GROUPS = {
    "all db": ("db3", "db2", "db1"),
    "all dW": ("dW3", "dW2", "dW1"),
    "all dA": ("dA2", "dA1"),
    "all dZ": ("dZ3", "dZ2", "dZ1"),
    **{name: (name,) for name in ("dZ3", "dW3", "db3", "dA2", "dZ2", "dW2", "db2", "dA1", "dZ1",
                                  "dW1", "db1")},
    "everything": ("dZ3", "dW3", "db3", "dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1"),
    "the cost": ("",),
}  # fmt: skip


def of(change: Callable[[np.ndarray], Any]) -> Kind:
    """Return a kind of array: what a change makes of the data."""

    def changed(array: Array) -> Array:
        if array.data is None:
            return array
        data = np.asarray(change(array.data), np.float64)
        return replace(array, shape=data.shape, data=data)

    return changed


def without_data(kind: str) -> Kind:
    """Return a kind of value that holds no real numbers."""
    return lambda array: replace(array, kind=kind, shape=(), data=None)


KINDS: dict[str, Kind] = {
    "(n,)": of(np.ravel),
    "(1, n)": of(lambda data: data.reshape(1, -1)),
    "(n, 1)": of(lambda data: data.reshape(-1, 1)),
    "transposed": of(np.transpose),
    "scalar 0": of(lambda _: 0.0),
    "scalar sum": of(np.sum),
    "(1, 1) mean": of(lambda data: np.mean(data, keepdims=True)),
    "summed over rows": of(lambda data: np.sum(data, axis=0) if data.ndim else data),
    "an axis more": of(lambda data: data[None]),
    "empty": of(lambda _: np.empty(0)),
    "nan": of(lambda data: np.full(data.shape, np.nan)),
    "nan in another shape": of(lambda data: np.full((*data.shape, 1), np.nan)),
    "blank": without_data(BLANK),  # None or an ellipsis
    "objects": without_data("O"),
    "text": without_data("U"),
    "integers": lambda array: replace(array, kind="i"),
    "missing": lambda _: None,
}

# There is no key that could be missing, and what makes one number of an array makes another cost.
NOT_FOR_ONE_NUMBER = ("missing", "scalar sum", "(1, 1) mean")

# What is true: these arrays in this kind are this mistake, with every number of it right.
TRUE = {
    ("all db", "(n,)"): {"bias-gradients-without-their-axis"},
    ("all dW", "transposed"): {"weight-gradients-transposed"},
}


@pytest.fixture(scope="module")
def suite(extent: Extent) -> Iterator[Judging]:
    """The hidden suite."""
    with judging(extent.vectors) as found:
        yield found


def with_kind(answers: Answers, names: tuple[str, ...], kind: Kind) -> Answers:
    """Return answers in which some arrays are of another kind."""

    def over(calls: Mapping[str, Answer]) -> dict[str, Answer]:
        return {name: _changed(answer, names, kind) for name, answer in calls.items()}

    return replace(answers, first=over(answers.first), again=over(answers.again))


def _changed(answer: Answer, names: tuple[str, ...], kind: Kind) -> Answer:
    if answer.value is None:
        return answer
    arrays: dict[str, Array] = {}
    for name, array in answer.value.arrays.items():
        found = kind(array) if name in names else array
        if found is not None:
            arrays[name] = found
    value: Value = replace(answer.value, arrays=arrays)
    return replace(answer, value=value)


def changes(question: str, groups: Iterable[str]) -> list[tuple[str, str]]:
    """Return each group paired with each kind that its arrays can have."""
    kinds = [kind for kind in KINDS if question == "q2" or kind not in NOT_FOR_ONE_NUMBER]
    return list(product(groups, kinds))


def named_wrongly(
    suite: Judging,
    question: str,
    answers: Answers,
    tried: Iterable[tuple[str, str]],
    own: str = "",
) -> list[str]:
    """Return each kind of arrays for which a name is given that is not true, in words."""
    found = []
    for group, kind in tried:
        true = TRUE.get((group, kind), set()) | {own}
        changed = with_kind(answers, GROUPS[group], KINDS[kind])
        said = set(suite.named(question, changed)) - true
        if said:
            found.append(f"{own or 'right'}, {group} {kind}: {', '.join(sorted(said))}")
    return found


@pytest.mark.parametrize("group", [group for group in GROUPS if group != "the cost"])
def test_right_gradients_of_a_wrong_kind_have_no_other_name(suite: Judging, group: str) -> None:
    right = importlib.import_module("regularization").backward_propagation_with_regularization
    answers = suite.answers("q2", right)
    assert named_wrongly(suite, "q2", answers, changes("q2", [group])) == []


def test_a_right_cost_of_a_wrong_kind_has_no_name(suite: Judging) -> None:
    right = importlib.import_module("regularization").compute_cost_with_regularization
    answers = suite.answers("q1", right)
    assert named_wrongly(suite, "q1", answers, changes("q1", ["the cost"])) == []


def test_true_names_are_given(suite: Judging) -> None:
    right = importlib.import_module("regularization").backward_propagation_with_regularization
    answers = suite.answers("q2", right)
    given = {
        (group, kind): set(suite.named("q2", with_kind(answers, GROUPS[group], KINDS[kind])))
        for group, kind in TRUE
    }
    assert given == TRUE


@pytest.mark.parametrize("question", ["q1", "q2"])
def test_no_misconception_of_a_wrong_kind_is_called_another(
    suite: Judging, question: str, extent: Extent
) -> None:
    few = ("all db", "all dW", "all dA", "all dZ", "db2", "dZ1")
    whole = changes(question, few if question == "q2" else ("the cost",))
    assert [
        words
        for number, version in enumerate(importlib.import_module("misconceptions").CATALOGUE)
        if version.question == question
        for words in named_wrongly(
            suite,
            question,
            suite.answers(question, version.function),
            extent.part(whole, number),
            version.id,
        )
    ] == []


def test_the_confusion_matrix_is_a_diagonal(suite: Judging) -> None:
    catalogue = importlib.import_module("misconceptions").CATALOGUE
    named = {
        each.id: suite.named(each.question, suite.answers(each.question, each.function))
        for each in catalogue
    }
    assert [(name, given) for name, given in named.items() if given and name not in given] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("(n,)", "has shape"),
        ("blank", "not filled in yet"),
        ("missing", "no 'db2'"),
        ("objects", "no number"),
        ("nan", "nan or inf"),
    ],
)
def test_what_is_wrong_with_an_array_is_said_as_it_is(
    suite: Judging, name: str, words: str
) -> None:
    right = importlib.import_module("regularization").backward_propagation_with_regularization
    answers = with_kind(suite.answers("q2", right), ("db2",), KINDS[name])
    _, rules = suite.judge("q2", answers)
    (rule,) = [rule for rule in rules if rule.id.endswith("test_bias_gradients")]
    assert words in rule.message
