"""Runs submissions at level `open` where no zygote can be had: each in a plain process of its own.

It answers as a zygote does. Starting an interpreter for each submission takes ten times as long as
forking one, and nothing but time is limited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograder.sandbox.outside.process import Process

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PlainChild", "PlainStart"]


class PlainChild(Process):
    """One process, for one submission, where the honest submission finds what it imports."""

    def __init__(self) -> None:
        super().__init__("autograder.sandbox.inside.honest")

    def begins(self) -> bool:
        """Return whether it is about to look at the submission: that is what it begins with."""
        return True


class PlainStart:
    """Stands in for a zygote.

    Args:
        setup: functions, cases, helpers and given names, as for a zygote.
        blob: the arrays of the cases.
    """

    def __init__(self, setup: Mapping[str, Any], blob: bytes) -> None:
        self._setup = setup
        self._blob = blob

    def fork(self, request: Mapping[str, Any], content: bytes) -> PlainChild:
        """Start a process that runs `content` as `request` says.

        Raises:
            UsageError: a given helper module does not load.
            GraderFault: the process does not start.
        """
        child = PlainChild()
        try:
            child.ask(self._setup, request, self._blob, content)
        except BaseException:
            child.close()
            raise
        return child

    def close(self) -> None:
        """Do nothing: no process outlives its submission."""
