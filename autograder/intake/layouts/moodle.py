"""Moodle: ``Ada Lovelace_12345_assignsubmission_file_`` with the files in it, or before each name.

The number is the one that Moodle calls the participant's; with anonymous marking the name is
``Participant 12345``. Moodle's names hold no underscore, and say nothing of time or lateness.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from autograder.intake.bundle import Renamed
from autograder.intake.layouts.model import Piece, brief
from autograder.intake.layouts.named import NameLayout
from autograder.intake.names import nfc
from autograder.people import Person

if TYPE_CHECKING:
    from autograder.intake.nodes import Node

__all__ = ["MOODLE"]

_NAME = re.compile(
    r"(?P<name>[^_]+)_(?P<id>[0-9]+)_assignsubmission_[a-z]+(?:_(?P<file>.*))?", re.DOTALL
)


def _tell(node: Node) -> Piece | None:
    found = _NAME.fullmatch(nfc(node.name))
    if found is None or node.is_folder is bool(found["file"]):
        return None
    name, identity = brief(found["name"]), found["id"]
    is_anonymous = re.fullmatch(r"\S+ " + identity, name) is not None
    return Piece(
        node=Renamed(node=node, name=found["file"] or node.name),
        key=(identity, found["name"]),
        person=Person(name="" if is_anonymous else name, lms_id=identity),
        student=name if is_anonymous else "",
    )


MOODLE = NameLayout(name="moodle", title="a Moodle download", tell=_tell)
