"""Mistakes that were seen in a class and given a name: no code, only what they answer.

They lie beside the hints, in an HDF5 file that is read as carefully as a vector file. What one
answers holds for the inputs that it was seen on; with other inputs it is out of date.

    /                    schema
    /<id>                question, title, hint, calls_sha256
    /<id>/<vector>       what is returned there, where it is wrong; empty where that is no numbers
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from autograder.errors import UsageError
from autograder.failures import explained
from autograder.files import replace as put
from autograder.vectors import inputs, outputs, trial
from autograder.vectors.coherence import NAME
from autograder.vectors.content import GroupNode, MalformedContent, ReadLimits, digest, ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from autograder.vectors.answers import Numbers
    from autograder.vectors.model import Vector


_CLOSE = 1e-6
_SCHEMA = "autograder-observed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A mistake that was seen and named.

    Attributes:
        id: unlike that of any other mistake.
        question: the question that it concerns.
        title: what it is, in a sentence.
        hint: what a patient teacher says.
        calls_sha256: of the inputs that its answers are to.
        prints: its answers by vector, where they are wrong; without arrays where it returns
            something else than numbers.
    """

    id: str
    question: str
    title: str
    hint: str
    calls_sha256: str
    prints: Mapping[str, Mapping[str, Numbers]]

    def fits(self, vectors: Iterable[Vector]) -> bool:
        """Return whether vectors still ask what they asked when it was named."""
        return self.calls_sha256 == calls_sha256(vectors, self.question)

    def answers(self, prints: Mapping[str, Mapping[str, Numbers]]) -> bool:
        """Return whether these are its answers, up to rounding."""
        return self.prints.keys() == prints.keys() and all(
            same(own, prints[vector]) for vector, own in self.prints.items()
        )


def same(one: Mapping[str, Numbers], other: Mapping[str, Numbers]) -> bool:
    """Return whether the answers to one vector are the same up to rounding."""
    return one.keys() == other.keys() and all(
        one[name].shape == other[name].shape
        and np.allclose(one[name], other[name], rtol=_CLOSE, atol=_CLOSE, equal_nan=True)
        for name in one
    )


def calls_sha256(vectors: Iterable[Vector], question: str) -> str:
    """Return the hash of what a question's vectors ask."""
    asked = {
        vector.id: ordered({name: inputs.node(each) for name, each in vector.inputs.items()})
        for vector in vectors
        if vector.question == question
    }
    return digest(GroupNode(attributes={}, children=asked))


def read(path: Path) -> tuple[Observed, ...]:
    """Return the mistakes that are kept in a file; none where there is no such file.

    Raises:
        UsageError: the file cannot be read, or is something else.
    """
    if not path.exists():
        return ()
    with explained(path):
        image = path.read_bytes()
    try:
        root = trial.read(image, ReadLimits())
        if root.attributes.get("schema") != _SCHEMA:
            raise MalformedContent("contains no observed mistakes")
        return tuple(_observed(name, root.group(name)) for name in sorted(root.children))
    except MalformedContent as error:
        raise UsageError(
            f"{path} {error}: fetch it again, or remove it and name the mistakes again"
        ) from error


def write(path: Path, mistakes: Sequence[Observed]) -> None:
    """Keep mistakes in a file, in place of those that were kept there.

    Raises:
        UsageError: it cannot be written, or an id or a text cannot be kept.
    """
    from autograder.vectors import writing  # and h5py, which grading does without

    for each in mistakes:
        if not NAME.fullmatch(each.id):
            raise UsageError(f"{each.id!r} cannot be an id: use letters, digits, _ and -")
    children = {each.id: _node(each) for each in mistakes}
    try:
        image = writing.image(GroupNode(attributes={"schema": _SCHEMA}, children=children))
    except (MalformedContent, ValueError) as error:
        raise UsageError(f"the mistake cannot be kept, because it {error}") from error
    put(path, image)


def joined(vectors: Sequence[Vector], mistakes: Iterable[Observed]) -> tuple[Vector, ...]:
    """Return vectors that expose observed mistakes, too.

    Left out are those that are out of date, and those that are written as code by now.
    """
    written = {id_ for vector in vectors for id_ in vector.kills}
    for each in mistakes:
        if each.id not in written and each.fits(vectors):
            vectors = [_exposing(vector, each) for vector in vectors]
    return tuple(vectors)


def _exposing(vector: Vector, mistake: Observed) -> Vector:
    if vector.id not in mistake.prints:
        return vector
    arrays = mistake.prints[vector.id]
    whole = arrays.keys() == vector.expected.keys()
    prints = {**vector.fingerprints, mistake.id: arrays} if whole else vector.fingerprints
    return replace(vector, kills=(*vector.kills, mistake.id), fingerprints=prints)


def _node(mistake: Observed) -> GroupNode:
    return GroupNode(
        attributes={
            "question": mistake.question,
            "title": mistake.title,
            "hint": mistake.hint,
            "calls_sha256": mistake.calls_sha256,
        },
        children={name: outputs.arrays_node(arrays) for name, arrays in mistake.prints.items()},
    )


def _observed(name: str, node: GroupNode) -> Observed:
    return Observed(
        id=name,
        question=node.text("question"),
        title=node.text("title"),
        hint=node.text("hint"),
        calls_sha256=node.text("calls_sha256"),
        prints={each: outputs.arrays(node.group(each)) for each in node.children},
    )
