"""The engine finds an assignment's explorer, passes on what it says, and names its errors."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.description import Assignment, find
from autograder.errors import DescriptionError, ExitCode, GraderFault, UsageError
from autograder.student import explorer

ROOT = Path(__file__).parents[3]
DRAWS = """
from types import SimpleNamespace

def explore(exercise, file, page, *, reference, show):
    page.write_text(f"{exercise.id} {file} {reference}")
    return SimpleNamespace(drawn=True, sentences=["drawn"])
"""

Make = Callable[[str], Assignment]


@pytest.fixture
def make(assignment: Assignment, tmp_path: Path) -> Iterator[Make]:
    """Make an assignment whose explorer is the given text."""
    folder = tmp_path / "an_explorer"

    def written(text: str) -> Assignment:
        folder.mkdir()
        (folder / "__init__.py").write_text(text, "utf-8")
        return replace(assignment, explorer=folder)

    yield written
    sys.modules.pop(folder.name, None)


def ask(assignment: Assignment, *, with_reference: bool = False) -> explorer.Outcome:
    """Ask an explorer for a page beside it."""
    assert assignment.explorer is not None
    page = assignment.explorer.parent / "page.html"
    return explorer.explore(assignment, Path("mine.py"), page, with_reference=with_reference)


def test_what_the_explorer_says_is_passed_on(make: Make) -> None:
    assert ask(make(DRAWS)) == explorer.Outcome(drawn=True, sentences=("drawn",))


def test_the_reference_is_kept_from_whoever_does_not_ask_for_it(make: Make, tmp_path: Path) -> None:
    ask(make(DRAWS))
    assert (tmp_path / "page.html").read_text().endswith(" None")


def test_the_reference_is_the_assignments_source(make: Make, tmp_path: Path) -> None:
    described = make(DRAWS)
    ask(described, with_reference=True)
    assert (tmp_path / "page.html").read_text().endswith(f" {described.source}")


def test_an_error_for_the_user_is_passed_on(make: Make) -> None:
    text = "from autograder.errors import UsageError\ndef explore(*_, **__): raise UsageError('no')"
    with pytest.raises(UsageError, match="no"):
        ask(make(text))


def test_an_explorer_may_import_its_neighbours_while_it_draws(make: Make) -> None:
    described = make("def explore(*_, **__): import beside_the_explorer")
    assert described.explorer is not None
    (described.explorer.parent / "beside_the_explorer.py").write_text("raise ValueError('mine')")
    with pytest.raises(GraderFault, match="the explorer failed: ValueError: mine"):
        ask(described)


def test_any_other_error_is_the_explorers_fault(make: Make) -> None:
    with pytest.raises(GraderFault, match="the explorer failed: ZeroDivisionError"):
        ask(make("def explore(*_, **__): 1 / 0"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("1 / 0", "cannot be imported: ZeroDivisionError"), ("", "defines no explore")],
)
def test_an_explorer_that_cannot_be_used_is_said(make: Make, text: str, sentence: str) -> None:
    with pytest.raises(DescriptionError, match=sentence):
        ask(make(text))


def test_an_explorer_that_is_not_there_is_said(assignment: Assignment, tmp_path: Path) -> None:
    with pytest.raises(DescriptionError, match=r"the package .* does not exist"):
        ask(replace(assignment, explorer=tmp_path / "nothing"))


def test_an_assignment_needs_no_explorer(assignment: Assignment, tmp_path: Path) -> None:
    with pytest.raises(DescriptionError, match="this assignment has no explorer"):
        explorer.explore(
            replace(assignment, explorer=None), None, tmp_path / "a.html", with_reference=False
        )


def test_this_repository_names_its_explorer() -> None:
    assert find(ROOT).explorer == ROOT / "assignment/explore"


def test_a_file_that_cannot_be_drawn_is_exit_code_3(tmp_path: Path) -> None:
    missing, page = str(tmp_path / "mine.py"), str(tmp_path / "page.html")
    result = CliRunner().invoke(app, ["explore", missing, "-o", page, "--assignment", str(ROOT)])
    assert (result.exit_code, result.stdout) == (
        ExitCode.NOT_ALL_PASSED,
        f"There is no {missing}: check the spelling.\n",
    )


EXPLAINS = (
    DRAWS
    + """
def explain(functions, page, note):
    page.write_text(note)
    return SimpleNamespace(drawn=bool(functions), sentences=[])
"""
)


def explained(assignment: Assignment, functions: dict[str, Callable[..., object]]) -> bool:
    """Ask an explorer for the page of a mistake, beside it."""
    assert assignment.explorer is not None
    return explorer.explain(
        assignment, functions, assignment.explorer.parent / "page.html", "of a mistake"
    )


def test_a_mistake_is_drawn_by_the_explorer(make: Make, tmp_path: Path) -> None:
    assert explained(make(EXPLAINS), {"f": max})
    assert (tmp_path / "page.html").read_text() == "of a mistake"


def test_a_mistake_that_cannot_be_drawn_is_no_error(make: Make) -> None:
    assert not explained(make(EXPLAINS), {})


def test_an_explorer_that_explains_nothing_is_said(make: Make) -> None:
    with pytest.raises(DescriptionError, match="defines no explain"):
        explained(make(DRAWS), {})
