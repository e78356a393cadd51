"""`autograder serve`."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from autograder.cli.options import OutArgument
from autograder.cli.places import expanded
from autograder.errors import UsageError
from autograder.report.serving import NAMED, NAMELESS, Server


def serve(
    out: OutArgument,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where to listen; 0 for any that is free.")
    ] = 0,
    anonymous: Annotated[
        bool,
        typer.Option(
            "--anonymous", help="Show the report that `autograder report --anonymous` made."
        ),
    ] = False,
) -> None:
    """Show the class report in this machine's browser, and a newer one as soon as there is one.

    The address has a secret token in it, and only this machine can reach it. Ctrl-C ends it.
    """
    out = expanded(out)
    if not (out / "gradebook.sqlite").is_file():
        raise UsageError(f"{out} contains no gradebook: name the folder that grading writes")
    try:
        server = Server(out, port, NAMELESS if anonymous else NAMED)
    except OSError as error:
        raise UsageError(
            f"port {port} cannot be used ({error.strerror}): choose another --port"
        ) from error
    with server:
        typer.echo(f"open {server.url} (Ctrl-C ends it)")
        with suppress(KeyboardInterrupt):
            server.serve_forever()
