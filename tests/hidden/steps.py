"""What a step of the computation gives for a student's own numbers, with its scale S.

Judging each gradient from the student's own gradient before it means that one mistake costs its
own rule, not every rule after it. A gradient that is right is right, whatever was before it.

S comes from the vectors: it is that of the same step on the right numbers. The student's own can
only make it smaller, in proportion, so that numbers of next to nothing are judged as strictly.
Numbers that are `FAR` from the right size are not judged further: where they are too large,
float64 would lose in its rounding what a rule looks for.

Rules about one step allow `ROUGH`: whoever rounds has understood the step. That the answers are
right to five digits is a rule of its own.
"""

from fractions import Fraction

import numpy as np

from autograder import RuleFailedError, Target

LAYERS = (1, 2, 3)

ROUGH = 1e-2  # of S: rounding to 2 decimals stays below; a wrong formula is off by 7e-2 or more

# How many times too large or too small a student's numbers may be. The mistakes of the catalogue
# reach 289 times (a factor m instead of 1/m) and a 98th; and with 10,000 times, what float64
# loses of a cost is a hundredth of the tolerance for a term that is a 10,000th.
FAR = 1e4
SPREAD = 1e-3  # of its largest entry: an array that varies less is the same everywhere


# Both questions


def right_everywhere(answers):
    """Require that all is right in every case; each group of cases that is right earns its share.

    A group is a family of cases, which belong together, or a single one.
    """
    calls = answers.all
    try:
        answers.agree(calls)
    except RuleFailedError as error:
        groups = {}
        for call in calls:
            family = call.vector.flags[0]
            name = call.vector.id if family == "single" else family
            groups.setdefault(name, []).append(call)
        held = sum(all(is_right(call, name) for call in group for name in call.names)
                   for group in groups.values())  # fmt: skip
        raise RuleFailedError(str(error), Fraction(held, len(groups))) from error


def is_right(call, name, tolerance=None):
    """Return whether an array is right, within a tolerance in units of S or the usual one."""
    try:
        difference = call.difference(name)
    except RuleFailedError:
        return False
    return not (difference.is_wrong if tolerance is None else difference.is_beyond(tolerance))


# The cost


def weights_matter(answers, *pairs):
    """Return S of the penalty, made smaller where weights change the cost less.

    Rules about which numbers count say nothing of a cost that no weight changes. Each pair of
    calls has to show that weights do; two that have no call in common, so that one odd answer
    does not.
    """
    pairs = [[answers.one("square", flag) for flag in pair] for pair in pairs]
    shares = [abs(share(*pair)) for pair in pairs]
    if min(shares) == 0:
        raise RuleFailedError("the cost stays the same where only the weights differ")
    return abs(right_difference(*pairs[0])) * min(*shares, 1.0)


def added(more, less, what):
    """Return what a call costs more than another, and its S.

    S is made smaller in the proportion in which the difference is too small.

    Args:
        more: a call.
        less: another, in which something is 0.
        what: says, for people, in what the two differ.
    """
    found = abs(share(more, less))
    if found == 0:
        raise RuleFailedError(f"the cost stays the same where only {what}")
    return cost(more) - cost(less), abs(right_difference(more, less)) * min(found, 1.0)


def share(more, less):
    """Return the difference of two costs as a part of the right one; next to nothing is 0."""
    found = float(cost(more) - cost(less)) / right_difference(more, less)
    return found if abs(found) > 1 / FAR else 0.0


def right_difference(more, less):
    """Return the right difference of two costs; `vectors verify` proves that it is not small."""
    return float(more.vector.expected["cost"] - less.vector.expected["cost"])


def cost(call):
    """Return a call's cost, which must be small enough for others to be judged beside it."""
    if abs(call.number()) > FAR * call.vector.scale["cost"]:
        raise RuleFailedError("the cost is far too large for anything to be judged from it")
    return np.array(call.number())


# The gradients


def mean_product(delta, activations):
    """Return `delta activations^T / m` and S; shapes (n, m), (k, m) -> (n, k)."""
    m = delta.shape[1]
    return delta @ activations.T / m, np.abs(delta) @ np.abs(activations).T / m


def mean_over_examples(delta):
    """Return the mean over the columns and S; shape (n, m) -> (n, 1)."""
    return delta.mean(axis=1, keepdims=True), np.abs(delta).mean(axis=1, keepdims=True)


def carried_back(delta, weights):
    """Return `weights^T delta` and S; shapes (n, m), (n, k) -> (k, m)."""
    return weights.T @ delta, np.abs(weights).T @ np.abs(delta)


def let_through(error, activations):
    """Return `error` where the unit was active, else 0, and S, which inactive units have too."""
    return np.where(activations > 0, error, 0.0), np.abs(error)


def inputs_of(call, layer):
    """Return the activations that feed `layer`: X for the first."""
    return call.input("X") if layer == 1 else call.input(f"cache/A{layer - 1}")


def families(answers):
    """Return the calls of the two networks that come with several λ."""
    return [call for name in ("square", "tall") for call in answers.having(name)]


def with_lambda(answers):
    """Return the calls of the families in which the term stands out; in one λ is below 1."""
    return [*answers.having("lambda-large"), answers.one("square", "lambda-small")]


def in_layers(calls, layers):
    """Return pairs of a call and a layer, the calls one after the other."""
    return [(call, layer) for call in calls for layer in layers]


def follows(answers, call, name, before, step, *given, tolerance=ROUGH):
    """Require that `name` is right, or what `step` makes of the student's own `before`."""
    if is_right(call, name, tolerance):
        return
    array = call.array(name)
    wanted, size = step(own(call, before), *given)
    _, scale = step(call.vector.expected[before], *given)
    what = f"{name}, from your {before}"
    answers.close(what, array, wanted, scale, size, tolerance=tolerance)


def own(call, name):
    """Return the student's own array, which must hold something to judge further steps by."""
    array = call.array(name)
    size, right = (np.abs(numbers).max() for numbers in (array, call.vector.expected[name]))
    if np.ptp(array) <= SPREAD * size:
        raise RuleFailedError(f"{name} is the same everywhere, so nothing can be judged from it")
    if not right / FAR <= size <= right * FAR:
        how = "large" if size > right else "small"
        raise RuleFailedError(f"{name} is far too {how} for anything to be judged from it")
    return array


def terms(answers, call, layer):
    """Return what may be the L2 term in a call's dW, each with the λ that it belongs to.

    It is what the call has more than one of its family with another λ; or what is left of dW
    without the data's part, which is right or follows from the student's own dZ.
    """
    name, before = f"dW{layer}", f"dZ{layer}"
    array, lambd = call.array(name), call.input("lambd")
    found = []
    for other in family(answers, call):
        less = lambd - other.input("lambd")
        if less > 0 and has(other, name):
            found.append((array - other.array(name), less))
    deltas = [call.vector.expected[before]]
    if has(call, before):
        deltas.append(call.array(before))
    given = inputs_of(call, layer)
    return found + [(array - mean_product(delta, given)[0], lambd) for delta in deltas]


def family(answers, call):
    """Return the calls of a call's family; those of none have no family."""
    name = call.vector.flags[0]
    return [] if name == "single" else answers.having(name)


def has(call, name):
    """Return whether there is an array of that name to look at."""
    try:
        call.array(name)
    except RuleFailedError:
        return False
    return True


def require_term(answers, call, layer):
    """Require that a multiple of W is part of dW where λ is above 0, whatever its factor."""
    name, weights = f"dW{layer}", call.input(f"cache/W{layer}")
    per_lambda = weights / call.input("Y").shape[1]
    for term, lambd in terms(answers, call, layer):
        part = np.vdot(term, per_lambda) / np.vdot(per_lambda, per_lambda) / lambd
        if 1 / FAR < abs(part) < FAR:
            scale = call.vector.scale[name] * min(abs(part), 1.0)
            if Target.of(part * lambd * per_lambda, scale).difference(term).worst <= ROUGH:
                return
    raise RuleFailedError(f"λ adds no multiple of W{layer} to {name}")


def require_factor(answers, call, layer):
    """Require that the part of dW that depends on λ is (λ/m) W."""
    name, weights = f"dW{layer}", call.input(f"cache/W{layer}")
    per_lambda, scale = weights / call.input("Y").shape[1], call.vector.scale[name]

    def off(found):
        term, lambd = found
        return Target.of(lambd * per_lambda, scale).difference(term).worst

    term, lambd = min(terms(answers, call, layer), key=off)
    what = f"what λ adds to {name}"
    answers.close(what, term, lambd * per_lambda, scale, tolerance=ROUGH)
