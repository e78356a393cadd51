"""What `autograder grade` does with its options."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from rich.console import Console

from autograder.cli.dry_run import show
from autograder.cli.events import Events
from autograder.cli.notes import note, say_untimed
from autograder.cli.options import Dask, Format
from autograder.cli.progress import Live
from autograder.cli.stdout import say
from autograder.cli.tally import Tally
from autograder.cli.workers import chosen
from autograder.description import Assignment
from autograder.errors import ExitCode, UsageError
from autograder.gradebook.store import Gradebook
from autograder.grading import regrade, run
from autograder.grading.engine import Engine
from autograder.grading.pool import First
from autograder.grading.shards import WHOLE, Shard
from autograder.identity.people import Known, label
from autograder.intake.names import listed
from autograder.intake.plan import Batch, plan
from autograder.intake.reading import Reading
from autograder.policy import kept
from autograder.policy.absent import decided
from autograder.policy.marks import marked, with_marks
from autograder.policy.overrides import check_students
from autograder.results import Level, Result
from autograder.terms import Terms
from autograder.text import nfc, visible
from autograder.vectors import hdf5


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What is about to be graded.

    Attributes:
        assignment: by what description.
        terms: what scores are to become.
        batch: the submissions.
        granted: students without a submission who have a row because of an override.
    """

    assignment: Assignment
    terms: Terms
    batch: Batch
    granted: Mapping[str, Known]

    def show(self, part: Shard) -> None:
        """Print a line for each row."""
        show(replace(self.batch, entries=part.entries(self.batch)), self.granted)


def planned(
    submissions: list[Path],
    assignment: Assignment,
    reading: Reading,
    prefer: Literal["ipynb", "py"],
    overrides: Path | None,
) -> Planned:
    """Find the submissions, and print what the instructor should know of them.

    Raises:
        UsageError: a path, a roster, the overrides or the marks cannot be used.
    """
    terms = kept.declared(assignment, overrides)
    batch = plan(submissions, assignment, prefer=prefer, reading=reading)
    terms = with_marks(terms, assignment, _known(batch))
    for notice in batch.notices:
        note(Console(stderr=True), notice)
    granted = {name: batch.absent[name] for name in decided(batch.absent, terms)}
    return Planned(assignment=assignment, terms=terms, batch=batch, granted=granted)


def grade(
    asked: Planned,
    out: Path,
    first: First | None,
    vectors: hdf5.Reading,
    *,
    cluster: Dask,
    jobs: int,
    fresh: bool,
    only: str | None,
    part: Shard,
    min_level: Level,
    fail_under: float | None,
    format_: Format,
) -> ExitCode:
    """Grade what was planned into a folder, and print what came of it; return the exit code.

    Raises:
        UsageError: the level is too weak, or the folder cannot be used.
        GraderFault: our own processes failed.
    """
    terminal = Console(stderr=True)
    batch, terms = asked.batch, asked.terms
    # A word at once, on a terminal alone: the walls are being tried, and the vectors read.
    saying = f"{len(batch.entries)} submissions; trying how well they can be confined"
    with chosen(cluster, min_level, terminal, first, saying) as who:
        engine = Engine.load(asked.assignment, who.level, vectors)
        with (
            Gradebook.open(out) as gradebook,
            Live(terminal) as live,
            Events(live, engine, out, format_) as observer,
        ):
            check_students(terms.overrides, gradebook.known() | _known(batch))
            live.tally.labels = _labels(batch)
            kept.keep(gradebook, terms)
            _say_what_changed(regrade.outdated(gradebook, engine), terminal)
            before = gradebook.files("results")
            run.grade(
                batch,
                engine,
                gradebook,
                _Marking(observer, terms),
                jobs=jobs,
                fresh=fresh,
                only=only,
                shard=part,
                first=first,
                elsewhere=who.elsewhere,
            )
            gradebook.note(live.tally.sentence())
            gone = before - gradebook.files("results")
            say_untimed(gradebook, terminal)
            code = _exit_code(live.tally, fail_under)
            observer.end(code)
    _say_who_comes_and_goes(gone, asked, terminal)
    if format_ is Format.TEXT:
        console = Console()
        live.tally.show(console)
        say(
            console,
            f"see {out / 'report.html'}, {out / 'grades.csv'}, {out / 'results'}/ and feedback/",
        )
    if live.tally.faults:
        say(Console(stderr=True), live.tally.blame())
    return code


def the_shard(shard: str | None, only: str | None) -> Shard:
    """Return the part of the class that is to be graded.

    Raises:
        UsageError: it is written in another way, or --only names a student besides.
    """
    if shard is None:
        return WHOLE
    if only is not None:
        raise UsageError("--only grades one student and --shard a part: leave out one of them")
    return Shard.parse(shard)


def _say_what_changed(changed: Counter[str], terminal: Console) -> None:
    if changed:
        causes = ", ".join(f"{cause} ({count})" for cause, count in changed.most_common())
        note(terminal, f"some earlier results are not reused, because of changes: {causes}")


class _Marking:
    """An observer that is told of results with what was marked by hand."""

    def __init__(self, observer: run.Observer, terms: Terms) -> None:
        self._observer, self._terms = observer, terms

    def begin(self, total: int) -> None:
        """Pass it on."""
        self._observer.begin(total)

    def note(self, sentence: str) -> None:
        """Pass it on."""
        self._observer.note(sentence)

    def known(self, result: Result, *, reused: bool, seconds: float = 0.0) -> None:
        """Pass it on with the marks."""
        self._observer.known(marked(result, self._terms), reused=reused, seconds=seconds)


def _known(batch: Batch) -> dict[str, Known]:
    """Return everybody in a batch, as far as they are known."""
    there = {entry.student: entry.known or Known() for entry in batch.entries}
    return {**batch.absent, **there}


def _labels(batch: Batch) -> dict[str, str]:
    """Return the students' names for people."""
    known = {entry.student: entry.known for entry in batch.entries if entry.known is not None}
    return {student: label(student, each.person) for student, each in known.items()}


def _say_who_comes_and_goes(gone: set[str], asked: Planned, terminal: Console) -> None:
    """Name who lost a row, who has one without a submission, and whose override has no effect."""
    if gone:
        students = ", ".join(sorted(name.removesuffix(".json") for name in gone)[:5])
        note(
            terminal,
            f"{len(gone)} of the students of an earlier run are not among these submissions and "
            f"were removed from the grades (such as {students}): to grade one student and keep the "
            "others, name the whole class and --only",
        )
    if asked.granted:
        names = listed(
            [visible(label(name, known.person)) for name, known in asked.granted.items()]
        )
        note(
            terminal,
            f"{len(asked.granted)} of the students without a submission have a row, because an "
            f"override or a mark sets their score: {names}",
        )
    there = set(map(nfc, asked.batch.students))
    without = [visible(student) for student in asked.terms.overrides if student not in there]
    if without:
        note(
            terminal,
            f"the overrides name {listed(without)}, who have no submission and no line in a "
            "roster: these overrides have no effect",
        )


def _exit_code(tally: Tally, fail_under: float | None) -> ExitCode:
    if tally.faults:
        return ExitCode.OUR_FAULT
    mean = tally.mean_percent
    if fail_under is not None and (mean is None or mean < fail_under):
        return ExitCode.NOT_ALL_PASSED
    return ExitCode.DONE
