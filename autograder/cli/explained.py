"""`grade --explain`: a page for each mistake of a class, which the feedback links."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from autograder.authoring.vectors import build
from autograder.cli.stdout import say
from autograder.gradebook.store import Gradebook
from autograder.report.render import own_folder, render
from autograder.student import explorer

if TYPE_CHECKING:
    from autograder.description import Assignment

_NOTE = "Drawn from an example of the mistake that the feedback names, not from your own code: "


def draw(assignment: Assignment, out: Path, *, fresh: bool) -> None:
    """Draw a page for each misconception that the gradebook names, and link them.

    A page that is there already is kept: it depends on the assignment alone.

    Args:
        assignment: whose explorer draws, and whose vector builder has the mistakes.
        out: the folder of the gradebook; pages go to its `explain/`.
        fresh: whether pages that are there are drawn again.

    Raises:
        DescriptionError: the explorer or the builder cannot be used.
        UsageError: the folder cannot be written.
        GraderFault: the explorer or the builder raised.
    """
    builder = build.load(assignment)
    mistakes, hints = builder.mistakes(), builder.hints()
    with Gradebook.open(out) as gradebook:
        names = sorted(_named(gradebook) & mistakes.keys() & hints.keys())
        kept = {Path(page).stem for page in gradebook.files("explain")} & {*names}
        folder = own_folder(gradebook, "explain", [f"{name}.html" for name in kept])
        for at, name in enumerate(names, start=1):
            page = folder / f"{name}.html"
            if name in kept and page.is_file() and not fresh:
                continue
            say(Console(stderr=True), f"drawing what {name} does ({at} of {len(names)})")
            if explorer.explain(assignment, mistakes[name], page, _NOTE + hints[name].title):
                kept.add(name)
        own_folder(gradebook, "explain", [f"{name}.html" for name in kept])
        render(gradebook)


def _named(gradebook: Gradebook) -> set[str]:
    """Return the misconceptions that any result names."""
    return {
        name
        for row in gradebook.rows()
        for question in row.result.questions
        for name in question.misconceptions
    }
