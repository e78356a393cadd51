"""`autograder canvas`: submissions from Canvas, and scores and comments back to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import OutArgument
from autograder.cli.places import expanded
from autograder.errors import UsageError
from autograder.export.comments import Comments
from autograder.export.matching import named, titled
from autograder.gradebook.store import Gradebook
from autograder.hosts.canvas import fetch as fetching
from autograder.hosts.canvas import giving, session
from autograder.policy import kept
from autograder.policy.final import finals

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=(
        "Fetch submissions from Canvas and return grades, by its API.\n\n"
        "The environment has CANVAS_API_URL and CANVAS_API_TOKEN."
    ),
)


@app.command()
def fetch(
    course: Annotated[int, typer.Argument(help="The course's number, as in its address.")],
    assignment: Annotated[int, typer.Argument(help="The assignment's number.")],
    folder: Annotated[Path, typer.Option("-o", "--output", help="The folder for the submissions.")],
) -> None:
    """Fetch the submissions of an assignment into a folder.

    What is there already is not fetched again: to go on after a stop, run the same command again.
    """
    folder = expanded(folder)
    fetched = fetching.fetch(session.the_assignment(course, assignment), folder)
    typer.echo(f"fetched {fetched.new} files; {fetched.there} were there already")
    for sentence in fetched.left:
        typer.echo(f"not fetched: {sentence}")
    typer.echo(
        f"next: autograder grade {folder / 'submissions'} --roster {folder / 'roster.csv'} -o OUT"
    )


@app.command("return")
def give_back(
    out: OutArgument,
    fetched: Annotated[Path, typer.Option(help="The folder that `autograder canvas fetch` made.")],
    post: Annotated[
        bool, typer.Option("--post", help="Send; without this, only show what would be sent.")
    ] = False,
) -> None:
    """Return scores and feedback comments to the assignment that was fetched.

    What Canvas has already is not sent again: to go on after a stop, run the same command again.
    """
    record = fetching.record(expanded(fetched))
    if record.url != session.address():
        raise UsageError(
            f"the submissions came from {record.url}, and {session.URL} is {session.address()}: "
            "set it to where they came from"
        )
    with Gradebook.open(expanded(out), create=False) as gradebook:
        terms = kept.kept(gradebook)
        everybody = list(finals(gradebook, None, terms))
        comments = Comments(title=gradebook.described().title, has_finals=terms.in_force)
        assignment = session.the_assignment(record.course, record.assignment)
        plan = giving.plan(assignment, everybody, comments, record.attempts)
        new = [gift for gift in plan.gifts if gift.is_new]
        for line in _told(plan):
            typer.echo(line)
        if not post:
            for gift in new:
                typer.echo(f"  {_said(gift)}")
            typer.echo(f"nothing was sent: {len(new)} would get something; add --post to send it")
            return
        sent = 0
        try:
            for gift in giving.give(new):
                sent += 1
                typer.echo(f"  {_said(gift)}")
        finally:
            gradebook.note(f"returned grades or comments of {sent} students to Canvas")
        typer.echo(f"sent: {sent}; {len(plan.gifts) - len(new)} had everything already")


def _told(plan: giving.Plan) -> Iterator[str]:
    yield f"scores are scaled to {plan.points.normalize():f} points"
    for final, reason in (*plan.matches.unclear, *plan.left):
        yield f"not sent: {named(final)} {reason}"
    for final in plan.matches.absent:
        yield f"graded, but not in Canvas: {named(final)}"
    for line in plan.matches.strangers:
        yield f"in Canvas, but not graded: {titled(line).partition(', ')[2] or titled(line)}"


def _said(gift: giving.Gift) -> str:
    grade = f"{gift.before or 'no grade'} → {gift.grade}" if gift.grade else gift.before
    parts = ["excused" if gift.is_excused else grade, "a comment" if gift.comment else ""]
    return f"{named(gift.final)}: {', '.join(filter(None, parts))}"
