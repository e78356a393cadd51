"""The assignment's test vectors: designed inputs with the oracle's answers.

The engine loads this file by its path and calls `design`; nothing else writes a vector.
"""

import json
from pathlib import Path

import cost_designs
import gradient_designs
import numpy as np
import oracle
from designs import Design

from autograder.vectors.model import Group, Vector

__all__ = ["GENERATOR", "course_example", "design"]

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


def course_example():
    """Return the course's public example: for "cost" and "gradients" inputs and `published`."""
    text = Path(__file__).with_name("course_example.json").read_text(encoding="utf-8")
    document = json.loads(text)
    return {name: _arrays(document[name]) for name in ("cost", "gradients")}


def _course_cost():
    example = course_example()["cost"]
    return Design(
        question="q1",
        flags=("course", "extreme-a3"),
        comment="The course's own public example, whose cost its authors published.",
        inputs={name: example[name] for name in ("A3", "Y", "parameters", "lambd")},
    )


def _course_gradients():
    example = course_example()["gradients"]
    return Design(
        question="q2",
        flags=("course", "extreme-a3"),
        comment="The course's own public example, with its cache as published to 8 decimals.",
        inputs={name: example[name] for name in ("X", "Y", "cache", "lambd")},
    )


def _arrays(value):
    """Turn the lists inside JSON's objects into arrays; a single number stays one."""
    if isinstance(value, dict):
        return {name: _arrays(item) for name, item in value.items()}
    return np.array(value) if isinstance(value, list) else value


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
