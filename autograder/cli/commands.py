"""The commands by name; only the command to run is imported.

Commands need different modules, and importing takes a good part of a short run. Each worker process
also imports again what the command line has imported.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from autograder.cli.examples import epilog

# In the order of `--help`. Each name is that of a module, and of a function or a group in it.
_FUNCTIONS = (
    "grade",
    "judge",
    "regrade",
    "history",
    "forget",
    "check",
    "report",
    "export",
    "watch",
    "serve",
    "doctor",
    "explore",
)
_GROUPS = ("vectors", "handout", "author", "bundle", "canvas")


class Commands(TyperGroup):
    """The group that `autograder` is."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the base class's signature
        """Return all names."""
        return [*_FUNCTIONS, *_GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as above
        """Return the command of that name, or None."""
        if cmd_name in _FUNCTIONS:
            alone = typer.Typer(add_completion=False)
            alone.command(cmd_name, epilog=epilog(cmd_name))(getattr(_module(cmd_name), cmd_name))
            return typer.main.get_command(alone)
        if cmd_name in _GROUPS:
            group = typer.main.get_command(_module(cmd_name).app)
            group.name = cmd_name
            return group
        return None


def _module(name: str) -> Any:
    return import_module(f"autograder.cli.{name}")
