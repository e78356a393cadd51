"""Rules about the cost. They compare with what the public vectors expect, and know no formula."""

from autograder import RuleFailedError, rule


@rule("q1", form=True)
def test_one_number(answers):
    """The cost is one number, not an array."""
    for call in answers.returning():
        (cost,) = call.returned().values()
        if cost.shape != ():
            raise RuleFailedError(f"it is an array with {len(cost.shape)} axes")


@rule("q1", step="the cross-entropy")
def test_cross_entropy_alone(answers):
    """With λ = 0 the cost is the cross-entropy alone."""
    answers.agree(answers.having("lambda-zero"))


@rule("q1", step="the L2 term", after=["the cross-entropy"])
def test_with_a_large_lambda(answers):
    """With a large λ the cost is right, and every weight matrix counts."""
    answers.agree(answers.having("lambda-large"))


@rule("q1", step="the L2 term", after=["the cross-entropy"])
def test_course_example(answers):
    """The course's own example has the published cost."""
    answers.agree(answers.having("course"))


@rule("q1", after=["the cross-entropy", "the L2 term"])
def test_right_on_every_case(answers):
    """The cost is right in every case, including the unusual ones."""
    answers.agree(answers.all)


@rule("q1", form=True)
def test_inputs_are_left_alone(answers):
    """The function leaves its inputs unchanged."""
    answers.unchanged()


@rule("q1", form=True)
def test_same_answer_twice(answers):
    """The same inputs give the same cost every time."""
    answers.repeatable()
