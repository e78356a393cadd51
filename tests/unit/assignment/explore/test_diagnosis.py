"""Wrong functions are told what is wrong with them, by how much, and what it does to training."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tests import in_process

NOT_MANY = {
    "steps": 40, "start_steps": 10, "search_steps": 5, "positions": 3, "refinements": 0,
    "starts": 0, "draws": 2, "repeats": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def diagnosed(explorer: dict[str, Any], data: Any) -> Any:
    """Return what is said of functions that have some misconceptions."""
    right = explorer["diagnosis"].public()
    plan = explorer["plan"].Plan(**NOT_MANY)

    @cache
    def said(*ids: str) -> Any:
        explored = in_process.explored(in_process.with_mistake(*ids), data, plan)
        return explorer["diagnosis"].diagnosed(explored, right, data)

    return said


def test_a_pull_to_0_is_one_however_strong_it_is(
    explorer: dict[str, Any], data: Any, functions: Any, edited: Any
) -> None:
    lent = functions(edited(("lambd / m *", "lambd * m *"))).lent
    explored = in_process.explored(lent, data, explorer["plan"].Plan(**NOT_MANY))
    said = explorer["diagnosis"].diagnosed(explored, explorer["diagnosis"].public(), data)
    assert "The part of your gradients that λ adds is 44,521 times" in " ".join(said.sentences)


def test_right_functions_are_told_nothing(diagnosed: Any) -> None:
    assert diagnosed().sentences == ()


@pytest.mark.parametrize(
    ("ids", "sentence"),
    [
        (["penalty-doubled"], "The L2 term of your J is 2 times as large as it should be."),
        (["penalty-doubled"], "So at λ = 2 your J has the L2 term of λ = 4."),
        (["penalty-left-out"], "The L2 term of your J is missing: at λ from 0.5 to 4 it is 0."),
        (["penalty-subtracted"], "The L2 term of your J has the wrong sign."),
        (["w3-forgotten"], "counts W1 1 ×, W2 1 × and W3 0 × as much as it should."),
        (["lambda-squared"], "0.5 × at λ = 0.5, 1 × at λ = 1, 2 × at λ = 2 and 4 × at λ = 4."),
        (["norms-not-squared"], "L2 term 4 times as large; yours becomes 2 times as large."),
        (["biases-included"], "Your L2 term changes with the biases: it should not."),
        (["lambda-fixed-at-one-tenth"], "Your J has an L2 term even with λ = 0: W1 adds 0.0049"),
        (["cross-entropy-left-out"], "yours is 0 where the right one is 0.698."),
        (["cross-entropy-not-averaged"], "(211 times as large)"),
        (["gradient-term-halved"], "So your W at λ = 2 is the right one at λ = 1."),
        (["gradient-term-subtracted"], "So λ pushes W away from 0"),
        (["gradient-terms-left-out"], "W ends at the same place, whatever λ is."),
        (["term-missing-from-dw2"], "pulls at W1 1 ×, W2 0 × and W3 1 × as much as it should."),
        (["term-made-of-signs"], "does not point along W in every layer"),
        (["bias-gradients-regularized"], "λ changes your bias gradients: it should not."),
        (["error-with-wrong-sign"], "Even with λ = 0, all your gradients have the wrong sign."),
        (["dw1-not-averaged"], "your dW1 is 211 times as large as it should be."),
        (["relu-mask-missing"], "your dW1, db1, dW2 and db2 are not right."),
        (["no-gradients-without-lambda"], "your dW1, dW2 and dW3 are 0."),
    ],
)
def test_the_sentence_says_what_is_wrong(diagnosed: Any, ids: list[str], sentence: str) -> None:
    assert sentence in " ".join(diagnosed(*ids).sentences)


def test_a_factor_of_both_functions_is_that_of_lambda(diagnosed: Any) -> None:
    found = diagnosed("penalty-doubled", "gradient-term-doubled")
    assert "So your curves at λ = 2 are the right ones at λ = 4." in found.sentences


def test_without_right_numbers_the_functions_are_compared_with_each_other(
    explorer: dict[str, Any], data: Any
) -> None:
    plan = explorer["plan"].Plan(**NOT_MANY)
    explored = in_process.explored(in_process.with_mistake("gradient-term-halved"), data, plan)
    (sentence,) = explorer["diagnosis"].diagnosed(explored, None, data).sentences
    assert "no longer with λ" in sentence


def test_what_is_said_of_another_lambda_is_true(
    explorer: dict[str, Any], reference: Any, data: Any
) -> None:
    training, Task = explorer["training"], explorer["plan"].Task
    functions = in_process.with_mistake("penalty-doubled", "gradient-term-doubled")
    doubled = explorer["student"].Functions(functions)
    runs = [
        training.train(each, data, Task(lambd=lambd, steps=400), 0.3, lambda _step: None)
        for each, lambd in ((doubled, 2.0), (reference, 4.0))
    ]
    assert runs[0]["J"] == pytest.approx(runs[1]["J"], rel=1e-9)
    assert runs[0]["norms"] == pytest.approx(runs[1]["norms"], rel=1e-6)


def test_the_right_numbers_are_those_of_the_exercises_functions(
    explorer: dict[str, Any], reference: Any, data: Any
) -> None:
    right = explorer["diagnosis"].public()
    look = explorer["looks"].first_look(reference, data)
    assert right["look"]["terms"] == [pytest.approx(each, rel=1e-6) for each in look["terms"]]
    for run in right["runs"]:
        if 5 < run["lambda"] < 13 or run["lambda"] > 100:
            task = explorer["plan"].Task(lambd=run["lambda"], steps=2500, detailed=False)
            again = explorer["training"].train(reference, data, task, 0.3, lambda _step: None)
            assert run["J"] == pytest.approx(again["J"], abs=1e-3)
