"""Brightspace: ``46211-9074 - Ada Lovelace - May 18, 2026 1224 PM``, a folder or before each name.

The numbers are the user's and the submission's. The time is the course's, in the language of the
course; where it is another than English, the submission's number tells which is the last.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from autograder.intake.bundle import Renamed
from autograder.intake.layouts.model import Piece, brief
from autograder.intake.layouts.named import NameLayout
from autograder.intake.layouts.times import stamp
from autograder.intake.names import nfc
from autograder.people import Handed, Person

if TYPE_CHECKING:
    from autograder.intake.nodes import Node

__all__ = ["BRIGHTSPACE"]

_NAME = re.compile(
    r"(?P<user>[0-9]+)-(?P<id>[0-9]+) - (?P<name>.+?) - "
    r"(?P<time>[^-]*?\b[0-9]{4}\b[^-]*?)(?: - (?P<file>.+))?",
    re.DOTALL,
)


def _tell(node: Node) -> Piece | None:
    found = _NAME.fullmatch(nfc(node.name))
    if found is None or node.is_folder is bool(found["file"]):
        return None
    user, time = found["user"], stamp(found["time"])
    return Piece(
        node=Renamed(node=node, name=found["file"] or node.name),
        key=(user, found["name"]),
        person=Person(name=brief(found["name"]), lms_id=user),
        handed=Handed(submitted_at=time),
        order=(time, 0 if time else int(found["id"]), 0),
    )


BRIGHTSPACE = NameLayout(
    name="brightspace", title="a Brightspace download", tell=_tell, own=("index.html",)
)
