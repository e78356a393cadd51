"""What commands print of changed vectors."""

from __future__ import annotations

import math
from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from autograder.authoring.vectors.diff import Change, Kind, diff
from autograder.errors import UsageError
from autograder.vectors.model import VectorSet

Changes = Mapping[str, tuple[Change, ...]]


def between(old: Mapping[str, VectorSet | None], new: Mapping[str, VectorSet]) -> Changes:
    """Return what changed in each set."""
    return {which: diff(old[which], new[which]) for which in new}


def show(
    old: Mapping[str, VectorSet | None], new: Mapping[str, VectorSet], changes: Changes
) -> None:
    """Print what changed in each set, vector by vector."""
    terminal = console()
    for which, vectors in new.items():
        head = (
            f"{which}: {len(vectors.vectors)} vectors, seed {vectors.seed}, {vectors.generator}, "
            f"sha256 {vectors.content_sha256[:12]}"
        )
        before = old[which]
        same = before is not None and before.content_sha256 == vectors.content_sha256
        head += ", unchanged" if same else ""
        terminal.print(Text(head, style="bold"), soft_wrap=True)
        for change in changes[which]:
            terminal.print(Text(f"  {_sentence(change)}"), soft_wrap=True)


def refuse_other_answers(changes: Changes, overwrite: bool) -> None:
    """Refuse expected values that would change though the inputs stay.

    Raises:
        UsageError: there are some, and nobody said that they may.
    """
    changed = [
        f"{which} {change.id}"
        for which, found in changes.items()
        for change in found
        if change.kind is Kind.EXPECTED and not change.is_rounding
    ]
    if changed and not overwrite:
        raise UsageError(
            "nothing was written, because expected values of unchanged inputs would change in "
            f"{', '.join(changed)}: find out why, then add --overwrite if the change is right"
        )


def console() -> Console:
    """Return stdout; if it is no terminal, with lines long enough for the tables."""
    terminal = Console(highlight=False)
    return terminal if terminal.is_terminal else Console(highlight=False, width=160)


def _sentence(change: Change) -> str:
    what = f": {', '.join(change.what)}" if change.what else ""
    return f"{change.id}  {change.kind}{what}{_far(change)}"


def _far(change: Change) -> str:
    if change.kind is not Kind.EXPECTED:
        return ""
    if change.deviation is None:
        return " (with other names or shapes)"
    if math.isinf(change.deviation):
        return " (where S is 0)"
    return f" (by up to {change.deviation:.2g} S)"
