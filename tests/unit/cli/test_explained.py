"""`grade --explain` draws each mistake of a class once, and links it from the feedback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.vectors import build
from autograder.cli import explained
from autograder.description import Assignment, find
from autograder.gradebook.model import Row
from autograder.gradebook.store import Gradebook
from autograder.hints import Hint
from autograder.student import explorer

ROOT = Path(__file__).parents[3]
LINK = '<a href="../explain/no-half.html">'


class Builder:
    """A builder with two mistakes, one of which nothing can be drawn from."""

    def mistakes(self) -> dict[str, dict[str, Callable[..., Any]]]:
        return {"no-half": {}, "biases-too": {}, "never-made": {}}

    def hints(self) -> dict[str, Hint]:
        return {
            name: Hint(question="q1", title=f"Title of {name}.", hint="Hint.")
            for name in self.mistakes()
        }


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The pages that were drawn, with their notes; that of `biases-too` cannot be."""
    found: list[tuple[str, str]] = []

    def explain(_: Assignment, functions: Any, page: Path, note: str) -> bool:
        assert functions == {}
        if page.stem == "biases-too":
            return False
        page.write_text("a page", "utf-8")
        found.append((page.name, note))
        return True

    monkeypatch.setattr(build, "load", lambda _: Builder())
    monkeypatch.setattr(explorer, "explain", explain)
    return found


@pytest.fixture
def out(tmp_path: Path, row_of: Callable[..., Row]) -> Path:
    """A folder with a result that names two misconceptions."""
    with Gradebook.open(tmp_path / "out") as gradebook:
        row = row_of()
        gradebook.record(row.key, row.result, content=b"x = 1", seconds=0.1)
        gradebook.finish(whole=True)
    return tmp_path / "out"


def feedback(out: Path) -> str:
    return (out / "feedback/alice.html").read_text("utf-8")


def test_each_mistake_that_was_made_is_drawn_and_linked(
    assignment: Assignment, out: Path, drawn: list[tuple[str, str]]
) -> None:
    explained.draw(assignment, out, fresh=False)
    assert [name for name, _ in drawn] == ["no-half.html"]
    assert LINK in feedback(out)


def test_the_page_says_that_it_is_drawn_from_an_example(
    assignment: Assignment, out: Path, drawn: list[tuple[str, str]]
) -> None:
    explained.draw(assignment, out, fresh=False)
    ((_, note),) = drawn
    assert note.endswith("not from your own code: Title of no-half.")


def test_a_mistake_that_cannot_be_drawn_has_no_link(
    assignment: Assignment, out: Path, drawn: list[tuple[str, str]]
) -> None:
    explained.draw(assignment, out, fresh=False)
    assert drawn
    assert "explain/biases-too.html" not in feedback(out)


def test_a_page_that_is_there_is_kept(
    assignment: Assignment, out: Path, drawn: list[tuple[str, str]]
) -> None:
    for _ in range(2):
        explained.draw(assignment, out, fresh=False)
    assert len(drawn) == 1
    assert LINK in feedback(out)


def test_a_fresh_run_draws_it_again(
    assignment: Assignment, out: Path, drawn: list[tuple[str, str]]
) -> None:
    for _ in range(2):
        explained.draw(assignment, out, fresh=True)
    assert len(drawn) == 2


def test_this_repositorys_builder_has_both_functions_for_every_hint() -> None:
    described = find(ROOT)
    builder = build.load(described)
    mistakes = builder.mistakes()
    assert mistakes.keys() == builder.hints().keys()
    names = {question.function for question in described.questions}
    assert all(functions.keys() == names for functions in mistakes.values())
