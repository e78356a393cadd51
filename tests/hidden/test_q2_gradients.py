import pytest
from steps import (
    LAYERS,
    carried_back,
    follows,
    inputs_of,
    let_through,
    mean_over_examples,
    mean_product,
)

from autograder.judge.compare import RuleFailedError

pytestmark = pytest.mark.question("q2")

FAMILIES = ("square", "tall")


@pytest.mark.points(4, form=True)
def test_keys_and_shapes(answers):
    """The dict has exactly the eleven gradients, each with the right shape."""
    for call in answers.returning():
        returned = call.returned()
        for name in call.names:
            call.array(name)
        extra = [array.shown for name, array in returned.items() if name not in call.names]
        if extra:
            raise RuleFailedError(f"the dict also has {', '.join(extra[:4])}")


@pytest.mark.points(5)
def test_error_at_the_output(answers):
    """dZ3, the error at the output, is right."""
    answers.agree([call for family in FAMILIES for call in answers.having(family)], "dZ3")


@pytest.mark.points(9)
def test_weight_gradients_without_the_term(answers):
    """With λ = 0 each dW is its dZ times the activations before it, averaged over the examples."""
    for call in answers.having("lambda-zero"):
        for layer in LAYERS:
            before = inputs_of(call, layer)
            follows(answers, call, f"dW{layer}", f"dZ{layer}", mean_product, before)


@pytest.mark.points(6)
def test_bias_gradients(answers):
    """Each db is the mean of its dZ over the examples, whatever λ is."""
    for family in FAMILIES:
        for call in answers.having(family):
            for layer in LAYERS:
                follows(answers, call, f"db{layer}", f"dZ{layer}", mean_over_examples)


@pytest.mark.points(6)
def test_error_is_carried_back(answers):
    """dA2 and dA1 carry the error back through the weights of the layer after them."""
    for family in FAMILIES:
        for call in answers.having(family):
            for layer in (2, 1):
                weights = call.input(f"cache/W{layer + 1}")
                follows(answers, call, f"dA{layer}", f"dZ{layer + 1}", carried_back, weights)


@pytest.mark.points(7)
def test_relu_lets_through_where_active(answers):
    """dZ2 and dZ1 pass dA on where the layer's own unit was active, and are 0 elsewhere."""
    for call in [call for family in (*FAMILIES, "zero-z") for call in answers.having(family)]:
        for layer in (2, 1):
            active = call.input(f"cache/A{layer}")
            follows(answers, call, f"dZ{layer}", f"dA{layer}", let_through, active)


@pytest.mark.points(4)
def test_dW3_has_its_term(answers):
    """dW3 has the gradient of the L2 term, (λ/m) W3."""
    has_term(answers, 3)


@pytest.mark.points(4)
def test_dW2_has_its_term(answers):
    """dW2 has the gradient of the L2 term, (λ/m) W2."""
    has_term(answers, 2)


@pytest.mark.points(4)
def test_dW1_has_its_term(answers):
    """dW1 has the gradient of the L2 term, (λ/m) W1."""
    has_term(answers, 1)


@pytest.mark.points(7)
def test_right_in_every_case(answers):
    """Every gradient is right in every case, also the unusual ones."""
    answers.agree(answers.all)


@pytest.mark.points(2, form=True)
def test_inputs_are_left_alone(answers):
    """The function leaves its inputs as they were."""
    answers.unchanged()


@pytest.mark.points(2, form=True)
def test_same_answer_twice(answers):
    """The same inputs give the same gradients, whenever the function is called."""
    answers.repeatable()


def has_term(answers, layer):
    """Require that λ adds (λ/m) W to dW, on two pairs of cases that differ in λ alone."""
    name = f"dW{layer}"
    for family in FAMILIES:
        call = answers.one(family, "lambda-large")
        without = answers.one(family, "lambda-zero")
        weights, m = call.input(f"cache/W{layer}"), call.input("Y").shape[1]
        got = call.array(name) - without.array(name)
        scale = call.vector.scale[name] + without.vector.scale[name]
        answers.close(f"what λ adds to {name}", got, call.input("lambd") / m * weights, scale)
