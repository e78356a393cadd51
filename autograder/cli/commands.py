"""The commands by name; only the command to run is imported.

Commands need different modules, and importing takes a good part of a short run. Each worker process
also imports again what the command line has imported.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from autograder.cli.examples import epilog

# In the order of `--help`, which shows these lines. Each name is that of a module, and of a
# function or a group in it, whose own help begins with the line.
SUMMARIES = {
    "grade": (
        "Grade SUBMISSIONS into OUT: report.html, grades.csv, results/, feedback/, "
        "gradebook.sqlite."
    ),
    "judge": (
        "Judge one FILE by the hidden suite, and show pytest's own output; nothing is recorded."
    ),
    "regrade": (
        "Grade the submissions again that a change of vectors, suite, engine or settings affects."
    ),
    "merge": "Join the shards of a class: the files are those that one run would have written.",
    "history": (
        "Show every result ever recorded for a student, oldest first, and who changed what when."
    ),
    "forget": (
        "Remove everything about a student from OUT, for good: results, files, feedback, history."
    ),
    "check": (
        "Check a file with the public rules and vectors; exit 3 if a question does not pass."
    ),
    "mistakes": (
        "List wrong answers that no misconception explains, in groups, and give one a name."
    ),
    "report": "Write every report in OUT again from its gradebook.",
    "export": "Write the final scores in OUT into an LMS's sheet, or for other programs.",
    "watch": "Grade what arrives in DIR, and keep the reports in OUT current, until Ctrl-C.",
    "serve": (
        "Show the class report in this machine's browser, and a newer one as soon as there is one."
    ),
    "doctor": "Show the isolation level of submissions here, proved by trying, and the versions.",
    "explore": "Draw what a student's functions do, on one page that needs no network.",
    "init": "Start an exercise in a folder of its own, which can be built and graded at once.",
    "vectors": "Build, review and verify the test vectors.",
    "handout": "Build and verify the folder that students receive.",
    "author": "Build and prove an exercise.",
    "bundle": "Make one zip for students or for a grading service.",
    "canvas": "Fetch submissions from Canvas and return grades, by its API.",
}


class Commands(TyperGroup):
    """The group that `autograder` is."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the base class's signature
        """Return all names."""
        return [*SUMMARIES]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as above
        """Return the command of that name, or None."""
        if cmd_name not in SUMMARIES:
            return None
        module = import_module(f"autograder.cli.{cmd_name}")
        if hasattr(module, "app"):
            group = typer.main.get_command(module.app)
            group.name = cmd_name
            return group
        alone = typer.Typer(add_completion=False)
        alone.command(cmd_name, epilog=epilog(cmd_name))(getattr(module, cmd_name))
        return typer.main.get_command(alone)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help, which needs a line about each command and no command."""
        listed = TyperGroup(
            name=self.name,
            params=self.params,
            help=self.help,
            commands={name: TyperCommand(name, help=line) for name, line in SUMMARIES.items()},
        )
        listed.format_help(ctx, formatter)
