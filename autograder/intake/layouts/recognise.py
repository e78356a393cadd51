"""Which layout a place has; nothing is claimed that another reading would explain as well."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.errors import UsageError
from autograder.intake.layouts.blackboard import BLACKBOARD
from autograder.intake.layouts.brightspace import BRIGHTSPACE
from autograder.intake.layouts.canvas import CANVAS
from autograder.intake.layouts.gradescope import GRADESCOPE
from autograder.intake.layouts.model import Context, Layout, Place, Understood
from autograder.intake.layouts.moodle import MOODLE
from autograder.intake.layouts.nbgrader import NBGRADER
from autograder.intake.layouts.repositories import REPOSITORIES
from autograder.intake.names import listed, shown

LAYOUTS: tuple[Layout, ...] = (
    CANVAS, MOODLE, BLACKBOARD, BRIGHTSPACE, GRADESCOPE, NBGRADER, REPOSITORIES,
)  # fmt: skip

PLAIN = "plain"  # a file, a folder or a zip per student, named after the student


def recognise(
    views: Sequence[Place], context: Context
) -> tuple[Understood | None, tuple[str, ...]]:
    """Find the layout by names alone.

    Args:
        views: a place, then what is seen when a folder that wraps all of it is looked through.
        context: what layouts may need.

    Returns:
        The place as a layout reads it, or None where every name is a student's; and what the
        instructor should know of the choice.

    Raises:
        UsageError: it is of a layout, and cannot be used as it is.
        OSError: the system refuses.
    """
    nearly: dict[str, Understood] = {}
    for view in views:
        readings = {each.name: each.understand(view, context) for each in LAYOUTS}
        found = {name: reading for name, reading in readings.items() if reading is not None}
        certain = [name for name, reading in found.items() if reading.is_certain]
        if len(certain) == 1:
            reading = found[certain[0]]
            said = f"{_called(view)} is read as {reading.title}"
            hint = (
                "--dry-run shows how each file is understood, and --layout plain ignores the layout"
            )
            return reading, (f"{said}: {hint}", *reading.notices)
        nearly |= {name: found[name] for name in certain}
        nearly |= {name: reading for name, reading in found.items() if reading.nearly}
    return None, _hint(views[0], nearly)


def as_said(views: Sequence[Place], layout: Layout, context: Context) -> Understood:
    """Read a place in the layout that the instructor named.

    Raises:
        UsageError: nothing there is named so, or it cannot be used as it is.
        OSError: the system refuses.
    """
    readings = (layout.understand(view, context) for view in views)
    found = [reading for reading in readings if reading is not None]
    if not found:
        names = listed([shown(node.name) for node in views[0].nodes])
        raise UsageError(
            f"{_called(views[0])} holds nothing that is named as in {layout.title}, but {names}: "
            "name another folder, or another --layout"
        )
    return max(found, key=lambda reading: len(reading.pieces))


def _hint(view: Place, nearly: dict[str, Understood]) -> tuple[str, ...]:
    """Ask, where a layout fits in part, or several do, or too little fits to prove it."""
    if not nearly:
        return ()
    titles = " or ".join(reading.title for reading in nearly.values())
    options = " or ".join(f"--layout {name}" for name in nearly)
    fits_in_part = any(reading.others for reading in nearly.values())
    but = "but not all of its names fit" if fits_in_part else "but its names do not prove it"
    said = f"{_called(view)} could be {titles}, {but}"
    hint = f"if that is wrong, use {options}, and check with --dry-run"
    return (f"{said}; each name is taken for a student's: {hint}",)


def _called(view: Place) -> str:
    return shown(view.name) or "what was named"
