"""`autograder author`: what an exercise's authors do before students get it."""

from __future__ import annotations

from itertools import chain
from typing import Annotated

import typer

from autograder.authoring import bench, proof, revisions
from autograder.authoring.graded import require_functions
from autograder.authoring.vectors import build as building
from autograder.authoring.vectors.told import told
from autograder.cli import changes
from autograder.cli.assignment import the_assignment
from autograder.cli.claims import prove
from autograder.cli.options import AssignmentOption, MinLevelOption
from autograder.results import Level
from autograder.text import visible

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Build and prove an exercise.")

_REFUSED = "nothing was written: correct what is marked FAIL, then build again"

OverwriteOption = Annotated[
    bool,
    typer.Option("--overwrite", help="Allow expected values of unchanged inputs to change."),
]


@app.command("build")
def build_command(
    assignment: AssignmentOption = None,
    min_level: MinLevelOption = Level.SEALED,
    overwrite: OverwriteOption = False,
) -> None:
    """Build vectors and hand-out, and write them if all that must hold of them does.

    Exit 1, with nothing written, if a claim does not hold.
    """
    described = the_assignment(assignment)
    paths = building.files(described)
    old = {name: building.standing(path, or_damaged=overwrite) for name, path in paths.items()}
    with bench.built(described) as built:
        found = changes.between(old, built.sets)
        changes.show(old, built.sets, found)
        changes.refuse_other_answers(found, overwrite)
        prove(built.claims(min_level), otherwise=_REFUSED)
        for path in built.write():
            typer.echo(f"wrote {path.relative_to(described.root)}")


@app.command("check")
def check_command(
    assignment: AssignmentOption = None, min_level: MinLevelOption = Level.SEALED
) -> None:
    """Verify that the right answer earns every point, the stubs none, and the vectors' claims.

    Nothing is written; exit 1 if a claim does not hold.
    """
    described = the_assignment(assignment)
    require_functions(described)
    builder = building.load(described)
    claims = proof.claims(described, min_level, builder=builder)
    prove(chain(claims, building.verify(described)))


@app.command("diff")
def diff_command(
    revision: Annotated[
        str, typer.Argument(metavar="REV", help="A revision of git, such as HEAD or main.")
    ],
    assignment: AssignmentOption = None,
) -> None:
    """Show what changed in the vectors since a revision of git, case by case; nothing is written.

    Both are what the builders make, or the vector files that the revision keeps.
    """
    described = the_assignment(assignment)
    new = revisions.now(described)
    old = revisions.at(described, revision)
    for which, vectors in new.items():
        sentences = [*told(old[which], vectors)]
        typer.echo(f"{which}: {len(vectors.vectors)} vectors, {len(sentences)} changed")
        for sentence in sentences:
            typer.echo(f"  {visible(sentence)}")
