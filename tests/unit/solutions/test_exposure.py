"""A vector exposes what the grader would notice, and keeps what tells it again."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.vectors.model import Vector, leaves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SOLUTIONS = Path(__file__).parents[3] / "solutions"


@pytest.fixture(scope="module")
def exposure() -> Iterator[Any]:
    """The module under test, imported as the vectors' builder imports its neighbours."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SOLUTIONS.with_name("assignment")))
        patch.syspath_prepend(str(SOLUTIONS))
        yield importlib.import_module("exposure")


def doubling(number: int = 1, *, size: int = 2, flags: tuple[str, ...] = ()) -> Vector:
    """Return a vector of a function that must return twice its input, and its sum."""
    x = np.arange(1.0, size + 1)
    return Vector(
        id=f"v{number:03}",
        question="q",
        comment="",
        flags=flags,
        inputs={"x": x},
        returns="dict",
        expected={"twice": 2 * x, "sum": np.array(x.sum())},
        scale={"twice": 2 * x, "sum": np.array(x.sum())},
    )


def seen(exposure: Any, function: Callable[..., Any], *vectors: Vector) -> list[Any]:
    """Return how each vector sees a function."""
    wrong = SimpleNamespace(id="wrong", question="q", function=function)
    found = exposure.expose(vectors, [wrong])
    return [found[vector.id]["wrong"] for vector in vectors]


def right(x: Any) -> dict[str, Any]:
    return {"twice": 2 * x, "sum": x.sum()}


def squared(x: Any) -> dict[str, Any]:
    return {"twice": x**2, "sum": x.sum()}


def with_an_axis_more(x: Any) -> dict[str, Any]:
    return {"twice": 2 * x[None], "sum": x.sum()}


def with_nan(x: Any) -> dict[str, Any]:
    return {"twice": np.where(x > 1, np.nan, 2 * x), "sum": x.sum()}


def with_integers(x: Any) -> dict[str, Any]:
    return {"twice": (2 * x).astype(int), "sum": x.sum()}


def without_sum(x: Any) -> dict[str, Any]:
    return {"twice": 2 * x}


def raising(x: Any) -> dict[str, Any]:
    raise ValueError(f"{x.size} is too many")


def nothing(_x: Any) -> None:
    return None


def changing_its_input(x: Any) -> dict[str, Any]:
    x *= 2
    return {"twice": x, "sum": x.sum() / 2}


def remembering(x: Any, kept: list[float] = []) -> dict[str, Any]:  # noqa: B006 - what is tested
    kept.append(x.sum())
    return {"twice": 2 * x, "sum": np.sum(kept)}


def test_a_right_function_is_not_exposed(exposure: Any) -> None:
    assert [found.exposed for found in seen(exposure, right, doubling())] == [False]


@pytest.mark.parametrize(
    "wrong",
    [
        squared,
        with_an_axis_more,
        with_nan,
        with_integers,
        without_sum,
        raising,
        nothing,
        changing_its_input,
    ],
)
def test_what_the_grader_notices_is_exposed(exposure: Any, wrong: Callable[..., Any]) -> None:
    assert [found.exposed for found in seen(exposure, wrong, doubling())] == [True]


def test_a_deviation_within_the_tolerance_is_not_exposed(exposure: Any) -> None:
    def almost(x: Any) -> dict[str, Any]:
        return {"twice": 2 * x * (1 + 1e-6), "sum": x.sum()}

    assert [found.exposed for found in seen(exposure, almost, doubling())] == [False]


def test_a_fingerprint_is_what_was_returned(exposure: Any) -> None:
    (found,) = seen(exposure, squared, doubling())
    assert found.fingerprint["twice"].tolist() == [1.0, 4.0]


def test_a_fingerprint_has_all_names(exposure: Any) -> None:
    (found,) = seen(exposure, squared, doubling())
    assert list(found.fingerprint) == ["twice", "sum"]


def test_what_is_right_is_expected_to_the_last_digit(exposure: Any) -> None:
    def almost(x: Any) -> dict[str, Any]:
        return {"twice": x**2, "sum": x.sum() * (1 + 1e-15)}

    (found,) = seen(exposure, almost, doubling())
    assert found.fingerprint["sum"] == 3.0


def test_last_digits_do_not_enter_a_fingerprint(exposure: Any) -> None:
    def on_another_machine(x: Any) -> dict[str, Any]:
        return {"twice": x**2 / 3 * (1 + 1e-14), "sum": x.sum()}

    def here(x: Any) -> dict[str, Any]:
        return {"twice": x**2 / 3, "sum": x.sum()}

    (there,) = seen(exposure, on_another_machine, doubling())
    (found,) = seen(exposure, here, doubling())
    assert there.fingerprint["twice"].tobytes() == found.fingerprint["twice"].tobytes()


def test_a_fingerprint_is_rounded_far_below_the_tolerance(exposure: Any) -> None:
    def thirds(x: Any) -> dict[str, Any]:
        return {"twice": x**2 / 3, "sum": x.sum()}

    (found,) = seen(exposure, thirds, doubling())
    assert found.fingerprint["twice"].tolist() == pytest.approx([1 / 3, 4 / 3], rel=0, abs=1e-6)


def test_a_fingerprint_keeps_the_shape_that_it_has(exposure: Any) -> None:
    (found,) = seen(exposure, with_an_axis_more, doubling())
    assert found.fingerprint["twice"].tolist() == [[2.0, 4.0]]


def test_an_entry_that_is_not_finite_is_nan_in_the_fingerprint(exposure: Any) -> None:
    (found,) = seen(exposure, with_nan, doubling())
    assert found.fingerprint["twice"].tolist() == [2.0, pytest.approx(np.nan, nan_ok=True)]


@pytest.mark.parametrize("wrong", [raising, nothing, without_sum, with_integers])
def test_what_is_not_whole_has_no_fingerprint(exposure: Any, wrong: Callable[..., Any]) -> None:
    assert [found.fingerprint for found in seen(exposure, wrong, doubling())] == [None]


def test_a_large_answer_has_no_fingerprint(exposure: Any) -> None:
    vector = doubling(size=exposure.LARGEST_FINGERPRINT)
    assert [found.fingerprint for found in seen(exposure, squared, vector)] == [None]


def test_what_is_not_exposed_has_no_fingerprint(exposure: Any) -> None:
    assert [found.fingerprint for found in seen(exposure, right, doubling())] == [None]


def test_a_vector_stays_as_it_is(exposure: Any) -> None:
    vector = doubling()
    seen(exposure, changing_its_input, vector)
    assert np.array_equal(np.asarray(dict(leaves(vector.inputs))["x"]), [1.0, 2.0])


def test_a_function_that_remembers_begins_anew_each_time(exposure: Any) -> None:
    seen(exposure, remembering, doubling(1), doubling(2))
    assert [f.exposed for f in seen(exposure, remembering, doubling(1), doubling(2))] == [
        False,
        True,
    ]


def test_repeated_vectors_are_asked_again_after_all_others(exposure: Any) -> None:
    answers = exposure.answers(remembering, [doubling(1, flags=("repeat",)), doubling(2)])
    assert answers.again["v001"].value.arrays["sum"].data == 9.0


def test_another_questions_misconceptions_are_left_alone(exposure: Any) -> None:
    other = SimpleNamespace(id="other", question="another", function=raising)
    assert exposure.expose([doubling()], [other]) == {"v001": {}}


def test_annotating_names_what_each_vector_exposes(
    exposure: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = [("b", squared), ("a", raising), ("c", right)]
    catalogue = [SimpleNamespace(id=name, question="q", function=f) for name, f in versions]
    monkeypatch.setattr(exposure, "CATALOGUE", catalogue)
    (vector,) = exposure.annotate([doubling()])
    assert (vector.kills, list(vector.fingerprints)) == (("a", "b"), ["b"])


def test_few_vectors_keep_a_fingerprint(exposure: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = SimpleNamespace(id="wrong", question="q", function=squared)
    monkeypatch.setattr(exposure, "CATALOGUE", [wrong])
    vectors = exposure.annotate([doubling(number) for number in range(10)])
    assert [vector.id for vector in vectors if vector.fingerprints] == [
        "v000",
        "v003",
        "v006",
        "v009",
    ]
