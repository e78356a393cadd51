"""Everything that is rendered from the gradebook alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from autograder.policy import kept
from autograder.policy.final import finals
from autograder.record.files import remove, replace, sweep
from autograder.record.gradebook import Gradebook
from autograder.record.grades import grades_csv
from autograder.record.names import file_names
from autograder.record.results_json import results_json

__all__ = ["own_folder", "render"]


def render(gradebook: Gradebook) -> None:
    """Write grades.csv and results/ for the class list of `gradebook`, into its folder.

    Final scores are those of the terms that the gradebook keeps; without any, they are not shown.

    The class list is gone through more than once instead of held: names and columns depend on all
    of it.

    Raises:
        UsageError: the folder cannot be written, or the gradebook cannot be read; each file is
            then whole, old or new.
    """
    rows: list[tuple[str, str]] = []
    questions: dict[str, None] = {}
    for row in gradebook.rows():
        rows.append((row.result.student, row.result.submission))
        questions.update(dict.fromkeys(question.id for question in row.result.questions))
    names = [f"{name}.json" for name in file_names(rows)]
    folder = own_folder(gradebook, "results", names)
    terms = kept.kept(gradebook)
    for each, name in zip(finals(gradebook, None, terms), names, strict=True):
        replace(folder / name, results_json(each.row, final=each if terms.in_force else None))
    sweep(gradebook.out)
    table = grades_csv(
        (row.result for row in gradebook.rows()),
        list(questions),
        finals(gradebook, None, terms) if terms.in_force else None,
    )
    replace(gradebook.out / "grades.csv", table)


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
    kept = set(names)
    for name in sorted(gradebook.files(folder) - kept):
        remove(path / name)
    gradebook.set_files(folder, kept)
    return path
