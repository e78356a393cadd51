"""Moodle's grading worksheet where it lies beside the submissions that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.errors import UsageError
from autograder.intake import roster_csv
from autograder.intake.layouts.model import small
from autograder.intake.layouts.moodle import MOODLE
from autograder.intake.names import split

if TYPE_CHECKING:
    from autograder.intake.layouts.model import Understood
    from autograder.intake.model import Caps
    from autograder.intake.nodes import Node
    from autograder.intake.roster import Roster

__all__ = ["worksheet"]

_LARGEST = 8 << 20  # bytes; ten thousand students are about 3 MiB


def worksheet(understood: Understood, caps: Caps) -> tuple[Roster, Node] | None:
    """Return the only worksheet beside a Moodle download; None when there is none or several."""
    if understood.title != MOODLE.title:
        return None
    tables = [node for node in understood.others if split(node.name)[1] == ".csv"]
    read = [(node, small([node], node.name, caps, _LARGEST)) for node in tables]
    found = [
        (roster, node)
        for node, content in read
        if content is not None and (roster := _roster(content, node.path)) is not None
    ]
    return found[0] if len(found) == 1 else None


def _roster(content: bytes, label: str) -> Roster | None:
    try:
        return roster_csv.of_worksheet(content, label)
    except UsageError:  # it is another table, or a damaged one
        return None
