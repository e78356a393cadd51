"""The assignment's test vectors: designed inputs with the oracle's answers.

The engine loads this file by its path, calls `design` and `annotate` to build vectors, `hints` for
the words that go with them and `tables` for what students train on, asks `claims` to prove them and
`mistakes` for what a page can be drawn from; nothing else writes a vector.
"""

import catalogue_claims
import claims as oracle_claims
import cost_designs
import course_example
import gradient_designs
import oracle
import regularization
import toy
from designs import Design
from exposure import annotate
from misconceptions import CATALOGUE, hints

from autograder import Group, Vector

__all__ = ["GENERATOR", "annotate", "claims", "design", "hints", "mistakes", "tables"]

GENERATOR = "regularization-vectors 1"


def design(which, seed):
    """Return the vectors of one set, without fingerprints.

    Args:
        which: "hidden" or "public".
        seed: any integer; the same one gives the same vectors on every machine.

    Raises:
        ValueError: there is no such set.
    """
    if which == "hidden":
        designs = [*cost_designs.hidden(seed), *gradient_designs.hidden(seed)]
    elif which == "public":
        designs = [
            _course_cost(),
            *cost_designs.public(seed),
            _course_gradients(),
            *gradient_designs.public(seed),
        ]
    else:
        raise ValueError(f"there is no set of vectors named {which!r}: ask for hidden or public")
    return [_vector(f"v{number:03}", each) for number, each in enumerate(designs, start=1)]


def tables():
    """Return what students train on, by file and by array."""
    return {"toy.h5": toy.arrays()}


def claims(sets):
    """Yield what is proved of the vectors: by the oracle's side, then by the catalogue's."""
    yield from oracle_claims.claims(sets)
    yield from catalogue_claims.claims(sets)


def mistakes():
    """Return both functions by name, one of them with a misconception, by its id."""
    names = {
        "q1": "compute_cost_with_regularization",
        "q2": "backward_propagation_with_regularization",
    }
    right = {name: getattr(regularization, name) for name in names.values()}
    return {each.id: right | {names[each.question]: each.function} for each in CATALOGUE}


def _course_cost():
    example = course_example.of_cost()
    return Design(
        question="q1",
        flags=("course", "extreme-a3"),
        comment="The course's own public example, whose cost its authors published.",
        inputs={name: example[name] for name in ("A3", "Y", "parameters", "lambd")},
    )


def _course_gradients():
    example = course_example.of_gradients()
    return Design(
        question="q2",
        flags=("course", "extreme-a3"),
        comment="The course's own public example, with its cache as published to 8 decimals.",
        inputs={name: example[name] for name in ("X", "Y", "cache", "lambd")},
    )


def _vector(number, design):
    ask = oracle.cost if design.question == "q1" else oracle.gradients
    answer = ask(**design.inputs)
    kinds = {"parameters": "dict", "cache": "tuple"}
    return Vector(
        id=number,
        question=design.question,
        comment=design.comment,
        flags=design.flags,
        inputs={
            name: Group(kind=kinds[name], items=value) if name in kinds else value
            for name, value in design.inputs.items()
        },
        returns="number" if design.question == "q1" else "dict",
        expected=answer.expected,
        scale=answer.scale,
    )
