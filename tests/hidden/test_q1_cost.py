import pytest
from steps import (
    LAYERS,
    ROUGH,
    added,
    cost,
    right_difference,
    right_everywhere,
    share,
    weights_matter,
)

from autograder import RuleFailedError

pytestmark = pytest.mark.question("q1")

# Two pairs of calls in the square family that differ in weights alone and have none in common.
OTHER_WEIGHTS = (("lambda-large", "no-weights"), ("doubled", "only-w1"))


@pytest.mark.points(2, form=True)
def test_one_number(answers):
    """The cost is one number, not an array."""

    def check(call):
        (cost,) = call.returned().values()
        if cost.shape != ():
            raise RuleFailedError(f"it is an array with {len(cost.shape)} axes")

    answers.every(answers.all, check)


@pytest.mark.points(4)
def test_cross_entropy_alone(answers):
    """With λ = 0 the cost is the cross-entropy alone."""
    answers.agree(answers.having("lambda-zero"), tolerance=ROUGH)


@pytest.mark.points(9)
def test_every_layer_counts(answers):
    """The weights of every layer count: those of W1, of W2 and of W3."""
    all_layers, empty = (answers.one("square", flag) for flag in ("lambda-large", "no-weights"))

    def check(layer):
        # Two looks that have no call in common, so that one odd answer does not count.
        alone, missing = (answers.one("square", f"{flag}-w{layer}") for flag in ("only", "without"))
        if share(alone, empty) == 0 or share(all_layers, missing) == 0:
            raise RuleFailedError(f"the cost stays the same where only W{layer} differs")

    answers.every(LAYERS, check, of="layers")


@pytest.mark.points(7)
def test_entries_are_squared(answers):
    """The penalty adds up the squares of all single weights."""
    empty = answers.one("square", "no-weights")
    base, scale = added(answers.one("square", "lambda-large"), empty, "the weights differ")

    def check(expected):
        flag, factor, what = expected
        got = cost(answers.one("square", flag)) - cost(empty)
        what = f"what {what} add to the cost"
        answers.close(what, got, factor * base, factor * scale, tolerance=ROUGH)

    same = ("same-squares", 1, "other weights with the same sum of squares")
    answers.every([same, ("doubled", 4, "weights twice as large")], check, of="comparisons")


@pytest.mark.points(3)
def test_biases_are_left_out(answers):
    """Biases are left out of the penalty."""
    scale = weights_matter(answers, *OTHER_WEIGHTS)
    base, other = (answers.one("square", flag) for flag in ("lambda-large", "other-biases"))
    answers.close("the cost with other biases", cost(other), cost(base), scale, tolerance=ROUGH)


@pytest.mark.points(3)
def test_penalty_is_proportional_to_lambda(answers):
    """The penalty is proportional to λ: half the λ, half the penalty."""
    without = answers.one("square", "lambda-zero")
    large = answers.one("square", "lambda-large")
    small = answers.one("square", "seven-tenths")
    base, scale = added(large, without, "λ differs")
    wanted = base * small.input("lambd") / large.input("lambd")
    got = cost(small) - cost(without)
    answers.close("what a λ below 1 adds to the cost", got, wanted, scale, tolerance=ROUGH)


@pytest.mark.points(5)
def test_factor_is_lambda_over_two_m(answers):
    """The sum of squares is multiplied by λ / 2m, where m is the number of examples."""
    empty = answers.one("square", "no-weights")

    def check(layer):
        call = answers.one("square", f"only-w{layer}")
        got, right = cost(call) - cost(empty), right_difference(call, empty)
        what = f"what weights in W{layer} alone add to the cost"
        answers.close(what, got, right, abs(right), tolerance=ROUGH)

    answers.every(LAYERS, check, of="layers")


@pytest.mark.points(5)
def test_right_on_every_case(answers):
    """The cost is right to five digits in every case, also in the unusual ones."""
    right_everywhere(answers)


@pytest.mark.points(1, form=True)
def test_inputs_are_left_alone(answers):
    """The function leaves its inputs as they were."""
    answers.unchanged()


@pytest.mark.points(1, form=True)
def test_same_answer_twice(answers):
    """The same inputs give the same cost, whenever the function is called."""
    answers.repeatable()
