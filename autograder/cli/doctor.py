"""`autograder doctor`: how strongly this machine confines submissions, and how to improve it."""

from __future__ import annotations

import platform
from importlib.metadata import packages_distributions

import h5py
import numpy as np
import pytest
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder import DISTRIBUTION, __version__
from autograder.results import Level
from autograder.sandbox.outside import level


def doctor() -> None:
    """Show the isolation level of submissions here, proved by trying, and the versions."""
    proof = level.best()
    console = Console(highlight=False)
    console.print(Text.assemble("submissions run at level ", (proof.level.value, "bold")))
    if proof.reason:
        console.print(Text(f"no higher, because {proof.reason}"), soft_wrap=True)
    if proof.remedy:
        purpose = "grade untrusted code" if proof.level is Level.OPEN else "reach a higher level"
        console.print(Text(f"to {purpose}: {proof.remedy}"), soft_wrap=True)
    table = Table("a submission tried to", "and was", box=None, padding=(0, 2, 0, 0))
    for act, happened in proof.probes.items():
        table.add_row(act, Text("let through", "red") if happened else Text("refused", "green"))
    if proof.probes:
        console.print(table)
    others = {*packages_distributions().get("autograder", ())} - {DISTRIBUTION}
    for name in sorted(others):
        console.print(
            f"another distribution, {name}, has a package named autograder too: run `pip uninstall "
            f"{name}`, then reinstall {DISTRIBUTION} from its wheel or checkout",
            soft_wrap=True,
        )
    console.print(
        f"{DISTRIBUTION} {__version__}, Python {platform.python_version()}, "
        f"NumPy {np.__version__}, pytest {pytest.__version__}, h5py {h5py.__version__}, "
        f"{platform.system()} {platform.release()}",
        soft_wrap=True,
    )
    console.print(Text(_conclusion(proof.level), "bold"), soft_wrap=True)
    raise typer.Exit


def _conclusion(proved: Level) -> str:
    if proved is Level.OPEN:
        return (
            "this machine cannot grade strangers' code safely: only code that you trust, with "
            "--min-level open"
        )
    return f"this machine can grade strangers' code: {proved.value}"
