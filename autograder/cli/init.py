"""`autograder init`: the start of an exercise."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.authoring.starting import start
from autograder.text import visible


def init(
    name: Annotated[
        Path, typer.Argument(metavar="NAME", help="The folder to make, such as softmax.")
    ],
    function: Annotated[
        str, typer.Option("--function", metavar="F", help="The function that is graded.")
    ],
    module: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="MODULE", help="A .py file with the right answer. Default: a sample."
        ),
    ] = None,
) -> None:
    """Start an exercise in a folder of its own, which can be built and graded at once.

    Nothing is overwritten: a folder that has something in it is refused.
    """
    for path in start(name, function, module):
        typer.echo(f"wrote {visible(str(path))}")
    typer.echo(f"next: cd {visible(str(name))} && autograder author build")
