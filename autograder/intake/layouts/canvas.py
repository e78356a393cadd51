"""Canvas: ``lovelaceada_LATE_4021_88121_regularization-1.ipynb``.

The name is the sortable one in small letters, without anything but letters, their marks, digits
and underscores; it may be empty. Then come the user's number and the file's, which no two files
share. Anonymous grading has ``anon_x7Yz2`` for name and user. A file of a name that was handed in
before gets ``-1``, ``-2`` behind its stem.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from autograder.intake.bundle import Renamed
from autograder.intake.layouts.model import Piece, brief
from autograder.intake.layouts.named import NameLayout
from autograder.intake.names import nfc, split
from autograder.people import Handed, Person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.intake.nodes import Node

__all__ = ["CANVAS"]

_NAME = re.compile(
    r"(?:(?!LATE_)(?P<name>\S*?)_)?(?P<late>LATE_)?"
    r"(?P<user>[0-9]+|anon_[A-Za-z0-9]+)_(?P<id>[0-9]+)_(?P<file>.+)",
    re.DOTALL,
)
_SUFFIX = re.compile(r"(?P<stem>.+)-(?P<number>[1-9][0-9]{0,3})", re.DOTALL)


def _tell(node: Node) -> Piece | None:
    found = None if node.is_folder else _NAME.fullmatch(nfc(node.name))
    if found is None:
        return None
    user, name = found["user"], found["name"] or ""
    stem, ending = split(found["file"])
    again = _SUFFIX.fullmatch(stem)
    first, number = (again["stem"], int(again["number"])) if again else (stem, 0)
    is_anonymous = user.startswith("anon_")
    return Piece(
        node=Renamed(node=node, name=first + ending),
        key=(user, name),
        student=user if is_anonymous else "",
        person=Person(name=brief(name), lms_id="" if is_anonymous else user),
        handed=Handed(is_late=bool(found["late"])),
        slot=first + ending,
        order=("", number, int(found["id"])),
    )


def _is_plausible(pieces: Sequence[Piece]) -> bool:
    """Tell a download from files that somebody has numbered, such as ``week_1_2_ada.py``.

    There are several users, each with one name, not all with the same; no number of a file
    comes twice.
    """
    users: dict[str, set[str]] = {}
    for piece in pieces:
        users.setdefault(piece.key[0], set()).add(piece.key[1])
    names = set().union(*users.values())
    files = {piece.order[2] for piece in pieces}
    return (
        len(users) > 1
        and (len(names) > 1 or names == {""})
        and all(len(each) == 1 for each in users.values())
        and len(files) == len(pieces)
    )


CANVAS = NameLayout(
    name="canvas", title="a Canvas download", tell=_tell, is_plausible=_is_plausible
)
