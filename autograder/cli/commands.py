"""The commands by name; only the one that is asked for is imported.

What one command needs another does without: starting is a good part of what a short run costs, and
each worker process imports again what the command line has imported.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

__all__ = ["Commands"]

# In the order of `--help`: the name, which is the module's and that of the function in it, or of
# a group of commands of its own.
_FUNCTIONS = (
    "grade",
    "judge",
    "regrade",
    "history",
    "check",
    "report",
    "export",
    "doctor",
    "explore",
)
_GROUPS = ("vectors", "handout", "bundle")


class Commands(TyperGroup):
    """The group that `autograder` is."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the base class's signature
        """Return all names."""
        return [*_FUNCTIONS, *_GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as above
        """Return the command of that name, or None."""
        if cmd_name in _FUNCTIONS:
            alone = typer.Typer(add_completion=False)
            alone.command(cmd_name)(getattr(_module(cmd_name), cmd_name))
            return typer.main.get_command(alone)
        if cmd_name in _GROUPS:
            group = typer.main.get_command(_module(cmd_name).app)
            group.name = cmd_name
            return group
        return None


def _module(name: str) -> Any:
    return import_module(f"autograder.cli.{name}")
