"""The designed inputs keep what hidden tests, misconceptions and proofs rely on."""

from __future__ import annotations

import importlib
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from numpy.typing import NDArray

SOLUTIONS = Path(__file__).parents[3] / "solutions"
SEED = 20261123
OTHER_SEED = -1
WEIGHTS = ("W1", "W2", "W3")
BIASES = ("b1", "b2", "b3")
MEMORISED = {5, 211, 0.1, 0.7}  # m and λ of public examples, which a wrong version may hard-code
OF_THE_COURSE = {0.1, 0.7}  # λ that hidden cases have too, each beside others

PAIRS = [("q1", "square"), ("q1", "wide"), ("q2", "square"), ("q2", "tall")]
COMBINATIONS = [
    *(
        ("q1", "square", flag)
        for flag in (
            "lambda-zero", "lambda-large", "seven-tenths", "one-tenth", "other-biases",
            "no-weights", "only-w1", "only-w2", "only-w3", "without-w1", "without-w2",
            "without-w3", "same-squares", "doubled",
        )
    ),
    *(("q1", "wide", flag) for flag in ("lambda-zero", "lambda-large")),
    *(("q1", "confident", flag) for flag in ("lambda-zero", "lambda-small")),
    *(("q2", "square", flag) for flag in ("lambda-zero", "lambda-large", "lambda-small")),
    *(("q2", "tall", flag) for flag in ("lambda-zero", "lambda-large", "lambda-small")),
    *(
        (question, "single", flag)
        for question in ("q1", "q2")
        for flag in (
            "one-example", "many-examples", "all-positive", "fortran", "int-y", "one-unit",
        )
    ),
    ("q2", "single", "zero-z"),
    ("q2", "single", "confident"),
]  # fmt: skip


@pytest.fixture(scope="module")
def solutions() -> Iterator[dict[str, ModuleType]]:
    """The modules of solutions/, imported as the engine imports its builder."""
    names = ("cost_designs", "gradient_designs", "oracle", "vectors")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SOLUTIONS.with_name("assignment")))
        patch.syspath_prepend(str(SOLUTIONS))
        yield {name: importlib.import_module(name) for name in names}


@pytest.fixture(scope="module")
def drawn(solutions: dict[str, ModuleType]) -> Callable[[str, int], list[Any]]:
    """Return a function that draws a set's designs once per seed, for tests that only read them."""
    return cache(partial(draw, solutions))


@pytest.fixture(scope="module", params=[SEED, OTHER_SEED])
def hidden(request: pytest.FixtureRequest, drawn: Callable[[str, int], list[Any]]) -> list[Any]:
    """The hidden designs; what holds of them holds whatever the seed."""
    return drawn("hidden", request.param)


@pytest.fixture(scope="module")
def public(drawn: Callable[[str, int], list[Any]]) -> list[Any]:
    """The public designs without the course's example."""
    return drawn("public", SEED)


def draw(solutions: dict[str, ModuleType], which: str, seed: int) -> list[Any]:
    """Return the designs of both questions."""
    makers = (solutions["cost_designs"], solutions["gradient_designs"])
    return [design for maker in makers for design in getattr(maker, which)(seed)]


def having(designs: list[Any], question: str, *flags: str) -> list[Any]:
    """Return the designs that have all the flags."""
    return [d for d in designs if d.question == question and set(flags) <= set(d.flags)]


def only(designs: list[Any], question: str, *flags: str) -> Any:
    """Return the inputs of the only design that has all the flags."""
    (design,) = having(designs, question, *flags)
    return design.inputs


def arrays(design: Any) -> dict[str, NDArray[Any]]:
    """Return every array of a design's inputs by its own name."""
    values = design.inputs | design.inputs.get("parameters", {}) | design.inputs.get("cache", {})
    return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}


def same(one: Any, other: Any) -> bool:
    """Say whether two inputs are the same to the bit."""
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[name], other[name]) for name in one)
    one, other = np.asarray(one), np.asarray(other)
    return one.dtype == other.dtype and np.array_equal(one, other)


def nonzero(parameters: dict[str, NDArray[np.float64]]) -> dict[str, list[float]]:
    """Return the weights other than 0 of each layer, sorted."""
    return {name: sorted(parameters[name][parameters[name] != 0].tolist()) for name in WEIGHTS}


@pytest.mark.parametrize("which", [pytest.param("hidden", marks=pytest.mark.slow), "public"])
def test_the_same_seed_gives_the_same_designs(
    solutions: dict[str, ModuleType], drawn: Callable[[str, int], list[Any]], which: str
) -> None:
    once, again = drawn(which, SEED), draw(solutions, which, SEED)
    assert all(same(a.inputs, b.inputs) for a, b in zip(once, again, strict=True))


def test_another_seed_gives_other_numbers(solutions: dict[str, ModuleType]) -> None:
    once, other = (draw(solutions, "public", seed) for seed in (SEED, SEED + 1))
    assert not any(same(a.inputs, b.inputs) for a, b in zip(once, other, strict=True))


def test_vectors_are_numbered_in_order(solutions: dict[str, ModuleType]) -> None:
    ids = [vector.id for vector in solutions["vectors"].design("public", SEED)]
    assert ids == [f"v{number:03}" for number in range(1, len(ids) + 1)]


def test_the_course_example_is_the_first_public_vector_of_each_question(
    solutions: dict[str, ModuleType],
) -> None:
    vectors = solutions["vectors"].design("public", SEED)
    assert [v.question for v in vectors if "course" in v.flags] == ["q1", "q2"]


def test_an_unknown_set_is_refused(solutions: dict[str, ModuleType]) -> None:
    with pytest.raises(ValueError, match="hidden or public"):
        solutions["vectors"].design("secret", SEED)


@pytest.mark.parametrize("combination", COMBINATIONS, ids="-".join)
def test_the_flags_that_a_rule_asks_for_name_one_vector(
    hidden: list[Any], combination: tuple[str, ...]
) -> None:
    assert len(having(hidden, *combination)) == 1


@pytest.mark.parametrize("question", ["q1", "q2"])
def test_two_vectors_of_each_question_are_repeated(hidden: list[Any], question: str) -> None:
    assert len(having(hidden, question, "repeat")) == 2


def test_inputs_are_in_the_order_of_the_call(
    hidden: list[Any], solutions: dict[str, ModuleType]
) -> None:
    for design in hidden:
        if design.question == "q1":
            assert list(design.inputs) == ["A3", "Y", "parameters", "lambd"]
            assert list(design.inputs["parameters"]) == ["W1", "b1", "W2", "b2", "W3", "b3"]
        else:
            assert list(design.inputs) == ["X", "Y", "cache", "lambd"]
            assert tuple(design.inputs["cache"]) == solutions["oracle"].CACHE


def test_each_comment_is_one_sentence(hidden: list[Any], public: list[Any]) -> None:
    for design in hidden + public:
        assert design.comment.endswith(".")
        assert ". " not in design.comment


def test_probabilities_are_moderate_where_nothing_else_is_said(
    hidden: list[Any], public: list[Any]
) -> None:
    for design in hidden + public:
        A3 = arrays(design)["A3"]
        if "confident" not in design.flags:
            assert 1 / 16 <= A3.min() <= A3.max() <= 15 / 16, design.flags


def test_cutting_off_a3_from_a_thousandth_on_shows_and_a_tiny_constant_does_not(
    hidden: list[Any],
) -> None:
    confident = having(hidden, "q1", "confident") + having(hidden, "q2", "confident")
    assert {design.question for design in confident} == {"q1", "q2"}
    for design in confident:
        A3 = arrays(design)["A3"]
        assert 1e-4 < A3.min() < 1e-3
        assert 1e-4 < 1 - A3.max() < 1e-3


def test_a_confident_network_is_wrong_on_either_side(hidden: list[Any]) -> None:
    for design in having(hidden, "q1", "confident"):
        A3, Y = arrays(design)["A3"], design.inputs["Y"]
        assert {(side, y) for side, y in zip((A3 > 0.5)[0, :4], Y[0, :4], strict=True)} == {
            (False, 0), (False, 1), (True, 0), (True, 1)
        }  # fmt: skip


def test_classes_are_0_and_1_of_a_dtype_that_no_right_version_trips_over(
    hidden: list[Any], public: list[Any]
) -> None:
    for design in hidden + public:
        Y = design.inputs["Y"]
        assert Y.dtype == (np.int64 if "int-y" in design.flags else np.float64)
        assert set(Y.ravel().tolist()) == {0, 1} or Y.shape == (1, 1)


def test_no_m_or_lambda_is_one_that_could_be_memorised(
    hidden: list[Any], public: list[Any]
) -> None:
    for design in hidden + public:
        memorised = {design.inputs["Y"].shape[1], design.inputs["lambd"]} & MEMORISED
        assert memorised <= OF_THE_COURSE


@pytest.mark.parametrize("question", ["q1", "q2"])
def test_the_courses_own_lambdas_are_among_the_hidden_ones_and_are_few(
    hidden: list[Any], question: str
) -> None:
    found = [design.inputs["lambd"] for design in having(hidden, question)]
    assert [found.count(lambd) for lambd in sorted(OF_THE_COURSE)] == [1, 1]


@pytest.mark.parametrize("question", ["q1", "q2"])
def test_some_other_lambda_is_between_0_and_1(hidden: list[Any], question: str) -> None:
    found = {design.inputs["lambd"] for design in having(hidden, question)}
    assert {lambd for lambd in found if 0 < lambd < 1} - OF_THE_COURSE


def test_m_is_none_of_the_widths(hidden: list[Any], public: list[Any]) -> None:
    for design in hidden + public:
        widths = {size for name in WEIGHTS for size in arrays(design)[name].shape}
        m = design.inputs["Y"].shape[1]
        assert m == 1 or m not in widths, design.flags


def test_the_output_layer_has_one_unit(hidden: list[Any], public: list[Any]) -> None:
    for design in hidden + public:
        assert len(arrays(design)["W3"]) == len(design.inputs["Y"]) == 1


def test_lambda_is_only_zero_where_the_flags_say_so(hidden: list[Any], public: list[Any]) -> None:
    for design in hidden + public:
        assert (design.inputs["lambd"] == 0) == ("lambda-zero" in design.flags)


def test_no_public_array_is_a_hidden_one(hidden: list[Any], public: list[Any]) -> None:
    seen = {
        (array.shape, array.tobytes())
        for design in hidden
        for name, array in arrays(design).items()
        if name != "Y"  # few classes of few examples are alike by chance
    }
    for design in public:
        assert not seen & {(array.shape, array.tobytes()) for array in arrays(design).values()}


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_a_pair_differs_in_lambda_only(hidden: list[Any], pair: tuple[str, str]) -> None:
    without, large = (only(hidden, *pair, f"lambda-{size}") for size in ("zero", "large"))
    assert without["lambd"] == 0 < large["lambd"]
    assert same(without | {"lambd": large["lambd"]}, large)


def test_the_square_costs_share_everything_but_weights_and_lambda(hidden: list[Any]) -> None:
    base = only(hidden, "q1", "square", "lambda-large")
    for design in having(hidden, "q1", "square"):
        assert same(design.inputs["A3"], base["A3"])
        assert same(design.inputs["Y"], base["Y"])
        assert design.inputs["lambd"] in (0, base["lambd"]) or "lambda-small" in design.flags
        if "other-biases" not in design.flags:
            assert all(same(arrays(design)[b], base["parameters"][b]) for b in BIASES)


def test_other_biases_are_large_and_all_different(hidden: list[Any]) -> None:
    base, other = (
        only(hidden, "q1", "square", flag)["parameters"]
        for flag in ("lambda-large", "other-biases")
    )
    assert all(same(base[name], other[name]) for name in WEIGHTS)
    for name in BIASES:
        assert np.all(base[name] != other[name])
        assert abs(other[name]).min() >= 2 > abs(base[name]).max()
        assert abs(base[name]).min() > 0


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_one_layer_alone_has_the_same_weights_as_another_alone(
    hidden: list[Any], layer: int
) -> None:
    entries = nonzero(only(hidden, "q1", "square", "only-w1")["parameters"])["W1"]
    found = nonzero(only(hidden, "q1", "square", f"only-w{layer}")["parameters"])
    assert len(entries) == 3
    assert found == {name: entries if name == f"W{layer}" else [] for name in WEIGHTS}


def test_same_squares_keeps_the_sum_of_squares_and_nothing_else(hidden: list[Any]) -> None:
    one, other = (
        np.concatenate(
            [only(hidden, "q1", "square", flag)["parameters"][W].ravel() for W in WEIGHTS]
        )
        for flag in ("lambda-large", "same-squares")
    )
    assert np.sum(one**2) == pytest.approx(np.sum(other**2), rel=1e-14)
    assert abs(abs(one).sum() - abs(other).sum()) > 0.1 * abs(one).sum()
    assert abs(one.sum() - other.sum()) > 0.1 * abs(one).sum()
    assert abs(abs(one).max() - abs(other).max()) > 0.1 * abs(one).max()


def test_doubled_doubles_all_weights(hidden: list[Any]) -> None:
    one, other = (
        only(hidden, "q1", "square", flag)["parameters"] for flag in ("lambda-large", "doubled")
    )
    assert same(one | {name: 2 * one[name] for name in WEIGHTS}, other)


def test_no_penalty_drowns_in_the_cross_entropy(hidden: list[Any]) -> None:
    for design in having(hidden, "q1"):
        values, m = arrays(design), design.inputs["Y"].shape[1]
        squares = sum(float(np.sum(values[name] ** 2)) for name in WEIGHTS)
        penalty = design.inputs["lambd"] * squares / (2 * m)
        assert penalty > 0.05 or design.inputs["lambd"] == 0 or "no-weights" in design.flags


@pytest.mark.parametrize("layer", [1, 2])
@pytest.mark.parametrize("family", ["square", "tall"])
def test_each_example_has_active_and_inactive_units(
    hidden: list[Any], family: str, layer: int
) -> None:
    A = only(hidden, "q2", family, "lambda-large")["cache"][f"A{layer}"]
    assert np.all((A > 0).any(axis=0) & (A == 0).any(axis=0))


@pytest.mark.parametrize("layer", [1, 2])
@pytest.mark.parametrize("family", ["square", "tall"])
def test_each_unit_is_active_in_some_examples_only(
    hidden: list[Any], family: str, layer: int
) -> None:
    A = only(hidden, "q2", family, "lambda-large")["cache"][f"A{layer}"]
    assert np.all((A > 0).any(axis=1) & (A == 0).any(axis=1))


@pytest.mark.parametrize("layer", [1, 2])
def test_a_gradient_reaches_every_inactive_unit(
    hidden: list[Any], solutions: dict[str, ModuleType], layer: int
) -> None:
    for design in having(hidden, "q2"):
        if not {"many-examples", "one-unit"} & set(design.flags):
            dA = solutions["oracle"].gradients(**design.inputs).expected[f"dA{layer}"]
            assert np.all(dA[arrays(design)[f"A{layer}"] == 0] != 0), design.flags


def test_the_masks_of_square_layers_differ_where_a_gradient_passes(
    hidden: list[Any], solutions: dict[str, ModuleType]
) -> None:
    inputs = only(hidden, "q2", "square", "lambda-large")
    expected = solutions["oracle"].gradients(**inputs).expected
    first, second = (inputs["cache"][name] > 0 for name in ("A1", "A2"))
    for name in ("dA1", "dA2"):
        assert np.any(expected[name][first != second] != 0)


def test_z_is_exactly_0_only_where_it_is_meant_to_be(hidden: list[Any]) -> None:
    for design in having(hidden, "q2"):
        meant = 2 if {"zero-z", "int-y"} & set(design.flags) else 0
        for name in ("Z1", "Z2"):
            assert np.sum(arrays(design)[name] == 0) == meant, design.flags


def test_no_other_z_is_near_0(hidden: list[Any]) -> None:
    for design in having(hidden, "q2"):
        for name in ("Z1", "Z2"):
            Z = arrays(design)[name]
            assert abs(Z[Z != 0]).min() >= 1 / 64, design.flags


def test_every_cache_is_what_forward_propagation_gives(
    hidden: list[Any], solutions: dict[str, ModuleType]
) -> None:
    for design in having(hidden, "q2"):
        if "many-examples" not in design.flags:
            cache = design.inputs["cache"]
            assert same(solutions["oracle"].forward(design.inputs["X"], cache), cache)


def test_float64_holds_z_and_a_exactly_so_that_any_order_of_sums_gives_them(
    hidden: list[Any],
) -> None:
    for design in having(hidden, "q2"):
        c = design.inputs["cache"]
        for layer, below in ((1, design.inputs["X"]), (2, c["A1"]), (3, c["A2"])):
            assert np.array_equal(c[f"W{layer}"] @ below + c[f"b{layer}"], c[f"Z{layer}"])


@pytest.mark.parametrize("question", ["q1", "q2"])
def test_fortran_arrays_lie_column_by_column(hidden: list[Any], question: str) -> None:
    (design,) = having(hidden, question, "fortran")
    for name, array in arrays(design).items():
        assert array.flags.f_contiguous, name
        assert name == "Y" or 1 in array.shape or not array.flags.c_contiguous, name


@pytest.mark.parametrize("question", ["q1", "q2"])
def test_integer_vectors_have_an_integer_lambda(hidden: list[Any], question: str) -> None:
    assert type(only(hidden, question, "int-y")["lambd"]) is int


@pytest.mark.parametrize("question", ["q1", "q2"])
def test_all_positive_means_every_weight(hidden: list[Any], question: str) -> None:
    (design,) = having(hidden, question, "all-positive")
    assert all(np.all(arrays(design)[name] > 0) for name in WEIGHTS)


@pytest.mark.parametrize(("flag", "m"), [("one-example", 1), ("many-examples", 10_000)])
@pytest.mark.parametrize("question", ["q1", "q2"])
def test_the_flag_says_the_number_of_examples(
    hidden: list[Any], question: str, flag: str, m: int
) -> None:
    inputs = only(hidden, question, flag)
    assert inputs["Y"].shape == (1, m)
    assert inputs["lambd"] > 0


@pytest.mark.parametrize("question", ["q1", "q2"])
def test_one_unit_means_both_hidden_layers(hidden: list[Any], question: str) -> None:
    (design,) = having(hidden, question, "one-unit")
    assert [len(arrays(design)[name]) for name in WEIGHTS] == [1, 1, 1]
