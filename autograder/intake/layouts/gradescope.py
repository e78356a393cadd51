"""Gradescope: folders ``submission_81``, and ``submission_metadata.yml``, which knows of whom.

A submission of a group is a row for each of its members.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from autograder.errors import UsageError
from autograder.identity.naming import folded
from autograder.identity.people import Person
from autograder.intake.layouts.model import (
    Context,
    Piece,
    Place,
    Understood,
    brief,
    handed_at,
    is_sound_work,
    small,
)
from autograder.intake.model import MIB
from autograder.intake.names import listed, shown, split
from autograder.intake.nodes import Node

if TYPE_CHECKING:
    from autograder.intake.layouts.export_yaml import Exported

_METADATA = "submission_metadata.yml"
_SUBMISSION = re.compile(r"submission_[0-9]{1,18}")
_LARGEST = 64 * MIB


class _Gradescope:
    name = "gradescope"
    title = "a Gradescope export"

    def understand(self, place: Place, context: Context) -> Understood | None:
        """Read the metadata; see `Layout.understand`."""
        found = [node for node in place.nodes if node.name == _METADATA]
        fits = [node for node in place.nodes if _SUBMISSION.fullmatch(_stem(node))]
        if not found or not fits:
            return None
        told = _told(found[0], context)
        others = tuple(node for node in place.nodes if node not in {*fits, *found})
        return Understood(
            title=self.title,
            pieces=tuple(piece for node in fits for piece in _pieces(node, told)),
            others=others,
            is_certain=not any(map(is_sound_work, others)),
            notices=_missing(told, fits),
        )


def _told(node: Node, context: Context) -> dict[str, Exported]:
    # Only here: PyYAML takes long to import.
    from autograder.intake.layouts.export_yaml import MetadataError, exported

    content = small([node], _METADATA, context.caps, _LARGEST)
    if content is None:
        raise UsageError(
            f"{node.path} cannot be read, or is larger than {_LARGEST // MIB} MiB: export the "
            "submissions again, or use --layout plain to ignore it"
        )
    try:
        told = exported(content)
    except MetadataError as error:
        raise UsageError(f"{node.path} {error}, or use --layout plain to ignore it") from error
    return {split(name)[0]: each for name, each in told.items()}


def _stem(node: Node) -> str:
    return node.name if node.is_folder else split(node.name)[0]


def _pieces(node: Node, told: dict[str, Exported]) -> Iterator[Piece]:
    name = _stem(node)
    submission = told.get(name)
    submitters = () if submission is None else submission.submitters
    people = [_cleaned(person) for person in dict.fromkeys(submitters)]
    people = [person for person in people if person != Person()]
    if submission is None or not people:
        remark = f"{_METADATA} does not say whose submission this is"
        yield Piece(node=node, key=("", name), student=shown(name), remarks=(remark,))
        return
    for person in people:
        yield _of(person, node, submission.created_at, [p for p in people if p is not person])


def _of(person: Person, node: Node, created_at: str, partners: list[Person]) -> Piece:
    handed = handed_at(created_at)
    number = int(_stem(node).rpartition("_")[2])
    names = [partner.name or partner.email or partner.sis_id for partner in partners]
    ids = (folded(person.email), person.sis_id)
    return Piece(
        node=node,
        # A name alone is not enough to take two submissions for one student's.
        key=(*ids, person.name) if any(ids) else (_stem(node), person.name),
        person=person,
        handed=handed,
        rank=number,
        remarks=(f"handed in together with {listed(names)}",) if names else (),
    )


def _cleaned(person: Person) -> Person:
    return Person(name=brief(person.name), email=brief(person.email), sis_id=brief(person.sis_id))


def _missing(told: dict[str, Exported], fits: list[Node]) -> tuple[str, ...]:
    missing = sorted(set(told).difference(map(_stem, fits)))
    if not missing:
        return ()
    return (f"{_METADATA} tells of {listed([*map(shown, missing)])}, which are not there",)


GRADESCOPE = _Gradescope()
