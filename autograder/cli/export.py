"""`autograder export`: final scores for an LMS's sheet, or for other programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer
from rich.console import Console

from autograder.cli import answers, exported, places
from autograder.cli.assignment import the_assignment
from autograder.cli.notes import say_unmarked
from autograder.cli.options import AssignmentOption
from autograder.errors import UsageError
from autograder.export import (
    canvas_files,
    coursera,
    gradescope,
    jsonl,
    junit,
    mail,
    moodle_files,
    rules,
)
from autograder.export.comments import Comments
from autograder.export.fill import FORMS, fill
from autograder.export.returned import Returned
from autograder.files import replace
from autograder.gradebook.store import Gradebook
from autograder.identity.lookup import the_student
from autograder.policy import kept
from autograder.policy.anonymous import anonymous as hidden
from autograder.policy.anonymous import secret
from autograder.policy.final import Final, finals
from autograder.text import visible
from autograder.zipping import zipped


class _To(StrEnum):
    CANVAS = "canvas"
    MOODLE = "moodle"
    BLACKBOARD = "blackboard"
    BRIGHTSPACE = "brightspace"
    GRADESCOPE = "gradescope"
    COURSERA = "coursera"
    JUNIT = "junit"
    JSONL = "jsonl"
    RULES = "rules"
    ANSWERS = "answers"
    MAIL = "mail"


class _Feedback(StrEnum):
    COMMENTS = "comments"
    ZIP = "zip"


_LISTS: MappingProxyType[_To, Callable[[Sequence[Final]], bytes]] = MappingProxyType(
    {_To.GRADESCOPE: gradescope.render, _To.JUNIT: junit.render, _To.JSONL: jsonl.render}
)
_NAMELESS = (*_LISTS, _To.RULES, _To.ANSWERS)
_ZIPS = (_To.CANVAS, _To.MOODLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What is to be written, and from what."""

    to: _To
    file: Path
    template: Path | None
    column: str
    only: str
    title: str
    finals: Sequence[Final]
    comments: Comments
    feedback: _Feedback | None


def export(
    to: Annotated[_To, typer.Argument(help="The LMS, or the format.", show_default=False)],
    out: Annotated[Path, typer.Argument(help="The folder that `autograder grade` wrote.")],
    file: Annotated[
        Path, typer.Option("-o", "--output", help="The file to write; for mail, a new folder.")
    ],
    template: Annotated[
        Path | None,
        typer.Option(help="The sheet that the LMS exported, to be filled.", show_default=False),
    ] = None,
    column: Annotated[
        str,
        typer.Option(
            metavar="TITLE_OR_ID",
            help="The column of the assignment in that sheet. Default: the one with its title.",
            show_default=False,
        ),
    ] = "",
    feedback: Annotated[
        _Feedback | None,
        typer.Option(
            help="Also fill the sheet's column of comments; or make a zip of feedback files.",
            show_default=False,
        ),
    ] = None,
    anonymous: Annotated[
        bool,
        typer.Option("--anonymous", help="Write pseudonyms in place of names, keys and times."),
    ] = False,
    only: Annotated[
        str, typer.Option(help="Export only this student (coursera).", show_default=False)
    ] = "",
    assignment: AssignmentOption = None,
) -> None:
    """Write the final scores in OUT into an LMS's sheet, or for other programs.

    For an LMS, --template is filled: everything else in it stays as it is, and no row or column is
    added. A grade or feedback whose row is not certain is not written, but listed.
    """
    _check_options(to, template, column, feedback, only)
    if anonymous and to not in _NAMELESS:
        raise UsageError(
            f"export {to} is for people with names: --anonymous is for "
            f"{', '.join(sorted(_NAMELESS))}"
        )
    described = the_assignment(assignment, [places.expanded(out)])
    place = places.folder if to is _To.MAIL else places.export
    file = place(file, out, template)
    with Gradebook.open(out, create=False) as gradebook:
        terms = kept.current(gradebook, described)
        everybody = list(finals(gradebook, described, terms))
        say_unmarked(everybody, Console(stderr=True))
        title = gradebook.described().title or described.title
        key = secret(gradebook) if anonymous else None
        if to is _To.ANSWERS:
            answers.write(gradebook, described, everybody, file, key)
            raise typer.Exit
        if key is not None:
            everybody = hidden(everybody, key)
    job = _Job(
        to=to,
        file=file,
        template=None if template is None else places.expanded(template),
        column=column,
        only=only,
        title=described.title,
        finals=everybody,
        comments=Comments(title=title, has_finals=terms.in_force),
        feedback=feedback,
    )
    _writer(job)(job)


def _check_options(
    to: _To, template: Path | None, column: str, feedback: _Feedback | None, only: str
) -> None:
    """Refuse options that have no meaning for a form, and forms that lack theirs."""
    is_zip = feedback is _Feedback.ZIP
    if feedback is not None and to not in (_ZIPS if is_zip else FORMS):
        can = ", ".join(sorted(_ZIPS if is_zip else FORMS))
        raise UsageError(f"--feedback {feedback} is for {can}: leave it out for {to}")
    may_have_template = to in FORMS and not (is_zip and to is _To.CANVAS)
    needs_template = to in FORMS and not is_zip
    if (template is not None and not may_have_template) or (template is None and needs_template):
        raise UsageError(_about_template(to, is_zip=is_zip))
    if column and (to not in FORMS or is_zip):
        raise UsageError(f"export {to} has no --column{' here' if is_zip else ''}: leave it out")
    if only and to is not _To.COURSERA:
        raise UsageError(f"export {to} has no --only: leave it out")


def _about_template(to: _To, *, is_zip: bool) -> str:
    if to in FORMS and not is_zip:
        return (
            f"export {to} fills a sheet that {FORMS[to].name} exported: download the sheet, and "
            "name it with --template FILE"
        )
    return f"export {to} fills no sheet{' here' if is_zip else ''}: leave --template out"


def _writer(job: _Job) -> Callable[[_Job], None]:
    if job.feedback is _Feedback.ZIP:
        return _zip
    if job.to in FORMS:
        return _fill
    return {_To.COURSERA: _coursera, _To.MAIL: _mail, _To.RULES: _rules}.get(job.to, _list)


def _fill(job: _Job) -> None:
    assert job.template is not None
    filled = fill(
        job.template,
        FORMS[job.to],
        job.finals,
        wanted=job.column,
        title=job.title,
        comments=job.comments if job.feedback is _Feedback.COMMENTS else None,
    )
    grades = f"{len(filled.cells)} grades in {visible(filled.column.name)}"
    _write(job.file, filled.content, grades)
    for line in exported.of_sheet(filled):
        typer.echo(line)


def _zip(job: _Job) -> None:
    if job.to is _To.CANVAS:
        made = canvas_files.files(job.finals, job.comments)
    elif job.template is None:
        numbers = moodle_files.read_numbers(job.finals)
        made = moodle_files.files(job.finals, job.comments, numbers)
    else:
        numbers = moodle_files.listed_numbers(job.finals, job.template)
        made = moodle_files.files(job.finals, job.comments, numbers)
    _check_sent(made)
    _write(job.file, zipped(made.files), f"{len(made.sent)} feedback files")
    for line in exported.of_files(made):
        typer.echo(line)


def _mail(job: _Job) -> None:
    made = mail.files(job.finals, job.comments)
    _check_sent(made)
    places.fill(job.file, made.files)
    typer.echo(f"wrote {job.file / mail.TABLE}: {len(made.sent)} addresses, each with a page")
    for line in exported.of_files(made):
        typer.echo(line)


def _check_sent(made: Returned) -> None:
    if not made.sent:
        reasons = "; ".join(dict.fromkeys(reason for _, reason in made.kept)) or "nobody is listed"
        raise UsageError(f"nothing was written, because no feedback can be sent: {reasons}")


def _coursera(job: _Job) -> None:
    _write(job.file, coursera.render(_one(job.finals, job.only)), "1 submission")


def _rules(job: _Job) -> None:
    is_parquet = job.file.suffix.lower() == ".parquet"
    content = rules.to_parquet(job.finals) if is_parquet else rules.to_csv(job.finals)
    count = sum(len(final.row.result.rules) for final in job.finals)
    _write(job.file, content, f"{count} rows, one for each student and rule")


def _list(job: _Job) -> None:
    _write(job.file, _LISTS[job.to](job.finals), f"{len(job.finals)} submissions")


def _one(everybody: Sequence[Final], only: str) -> Final:
    if not only and len(everybody) == 1:
        return everybody[0]
    if not only:
        raise UsageError(f"there are {len(everybody)} submissions: name one student with --only")
    known = {final.row.result.student: final.known for final in everybody}
    student = the_student(only, known, known, "there is no submission of")
    found = [final for final in everybody if final.row.result.student == student]
    if len(found) > 1:
        raise UsageError(f"there are {len(found)} submissions of {visible(only)}: keep one of them")
    return found[0]


def _write(file: Path, content: bytes, what: str) -> None:
    replace(file, content)
    typer.echo(f"wrote {file}: {what}")
