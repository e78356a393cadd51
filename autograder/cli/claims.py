"""Claims that a command proves one after the other."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from autograder.authoring.vectors.build import Claim
from autograder.errors import ExitCode


def prove(claims: Iterable[Claim], *, as_json: bool = False, otherwise: str = "") -> None:
    """Print each claim as soon as it is known to hold or not.

    Args:
        claims: to print.
        as_json: whether to print them as JSON, when all are known.
        otherwise: what to say on stderr if one does not hold.

    Raises:
        typer.Exit: one does not hold.
    """
    console, known = Console(highlight=False), []
    for claim in claims:
        known.append(claim)
        if not as_json:
            word, style = ("ok  ", "green") if claim.holds else ("FAIL", "bold red")
            detail = f" ({claim.detail})" if claim.detail else ""
            console.print(Text.assemble((word, style), f"  {claim.name}{detail}"), soft_wrap=True)
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(known)).decode())
    if not all(claim.holds for claim in known):
        if otherwise:
            typer.echo(otherwise, err=True)
        raise typer.Exit(ExitCode.OUR_FAULT)
