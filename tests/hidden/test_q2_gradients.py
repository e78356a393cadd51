import pytest
from steps import (
    LAYERS,
    ROUGH,
    carried_back,
    families,
    follows,
    in_layers,
    inputs_of,
    let_through,
    mean_over_examples,
    mean_product,
    require_factor,
    require_term,
    right_everywhere,
    with_lambda,
)

from autograder import NOTED, RuleFailedError

pytestmark = pytest.mark.question("q2")


@pytest.mark.points(1, form=True)
def test_keys_and_shapes(answers):
    """The dict has exactly the eleven gradients, each with the right shape."""

    def check(call):
        returned = call.returned()
        for name in call.names:
            call.array(name)
        extra = [array.shown for name, array in returned.items() if name not in call.names]
        if extra:
            raise RuleFailedError(f"the dict also has {', '.join(extra[:4])}")

    answers.every(answers.all, check)


@pytest.mark.points(9)
def test_error_at_the_output(answers):
    """dZ3, the error at the output, is right."""
    answers.agree(families(answers), "dZ3", tolerance=ROUGH)


@pytest.mark.points(7)
def test_weight_gradients_without_the_term(answers):
    """With λ = 0 each dW is its dZ times the activations before it, averaged over the examples."""

    def check(unit):
        call, layer = unit
        before = inputs_of(call, layer)
        follows(answers, call, f"dW{layer}", f"dZ{layer}", mean_product, before)

    answers.every(in_layers(answers.having("lambda-zero"), LAYERS), check, of="gradients")


@pytest.mark.points(3)
def test_bias_gradients(answers):
    """Each db is the mean of its dZ over the examples, whatever λ is."""

    def check(unit):
        call, layer = unit
        follows(answers, call, f"db{layer}", f"dZ{layer}", mean_over_examples)

    answers.every(in_layers(families(answers), LAYERS), check, of="gradients")


@pytest.mark.points(3)
def test_error_is_carried_back(answers):
    """dA2 and dA1 carry the error back through the weights of the layer after them."""

    def check(unit):
        call, layer = unit
        weights = call.input(f"cache/W{layer + 1}")
        follows(answers, call, f"dA{layer}", f"dZ{layer + 1}", carried_back, weights)

    answers.every(in_layers(families(answers), (2, 1)), check, of="gradients")


@pytest.mark.points(7)
def test_relu_lets_through_where_active(answers):
    """dZ2 and dZ1 pass dA on where the layer's own unit was active, and are 0 elsewhere."""

    def check(unit):
        call, layer = unit
        active = call.input(f"cache/A{layer}")
        name, before = f"dZ{layer}", f"dA{layer}"
        follows(answers, call, name, before, let_through, active, tolerance=NOTED)

    calls = [*families(answers), answers.one("zero-z")]
    answers.every(in_layers(calls, (2, 1)), check, of="gradients")


@pytest.mark.points(5)
def test_dW3_has_its_term(answers):
    """λ adds a multiple of W3 to dW3."""
    answers.every(with_lambda(answers), lambda call: require_term(answers, call, 3))


@pytest.mark.points(5)
def test_dW2_has_its_term(answers):
    """λ adds a multiple of W2 to dW2."""
    answers.every(with_lambda(answers), lambda call: require_term(answers, call, 2))


@pytest.mark.points(5)
def test_dW1_has_its_term(answers):
    """λ adds a multiple of W1 to dW1."""
    answers.every(with_lambda(answers), lambda call: require_term(answers, call, 1))


@pytest.mark.points(9)
def test_factor_of_the_term(answers):
    """The factor of W in each dW is λ/m, as the derivative of the penalty has it."""
    units = in_layers(with_lambda(answers), LAYERS)
    answers.every(units, lambda unit: require_factor(answers, *unit), of="gradients")


@pytest.mark.points(4)
def test_right_in_every_case(answers):
    """Every gradient is right to five digits in every case, also in the unusual ones."""
    right_everywhere(answers)


@pytest.mark.points(1, form=True)
def test_inputs_are_left_alone(answers):
    """The function leaves its inputs as they were."""
    answers.unchanged()


@pytest.mark.points(1, form=True)
def test_same_answer_twice(answers):
    """The same inputs give the same gradients, whenever the function is called."""
    answers.repeatable()
