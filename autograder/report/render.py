"""Everything that is rendered from the gradebook alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import structs

from autograder.files import remove, replace, sweep
from autograder.gradebook.store import Gradebook
from autograder.identity.people import label
from autograder.policy import kept
from autograder.policy.absent import listed
from autograder.policy.anonymous import anonymous, secret
from autograder.policy.final import finals
from autograder.report.alike import Compared
from autograder.report.beside import beside
from autograder.report.feedback import feedback_html, feedback_md
from autograder.report.grades import ending, grades_csv
from autograder.report.groups import groups
from autograder.report.names import file_names
from autograder.report.page import report_html
from autograder.report.results_json import results_json
from autograder.report.slides import slides_html
from autograder.report.survey import Survey
from autograder.terms import Terms
from autograder.vectors.model import Vector

_ANONYMOUS = "report-anonymous.html"
_SLIDES = "slides.html"  # which hold nothing of a single student


def render(
    gradebook: Gradebook,
    *,
    likeness: Compared | None = None,
    earlier: Survey | None = None,
    with_code: bool = True,
) -> None:
    """Write grades.csv, results/, feedback/ and report.html into the folder of `gradebook`.

    Final scores are those of the terms that the gradebook keeps; without any, they are not shown.

    Each result is read once and let go; of the class list, a short line for each row is held,
    because names and columns depend on all of it.

    Args:
        gradebook: whose class list to render.
        likeness: which submissions are alike, where that was looked for.
        earlier: of an earlier class, to compare with in report.html.
        with_code: show the lines that were run in report.html, which takes a while.

    Raises:
        UsageError: the folder cannot be written, or the gradebook cannot be read; each file is
            then whole, old or new.
    """
    terms = kept.kept(gradebook)
    survey = _each_student(gradebook, file_names(list(listed(gradebook, terms))), terms)
    sweep(gradebook.out)
    table = grades_csv(survey.lines, list(survey.questions), has_finals=terms.in_force)
    replace(gradebook.out / "grades.csv", table)
    page = report_html(
        survey,
        gradebook.described(),
        likeness,
        earlier,
        groups(gradebook),
        beside(gradebook, with_code=with_code),
    )
    replace(gradebook.out / "report.html", page)
    if _ANONYMOUS in gradebook.files("."):  # it was asked for once, and must not grow old
        render_anonymous(gradebook)


def render_slides(gradebook: Gradebook, vectors: Sequence[Vector]) -> Path:
    """Write slides for the projector beside the reports, and return their path.

    Args:
        gradebook: whose class list to render.
        vectors: the public ones, from which numbers are shown.

    Raises:
        UsageError: the folder cannot be written, or the gradebook cannot be read.
    """
    path = gradebook.out / _SLIDES
    replace(path, slides_html(surveyed(gradebook), gradebook.described(), vectors))
    return path


def surveyed(gradebook: Gradebook) -> Survey:
    """Return what all rows of a gradebook come to; nothing is written.

    Raises:
        UsageError: the gradebook cannot be read.
    """
    survey = Survey()
    for each in finals(gradebook, None, kept.kept(gradebook)):
        survey.add(each.row, "")
    return survey


def render_anonymous(gradebook: Gradebook) -> Path:
    """Write a class report without names beside the others, and return its path.

    It has no links, for feedback pages have names; and no comparison of submissions.

    Args:
        gradebook: whose class list to render.

    Raises:
        UsageError: the folder cannot be written, or the gradebook cannot be read.
    """
    survey = Survey()
    for each in anonymous(finals(gradebook, None, kept.kept(gradebook)), secret(gradebook)):
        survey.add(each.row, "")
    path = own_folder(gradebook, ".", [_ANONYMOUS]) / _ANONYMOUS
    found = groups(gradebook)
    hidden = found and [structs.replace(each, students=(), place="", line="") for each in found]
    replace(path, report_html(survey, gradebook.described(), None, groups=hidden))
    return path


def _each_student(gradebook: Gradebook, names: list[str], terms: Terms) -> Survey:
    """Write each row's own files, named `names`, and return what all rows come to."""
    results = own_folder(gradebook, "results", (f"{name}.json" for name in names))
    endings = (".html", ".md")
    feedback = own_folder(
        gradebook, "feedback", (f"{name}{ending}" for name in names for ending in endings)
    )
    title = gradebook.described().title
    drawn = gradebook.out / "explain"
    explained = {Path(name).stem for name in gradebook.files("explain") if (drawn / name).is_file()}
    survey = Survey()
    for each, name in zip(finals(gradebook, None, terms), names, strict=True):
        final = each if terms.in_force else None
        replace(results / f"{name}.json", results_json(each.row, final=final))
        student = label(each.row.result.student, each.known.person)
        page = feedback_html(each.row.result, title, final, student, explained)
        replace(feedback / f"{name}.html", page)
        replace(feedback / f"{name}.md", feedback_md(each.row.result, title, final, student))
        survey.add(each.row, name, student, ending(each) if terms.in_force else ())
    return survey


def own_folder(gradebook: Gradebook, folder: str, names: Iterable[str]) -> Path:
    """Make `folder` in the output ready for files called `names`, and return its path.

    Files that an earlier rendering left there and that are not among `names` are removed; others
    are never touched. Removal comes first: where case does not count, a student's new name may be
    the old file.

    Raises:
        UsageError: the folder cannot be written.
    """
    path = gradebook.out / folder
    sweep(path)
    ours = set(names)
    for name in sorted(gradebook.files(folder) - ours):
        remove(path / name)
    gradebook.set_files(folder, ours)
    return path
