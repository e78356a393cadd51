import pytest
from steps import added, cost, weights_matter

from autograder.judge.compare import RuleFailedError

pytestmark = pytest.mark.question("q1")

# Pairs of calls in the square family that differ in weights alone, and with other biases.
OTHER_WEIGHTS = (("lambda-large", "same-squares"), ("doubled", "only-w1"))
OTHER_BIASES_TOO = (("lambda-large", "doubled"), ("other-biases", "only-w2"))


@pytest.mark.points(3, form=True)
def test_one_number(answers):
    """The cost is one number, not an array."""
    for call in answers.returning():
        (cost,) = call.returned().values()
        if cost.shape != ():
            raise RuleFailedError(f"it is an array with {len(cost.shape)} axes")


@pytest.mark.points(8)
def test_cross_entropy_alone(answers):
    """With λ = 0 the cost is the cross-entropy alone."""
    answers.agree(answers.having("lambda-zero"))


@pytest.mark.points(6)
def test_every_layer_counts_once(answers):
    """Every weight matrix is counted, each once: W1, W2 and W3."""
    scale = weights_matter(answers, *OTHER_WEIGHTS)
    first = cost(answers.one("square", "only-w1"))
    for layer in (2, 3):
        other = cost(answers.one("square", f"only-w{layer}"))
        answers.close(f"the cost of the same weights in W{layer}", other, first, scale)


@pytest.mark.points(5)
def test_entries_are_squared(answers):
    """The penalty adds up the squares of all single weights."""
    weights_matter(answers, *OTHER_WEIGHTS)
    flags = ("lambda-zero", "only-w1", "same-squares", "doubled")
    without, *calls = (answers.one("square", flag) for flag in flags)
    (base, scale), (same, _), (doubled, _) = (added(call, without) for call in calls)
    answers.close("the cost of other weights with the same sum of squares", same, base, scale)
    answers.close("the cost of weights twice as large", doubled, 4 * base, scale)


@pytest.mark.points(4)
def test_biases_are_left_out(answers):
    """Biases are left out of the penalty."""
    scale = weights_matter(answers, *OTHER_BIASES_TOO)
    base, other = (cost(answers.one("square", flag)) for flag in ("lambda-large", "other-biases"))
    answers.close("the cost with other biases", other, base, scale)


@pytest.mark.points(6)
def test_factor_is_lambda_over_two_m(answers):
    """The sum of squares is multiplied by λ / 2m, where m is the number of examples."""
    for family in ("square", "wide"):
        with_term = answers.one(family, "lambda-large")
        without = answers.one(family, "lambda-zero")
        got, _ = added(with_term, without)
        expected = with_term.vector.expected["cost"] - without.vector.expected["cost"]
        scale = with_term.vector.scale["cost"] + without.vector.scale["cost"]
        answers.close("what λ adds to the cost", got, expected, scale)


@pytest.mark.points(4)
def test_right_on_every_case(answers):
    """The cost is right in every case, also the unusual ones."""
    answers.agree(answers.all)


@pytest.mark.points(2, form=True)
def test_inputs_are_left_alone(answers):
    """The function leaves its inputs as they were."""
    answers.unchanged()


@pytest.mark.points(2, form=True)
def test_same_answer_twice(answers):
    """The same inputs give the same cost, whenever the function is called."""
    answers.repeatable()
