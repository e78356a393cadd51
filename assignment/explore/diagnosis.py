"""What the two functions show about themselves beside the right ones, in sentences.

The right ones are known by their numbers alone: `right.json` holds what `explore.looks` and
training found with them, computed beforehand (`python -m docs.curves`). No formula is here.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from explore.plan import NAMES, PROBED, SLOPE_OFF

__all__ = ["Diagnosis", "diagnosed", "public"]

RIGHT = Path(__file__).with_name("right.json")
SAME = 1e-5  # share by which two numbers may differ and count as the same
WEIGHTS = ("W1", "W2", "W3")
AT = 2.0  # the λ of the examples in the sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What was found; right functions have no sentences.

    Attributes:
        sentences: what is wrong, and what it does to training; the most important first.
        pull: how many times as strong as it should be the pull to 0 is; None when it differs from
            layer to layer or from λ to λ.
    """

    sentences: tuple[str, ...]
    pull: float | None = 1.0


def public():
    """Return what was found with right functions: `look` and `runs`; None if it is not there."""
    return json.loads(RIGHT.read_text("utf-8")) if RIGHT.is_file() else None


def diagnosed(explored, right, data):
    """Return the Diagnosis of an exploration.

    Args:
        explored: explore.run.Explored.
        right: what `public` returns.
        data: explore.plan.Data.
    """
    if right is None:
        return Diagnosis(sentences=tuple(_contradictions(explored.look)))
    look, truth = explored.look, right["look"]
    cost, gradient = _cost(look, truth), _gradient(look, truth)
    pull, term = _pull(look, truth), _term(look, truth)
    about_term = [] if _is_one(term.factor) else [term.sentence]
    about_pull = [] if _is_one(pull.factor) else [pull.sentence]
    found = [*cost, *about_term, *gradient, *about_pull]
    if not found:
        return Diagnosis(sentences=tuple(_contradictions(look)), pull=pull.factor)
    effect = _effect(explored, cost, term, gradient, pull, data)
    return Diagnosis(sentences=(*found, *effect), pull=pull.factor)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Factor:
    """How many times as large as it should be something is; None when no one number says it."""

    factor: float | None
    sentence: str


def _contradictions(look):
    """Compare the two functions with each other only: the gradient with the slope of J."""
    without, with_it = look["slope"]
    if not _small(without):
        return [
            "Even with λ = 0 your gradients are not the slope of your J: run the self-check first."
        ]
    if not _small(with_it):
        told = (
            "Your gradients are the slope of your J with λ = 0, and no longer with λ: one of the "
            "two treats the L2 term differently. Run the self-check on both."
        )
        return [told]
    return []


def _small(error):
    return error is not None and error <= SLOPE_OFF


def _is_one(factor):
    return factor is not None and abs(factor - 1) < SAME


def _cost(look, truth):
    """Say what is wrong with J when λ is 0."""
    got, wanted = look["entropy"], truth["entropy"]
    if got is None:
        return ["Your J is not finite even with λ = 0: is there a logarithm of 0 in it?"]
    if abs(got - wanted) < SAME * abs(wanted):
        return []
    values = f"{_number(got)} where the right one is {_number(wanted)}"
    if abs(got - wanted) < 0.01 * abs(wanted):
        values = f"{got:.6f} where the right one is {wanted:.6f}"
    much = "" if abs(got) < SAME else f" ({_number(got / wanted)} times as large)"
    return [f"With λ = 0 J should be the cross-entropy, and yours is {values}{much}."]


def _term(look, truth):
    """Say how large the L2 term of J is beside the right one."""
    terms, wanted = (np.array(each["terms"], dtype=float) for each in (look, truth))
    if not np.all(np.isfinite(terms)):
        return _Factor(factor=None, sentence="The L2 term of your J is not finite.")
    largest = float(np.max(np.abs(wanted)))
    if np.any(np.abs(terms[0, :3]) > SAME * largest):
        return _Factor(
            factor=None,
            sentence=f"Your J has an L2 term even with λ = 0: W1 adds {_number(terms[0, 0])}, "
            f"W2 {_number(terms[0, 1])} and W3 {_number(terms[0, 2])}.",
        )
    if np.any(np.abs(terms[:, 3]) > SAME * largest):
        return _Factor(factor=None, sentence="Your L2 term changes with the biases: it should not.")
    ratios = terms[1:, :3] / wanted[1:, :3]
    if not np.any(terms) and abs(look["moves"]) > SAME * largest:
        return _Factor(factor=None, sentence="λ changes your J, and W does not: W is not in it.")
    return _said(ratios, "The L2 term of your J", "counts", look["grown"], truth["grown"])


def _said(ratios, subject, verb, grown=(), grown_right=()):
    """Put a table of ratios, a row for each λ and a column for each matrix, into a sentence."""
    if grown and abs(grown[0]) > SAME * abs(grown_right[0]):
        doubled, should = grown[1] / grown[0], grown_right[1] / grown_right[0]
        if abs(doubled - should) > SAME * should:
            return _Factor(
                factor=None,
                sentence=f"Twice the weights should make the L2 term {_number(should)} times as "
                f"large; yours becomes {_number(doubled)} times as large.",
            )
    if np.allclose(ratios, ratios[0, 0], rtol=SAME, atol=SAME):
        return _Factor(factor=float(ratios[0, 0]), sentence=_whole(subject, float(ratios[0, 0])))
    if np.allclose(ratios, ratios[0], rtol=SAME, atol=SAME):
        each = _listed(WEIGHTS, ratios[0])
        return _Factor(factor=None, sentence=f"{subject} {verb} {each} as much as it should.")
    if np.allclose(ratios, ratios[:, :1], rtol=SAME, atol=SAME):
        each = _and(
            f"{_number(float(ratio))} × at λ = {lambd:g}"
            for lambd, ratio in zip(PROBED[1:], ratios[:, 0], strict=True)
        )
        return _Factor(
            factor=None, sentence=f"{subject} does not grow with λ as it should: it is {each}."
        )
    each = _listed(WEIGHTS, ratios[PROBED[1:].index(AT)])
    return _Factor(
        factor=None,
        sentence=f"{subject} is not the right one: at λ = {AT:g} it {verb} {each} as much as it "
        "should.",
    )


def _whole(subject, factor):
    if abs(factor) < SAME:
        return f"{subject} is missing: at λ from {PROBED[1]:g} to {PROBED[-1]:g} it is 0."
    if factor < 0:
        much = "" if _is_one(-factor) else f", and {_number(-factor)} times the right size"
        return f"{subject} has the wrong sign{much}."
    return f"{subject} is {_number(factor)} times as large as it should be."


def _gradient(look, truth):
    """Say which gradients are wrong even when λ is 0."""
    wrong = {}
    for name, got, wanted in zip(NAMES, look["gradients"][0], truth["gradients"][0], strict=True):
        got, wanted = np.array(got, dtype=float), np.array(wanted, dtype=float)
        if not np.all(np.isfinite(got)):
            return [f"d{name} is not finite even with λ = 0."]
        if np.linalg.norm(got - wanted) > SAME * np.linalg.norm(wanted):
            factor = float(got @ wanted / (wanted @ wanted))
            rest = np.linalg.norm(got - factor * wanted)
            wrong[f"d{name}"] = factor if rest <= SAME * np.linalg.norm(wanted) else None
    if not wrong:
        return []
    names, factors = "all your gradients", {*wrong.values()}
    if len(wrong) < len(NAMES):
        names = f"your {_and(wrong)}"
    first = next(iter(factors))
    if not all(_is_near(each, first) for each in factors):
        return [f"Even with λ = 0, {names} {_are(wrong)} not right."]
    factor = float(first or 0.0)
    if abs(factor + 1) < SAME:
        return [f"Even with λ = 0, {names} {_have(wrong)} the wrong sign."]
    if abs(factor) < SAME:
        return [f"With λ = 0, {names} {_are(wrong)} 0."]
    should = "it should" if len(wrong) == 1 else "they should"
    return [
        f"Even with λ = 0, {names} {_are(wrong)} {_number(factor)} times as large as {should} be."
    ]


def _is_near(factor, other):
    if factor is None or other is None:
        return False
    return abs(factor - other) <= SAME * abs(other)


def _are(names):
    return "is" if len(names) == 1 else "are"


def _have(names):
    return "has" if len(names) == 1 else "have"


def _pull(look, truth):
    """Say how strong the pull of λ in the gradients is beside the right one."""
    subject = "The part of your gradients that λ adds"
    ratios, is_along = [], True
    for got, wanted in zip(look["gradients"][1:], truth["gradients"][1:], strict=True):
        row = []
        for at, name in enumerate(NAMES):
            added = np.subtract(_floats(got[at]), _floats(look["gradients"][0][at]))
            right = np.subtract(_floats(wanted[at]), _floats(truth["gradients"][0][at]))
            if not np.all(np.isfinite(added)):
                return _Factor(factor=None, sentence=f"{subject} is not finite.")
            if name.startswith("b"):
                if np.linalg.norm(added) > SAME:
                    return _Factor(
                        factor=None, sentence="λ changes your bias gradients: it should not."
                    )
                continue
            factor = float(added @ right / (right @ right))
            off, size = np.linalg.norm(added - factor * right), np.linalg.norm(right)
            is_along &= bool(off <= 1e-4 * max(1.0, abs(factor)) * size)
            row.append(factor)
        ratios.append(row)
    if not is_along:
        return _Factor(
            factor=None,
            sentence=f"{subject} does not point along W in every layer, so it does not pull to 0.",
        )
    return _said(np.array(ratios), subject, "pulls at")


def _effect(explored, cost, term, gradient, pull, data):
    """Say what the mistake does to training."""
    if gradient:
        return _by_the_end(explored)
    if pull.factor is None:
        return ["So W does not go where the right functions take it: compare both curves."]
    if _is_one(pull.factor):
        return [*_another_term(term), *_descent_alone(explored)]
    if abs(pull.factor) < SAME:
        return ["So λ does not reach the weights: W ends at the same place, whatever λ is."]
    if pull.factor < 0:
        told = "the weights grow, the faster the larger λ is, until training diverges."
        return [f"So λ pushes W away from 0: {told}"]
    return _as_another_lambda(explored, cost, term, pull, data)


def _another_term(term):
    """Say of which λ the L2 term of J is the right one."""
    if term.factor is None or _is_one(term.factor) or term.factor < SAME:
        return []
    return [f"So at λ = {AT:g} your J has the L2 term of λ = {_number(AT * term.factor)}."]


def _descent_alone(explored):
    steps = explored.runs[0]["steps"]
    told = (
        "Training follows the gradients, and yours are right: W goes where it should, and only the "
        "J of these pictures is off. (Such a J cannot guide training to the bottom: here it is "
        f"plain descent, of {steps:,} updates where λ is small.)"
    )
    return [told]


def _as_another_lambda(explored, cost, term, pull, data):
    strong = pull.factor
    also = not cost and term.factor is not None and abs(term.factor - strong) < SAME * strong
    what = "your curves at" if also else "your W at"
    verb, one = ("are", "ones") if also else ("is", "one")
    found = [f"So {what} λ = {AT:g} {verb} the right {one} at λ = {_number(AT * strong)}."]
    limit = 2 * data.m / (explored.plan.alpha * strong)
    if limit < explored.runs[-1]["lambda"]:
        found.append(
            f"Beyond λ = {_number(limit)} each update overshoots 0, and training diverges."
        )
    return found


def _by_the_end(explored):
    """Say what became of training whose direction is wrong."""
    first = explored.runs[0]
    if first["state"] == "diverged":
        return ["So training does not go down in J: at λ = 0 it diverges."]
    if first["cross_entropy"] is None:
        return ["So training does not go down in J: at λ = 0 the cross-entropy becomes infinite."]
    end = _number(first["cross_entropy"])
    return [
        f"So training does not follow the slope of J: at λ = 0 it ends at a cross-entropy of {end}."
    ]


def _floats(values):
    return np.array(values, dtype=float)


def _listed(names, ratios):
    pairs = zip(names, ratios, strict=True)
    return _and(f"{name} {_number(float(ratio))} ×" for name, ratio in pairs)


def _and(names):
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def _number(value):
    """Return a number in at most three digits, with a true minus."""
    if value is None:
        return "not finite"
    nearest = round(value)
    if nearest and abs(value - nearest) < SAME * abs(value):
        return f"{nearest:,}".replace("-", "−")
    return f"{value:,.3g}".replace("-", "−")
