"""`autograder mistakes`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text
from typer.core import TyperGroup

from autograder.cli.assignment import the_assignment
from autograder.cli.options import AssignmentOption, OutArgument
from autograder.cli.places import expanded
from autograder.gradebook.store import Gradebook
from autograder.grading import mistakes as grading
from autograder.grading import regrade
from autograder.grading.engine import Engine
from autograder.identity.people import Known, label
from autograder.report.code import code, of_function
from autograder.report.groups import Group, keep
from autograder.report.render import render
from autograder.text import visible
from autograder.vectors import observed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from autograder.description import Assignment


_SHOWN_STUDENTS = 8
_SHOWN_VECTORS = 3
_SHOWN_LINES = 15


class _ListByDefault(TyperGroup):
    """A group whose first argument may be OUT, and then it lists."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        named = bool(args) and (args[0] in self.commands or args[0].startswith("-"))
        return super().resolve_command(ctx, args if named else ["list", *args])


app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    cls=_ListByDefault,
    help=(
        "List wrong answers that no misconception explains, in groups, and give one a name.\n\n"
        'Examples: autograder mistakes OUT; autograder mistakes name OUT GROUP --title "…" '
        '--hint "…"'
    ),
)


@app.command("list")
def list_(out: OutArgument, assignment: AssignmentOption = None) -> None:
    """List the groups, the largest first. `autograder mistakes OUT` is the same."""
    out = expanded(out)
    described = the_assignment(assignment, [out])
    with Gradebook.open(out, create=False) as gradebook:
        engine = regrade.engine_of(gradebook, described)
        found = grading.mistakes(gradebook, engine)
        known = gradebook.known()
        own = _own_lines(gradebook, described, found)
        keep(gradebook, map(_shown, found.seen))
        render(gradebook)  # the report shows them from now on
    console = Console()
    alike = [seen for seen in found.seen if len(seen.group.students) > 1]
    alone = len(found.seen) - len(alike)
    console.print(
        f"{found.explained} of {found.wrong} wrong answers are explained; "
        f"{sum(len(seen.group.students) for seen in alike)} more are in {len(alike)} groups, and "
        f"{alone} are like no other",
        highlight=False,
    )
    for seen in alike:
        _show(console, seen, known, own.get(seen.group.id, ()))
    if alone:
        console.print(Text("\nlike no other:", "bold"))
    for seen in found.seen:
        if seen not in alike:
            who = visible(_label(seen.group.students[0], known))
            console.print(Text(f"  {seen.group.id}  {seen.question}, {who}: {_wrong(seen)}"))
    if found.unkept:
        console.print(
            f"{found.unkept} wrong answers are neither explained nor kept: run `autograder regrade "
            f"{visible(str(out))}`",
            highlight=False,
        )
    _say_what_is_out_of_date(console, described, engine)


@app.command()
def name(
    out: OutArgument,
    group: Annotated[str, typer.Argument(help="The group, as `autograder mistakes OUT` calls it.")],
    title: Annotated[str, typer.Option("--title", help="What the mistake is, in a sentence.")],
    hint: Annotated[str, typer.Option("--hint", help="What helps whoever has made it.")],
    assignment: AssignmentOption = None,
) -> None:
    """Give a group a name and a hint, which from then on whoever answers the same is told.

    They are kept beside the hints, with the answers and without anybody's name.
    """
    out = expanded(out)
    described = the_assignment(assignment, [out])
    with Gradebook.open(out, create=False) as gradebook:
        engine = regrade.engine_of(gradebook, described)
        seen = grading.mistakes(gradebook, engine).group(group)
        made = grading.name(described, engine, seen, title, hint)
        gradebook.note(f"the group {group} was given the name {made.id}")
    count = len(seen.group.students)
    typer.echo(
        f"{made.id} is kept in {described.observed}; run `autograder regrade "
        f"{visible(str(out))}` to tell {'its student' if count == 1 else f'its {count} students'}"
    )


def _own_lines(
    gradebook: Gradebook, described: Assignment, found: grading.Mistakes
) -> dict[str, list[str]]:
    """Return the function of one student of each group, by the group."""
    functions = {question.id: question.function for question in described.questions}
    leaders = {seen.group.students[0] for seen in found.seen}
    results = {
        row.key.student: row.result for row in gradebook.rows() if row.key.student in leaders
    }
    parts = code(gradebook, iter(results.values()))
    return {
        seen.group.id: of_function(
            parts.get(results[seen.group.students[0]].submission_sha256, ()),
            functions[seen.question],
        )
        for seen in found.seen
    }


def _show(
    console: Console, seen: grading.Seen, known: Mapping[str, Known], own: Sequence[str]
) -> None:
    group = seen.group
    names = [_label(each, known) for each in group.students]
    more = len(names) - _SHOWN_STUDENTS
    people = ", ".join(map(visible, names[:_SHOWN_STUDENTS])) + (f" and {more} more" * (more > 0))
    agree = f", agreeing in {group.step} alone" if group.step else ""
    console.print(Text(f"\n{group.id}  {seen.question}, {len(names)} of the class{agree}", "bold"))
    console.print(Text(f"  {_wrong(seen)}"))
    place, line = seen.line
    if line:
        console.print(Text(f"  {visible(place)}: {visible(line)}"))
    elif not seen.failure:
        for each in own[:_SHOWN_LINES]:
            console.print(Text(f"  | {visible(each)}"))
    for comment in seen.told_apart[:_SHOWN_VECTORS] if not seen.failure else ():
        console.print(Text(f"  shown by: {comment}"))
    console.print(Text(f"  {people}"))


def _shown(seen: grading.Seen) -> Group:
    """Return a group as the report shows it."""
    place, line = seen.line
    return Group(
        id=seen.group.id,
        question=seen.question,
        students=tuple(seen.group.students),
        count=len(seen.group.students),
        wrong=_wrong(seen),
        place=place,
        line=line,
    )


def _label(student: str, known: Mapping[str, Known]) -> str:
    return label(student, known.get(student, Known()).person)


def _wrong(seen: grading.Seen) -> str:
    """Say what is wrong."""
    if seen.failure:
        return visible(seen.failure)
    steps = ", ".join(seen.group.leader.steps)
    return f"wrong: {steps}" if steps else "the inputs are changed"


def _say_what_is_out_of_date(console: Console, described: Assignment, engine: Engine) -> None:
    vectors = engine.vectors.vectors
    for each in observed.read(described.observed):
        if not each.fits(vectors):
            console.print(
                f"{each.id} is out of date: the vectors ask something else than when it was named",
                highlight=False,
            )
