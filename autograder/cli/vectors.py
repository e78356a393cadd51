"""`autograder vectors`: build, review and verify test vectors."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from autograder.authoring.graded import require_functions
from autograder.authoring.vectors import build as building
from autograder.authoring.vectors import carried, exposure, show
from autograder.authoring.vectors.diff import Change, diff
from autograder.cli import changes
from autograder.cli.assignment import the_assignment
from autograder.cli.claims import prove
from autograder.cli.options import AssignmentOption
from autograder.description import Assignment
from autograder.errors import UsageError
from autograder.vectors import hdf5, observed
from autograder.vectors.model import VectorSet

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Build, review and verify the test vectors."
)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

_PATIENCE = 2.0  # seconds without a bar: most builds are done by then


@app.command("build")
def build_command(
    assignment: AssignmentOption = None,
    seed: Annotated[
        int | None, typer.Option(help="The seed of the inputs. Default: the description's.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Replace the assignment's vector files.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="DIR", help="Write hidden.h5 and public.h5 into this folder."
        ),
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Allow expected values of unchanged inputs to change."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Build the vectors and show what would change; write only with --write or -o."""
    found = the_assignment(assignment)
    if found.source.is_file():  # a builder need not wait for the right answer
        require_functions(found)
    paths = building.files(found, output)
    old = {name: building.standing(path, or_damaged=overwrite) for name, path in paths.items()}
    builder = building.load(found)
    sets = _built(builder, found.seed if seed is None else seed)
    changed = changes.between(old, sets)
    if as_json:
        _print_json({which: _summary(sets[which], changed[which]) for which in sets})
    else:
        changes.show(old, sets, changed)
        _show_matrix(sets, as_json)
    for sentence in _of_observed(found, old, sets):
        _say(sentence, as_json)
    if not write and output is None:
        _say("Nothing was written; add --write or -o DIR to write.", as_json)
        return
    changes.refuse_other_answers(changed, overwrite)
    hints = building.hints_file(found, output)
    tables = building.tables(found, builder, output)
    building.write(
        {paths[which]: vectors for which, vectors in sets.items()}, {hints: builder.hints()}, tables
    )
    _say("Written: " + ", ".join(map(str, (*paths.values(), hints, *tables))), as_json)


@app.command("verify")
def verify_command(assignment: AssignmentOption = None, as_json: JsonOption = False) -> None:
    """Verify every claim about the assignment's vectors; exit 1 if one does not hold."""
    prove(building.verify(the_assignment(assignment)), as_json=as_json)


@app.command("diff")
def diff_command(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A vector file.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Another vector file.")],
    as_json: JsonOption = False,
) -> None:
    """Show what changed from one vector file to another, in units of S."""
    before, after = hdf5.read(old), hdf5.read(new)
    changed = diff(before, after)
    if as_json:
        _print_json(_summary(after, changed))
        return
    changes.show({new.name: before}, {new.name: after}, {new.name: changed})


@app.command("show")
def show_command(
    vector_id: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="The id of a vector. Default: a table of all."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A vector file. Default: the assignment's two sets."),
    ] = None,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="Show which vectors expose which misconceptions.")
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the --matrix as a page for a browser."),
    ] = None,
    assignment: AssignmentOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one vector, a table of all, or the misconceptions that they expose."""
    paths = {file.name: file} if file else building.files(the_assignment(assignment))
    sets = {name: hdf5.read(path) for name, path in paths.items()}
    if html:
        _write_page(html, sets)
    elif matrix:
        _show_matrix(sets, as_json)
    elif vector_id is None:
        _show_all(sets, as_json)
    else:
        _show_one(sets, vector_id, as_json)


def _built(builder: building.Builder, seed: int) -> dict[str, VectorSet]:
    with _bar(len(building.SETS)) as advance:
        sets = {}
        for which in building.SETS:
            sets[which] = builder.build(which, building.seed_of(which, seed))
            advance()
    return sets


def _of_observed(
    found: Assignment, old: Mapping[str, VectorSet | None], new: Mapping[str, VectorSet]
) -> Iterator[str]:
    """Yield what becomes of the mistakes that were observed in a class."""
    mistakes = observed.read(found.observed)
    for which in building.SETS[:1] if mistakes else ():
        before = old[which]
        known = before.vectors if before else ()
        yield from carried.told(mistakes, known, new[which].vectors, found.observed)


@contextmanager
def _bar(steps: int) -> Iterator[Callable[[], None]]:
    """Show a bar on stderr, only on a terminal and only after a while."""
    columns = (TextColumn("building vectors"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    task = progress.add_task("", total=steps)
    timer = threading.Timer(_PATIENCE, progress.start)
    timer.start()
    try:
        yield lambda: progress.advance(task)
    finally:
        timer.cancel()
        timer.join()
        progress.stop()


def _summary(vectors: VectorSet, changed: tuple[Change, ...]) -> dict[str, Any]:
    return {
        "vectors": len(vectors.vectors),
        "seed": vectors.seed,
        "generator": vectors.generator,
        "content_sha256": vectors.content_sha256,
        "changes": changed,
    }


def _show_all(sets: Mapping[str, VectorSet], as_json: bool) -> None:
    if as_json:
        _print_json(
            {name: [show.as_json(v) for v in found.vectors] for name, found in sets.items()}
        )
        return
    for name, found in sets.items():
        title = f"{name}: {found.assignment}, seed {found.seed}, {found.generator}"
        changes.console().print(show.overview(title, found))


def _show_one(sets: Mapping[str, VectorSet], vector_id: str, as_json: bool) -> None:
    found = {
        name: vector
        for name, vectors in sets.items()
        for vector in vectors.vectors
        if vector.id == vector_id
    }
    if not found:
        raise UsageError(
            f"there is no vector {vector_id!a}: `autograder vectors show` lists all vectors"
        )
    if as_json:
        _print_json({name: show.as_json(vector) for name, vector in found.items()})
        return
    rows = exposure.rows(sets)
    for name, vector in found.items():
        known = [row.misconception for row in rows if row.question == vector.question]
        changes.console().rule(Text(name))
        changes.console().print(show.whole(vector, known))


def _show_matrix(sets: Mapping[str, VectorSet], as_json: bool) -> None:
    if as_json:
        _print_json(exposure.rows(sets))
    elif exposure.rows(sets):
        changes.console().print(exposure.text(sets))
    else:
        _say("No vector exposes a misconception.", as_json)


def _write_page(path: Path, sets: Mapping[str, VectorSet]) -> None:
    title = f"Exposure of misconceptions: {next(iter(sets.values())).assignment}"
    try:
        path.write_text(exposure.page(title, sets), "utf-8")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror}): choose another file"
        ) from error
    _say(f"Written: {path}", as_json=False)


def _print_json(value: Any) -> None:
    typer.echo(msgspec.json.format(msgspec.json.encode(value)).decode())


def _say(sentence: str, as_json: bool) -> None:
    """Print a sentence; on stderr if stdout is JSON."""
    typer.echo(sentence, err=as_json)
