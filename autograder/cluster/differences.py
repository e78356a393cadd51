"""What a worker has that is not what the client has, in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from autograder.gradebook.changes import causes

if TYPE_CHECKING:
    from autograder.gradebook.model import Key


def differences(ours: Key, theirs: Key) -> str:
    """Return what differs of what results depend on, with versions where known; empty if nothing.

    Args:
        ours: the client's.
        theirs: the worker's.
    """
    here, there = _versions(ours), _versions(theirs)
    named = [
        f"{cause} {there[cause]} instead of {here[cause]}"
        if cause in here and cause in there
        else f"another {cause.removeprefix('the ')}"
        for cause in causes(ours, theirs)
    ]
    return f"it has {', '.join(named)}" if named else ""


def _versions(key: Key) -> dict[str, str]:
    versions: dict[str, str] = json.loads(key.settings).get("versions", {})
    return versions
