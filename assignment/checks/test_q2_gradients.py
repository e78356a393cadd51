"""Rules about the gradients. They compare with what the vectors expect, and know no formula.

They stand in the order in which the gradients are worked out, and say what each is worked out from.
"""

from autograder import RuleFailedError, rule

STEPS = ["dZ3", "dW3", "db3", "dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1"]


@rule("q2", form=True)
def test_keys_and_shapes(answers):
    """The dict has exactly the eleven gradients, each with the right shape."""
    for call in answers.returning():
        returned = call.returned()
        for name in call.names:
            call.array(name)
        extra = [array.shown for name, array in returned.items() if name not in call.names]
        if extra:
            raise RuleFailedError(f"the dict also has {', '.join(extra[:4])}")


@rule("q2", step="dZ3")
def test_error_at_the_output(answers):
    """dZ3, the error at the output, is right."""
    answers.agree(answers.all, "dZ3")


@rule("q2", step="dW3", after=["dZ3"])
def test_dW3_without_the_term(answers):
    """With λ = 0, dW3 is right."""
    answers.agree(answers.having("lambda-zero"), "dW3")


@rule("q2", step="dW3", after=["dZ3", "dW3"])
def test_dW3_has_its_term(answers):
    """With λ > 0, dW3 is right: it has the gradient of the L2 term too."""
    answers.agree(with_lambda(answers), "dW3")


@rule("q2", step="db3", after=["dZ3"])
def test_db3(answers):
    """db3 is right."""
    answers.agree(answers.all, "db3")


@rule("q2", step="dA2", after=["dZ3"])
def test_error_is_carried_back_to_layer_2(answers):
    """dA2, the error carried back through W3, is right."""
    answers.agree(answers.all, "dA2")


@rule("q2", step="dZ2", after=["dA2"])
def test_relu_of_layer_2_lets_through_where_active(answers):
    """dZ2 is right, also where a unit is just at the edge of ReLU."""
    answers.agree(answers.all, "dZ2")


@rule("q2", step="dW2", after=["dZ2"])
def test_dW2_without_the_term(answers):
    """With λ = 0, dW2 is right."""
    answers.agree(answers.having("lambda-zero"), "dW2")


@rule("q2", step="dW2", after=["dZ2", "dW2"])
def test_dW2_has_its_term(answers):
    """With λ > 0, dW2 is right: it has the gradient of the L2 term too."""
    answers.agree(with_lambda(answers), "dW2")


@rule("q2", step="db2", after=["dZ2"])
def test_db2(answers):
    """db2 is right."""
    answers.agree(answers.all, "db2")


@rule("q2", step="dA1", after=["dZ2"])
def test_error_is_carried_back_to_layer_1(answers):
    """dA1, the error carried back through W2, is right."""
    answers.agree(answers.all, "dA1")


@rule("q2", step="dZ1", after=["dA1"])
def test_relu_of_layer_1_lets_through_where_active(answers):
    """dZ1 is right, also where a unit is just at the edge of ReLU."""
    answers.agree(answers.all, "dZ1")


@rule("q2", step="dW1", after=["dZ1"])
def test_dW1_without_the_term(answers):
    """With λ = 0, dW1 is right."""
    answers.agree(answers.having("lambda-zero"), "dW1")


@rule("q2", step="dW1", after=["dZ1", "dW1"])
def test_dW1_has_its_term(answers):
    """With λ > 0, dW1 is right: it has the gradient of the L2 term too."""
    answers.agree(with_lambda(answers), "dW1")


@rule("q2", step="db1", after=["dZ1"])
def test_db1(answers):
    """db1 is right."""
    answers.agree(answers.all, "db1")


@rule("q2", after=STEPS)
def test_right_in_every_case(answers):
    """Every gradient is right in every case, including the unusual ones."""
    answers.agree(answers.all)


@rule("q2", form=True)
def test_inputs_are_left_alone(answers):
    """The function leaves its inputs unchanged."""
    answers.unchanged()


@rule("q2", form=True)
def test_same_answer_twice(answers):
    """The same inputs give the same gradients every time."""
    answers.repeatable()


def with_lambda(answers):
    """Return the calls in which the L2 term counts."""
    return [call for call in answers.all if call.input("lambd") > 0]
