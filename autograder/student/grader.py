"""An Otter notebook that shows what a check says in our words alone; and one without Otter.

Otter shows a test that does not pass in a frame of its own: "Test case failed", the line of the
test file, the name of the exception, and only then what it says. Here Otter runs the test and logs
it as ever; only what the cell shows is ours.
"""

from __future__ import annotations

import contextlib
import html
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder import exercise
from autograder.student import notebook, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.student.checker import Checked


_PASSED, _NOT_YET = "\N{CHECK MARK}", "\N{WHITE CIRCLE}"
_CODE = re.compile(r"`([^`\n]+)`")
_LABEL = re.compile(r"\A(Hint|Note|Not yet|Not filled in yet|Waiting for \S+|Right so far): ")


class Grader:
    """Does what an `otter.Notebook` does, but shows checks in our words.

    Args:
        otter: the `otter.Notebook`.
    """

    def __init__(self, otter: Any) -> None:
        self._otter = otter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._otter, name)

    def check(self, question: str, global_env: Mapping[str, Any] | None = None) -> Any:
        """Check one question; return what shows itself in a notebook.

        Args:
            question: its id, such as "q1".
            global_env: the notebook's names; those of the caller when left out.
        """
        env = sys._getframe(1).f_globals if global_env is None else global_env
        notebook.said.pop(question, None)
        result = self._otter.check(question, env)
        checked = notebook.said.pop(question, None)
        return result if checked is None else _Shown(checked)


class Alone:
    """Does what an `otter.Notebook` does for a student, where otter-grader is not installed.

    Args:
        suite: the folder of the public rules.
    """

    def __init__(self, suite: Path) -> None:
        self._suite = suite
        self._exercise = exercise.read(suite)

    def check(self, question: str, global_env: Mapping[str, Any]) -> None:
        """Check one question; `Grader` shows what is said of it."""
        with contextlib.suppress(notebook.NotYetError):
            notebook.check(self._suite, question, global_env)

    def check_all(self) -> _All:
        """Check every question with the caller's names."""
        env = sys._getframe(1).f_globals
        questions = self._exercise.judged
        return _All([_Shown(notebook.judged(self._suite, each.id, env)) for each in questions])

    def export(self, *_: object, **__: object) -> str:
        """Say what to hand in: without Otter there is no zip to make."""
        names = " or ".join(self._exercise.files)
        return f"There is nothing to export: save the notebook and hand in {names}."


class _All:
    """What the check says of several questions."""

    def __init__(self, shown: list[_Shown]) -> None:
        self._shown = shown

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self._shown))

    def _repr_html_(self) -> str:
        return "".join(each._repr_html_() for each in self._shown)


class _Shown:
    """What a check says, as HTML where that can be shown, else as text."""

    def __init__(self, checked: Checked) -> None:
        self._checked = checked

    def __repr__(self) -> str:
        return "\n".join([self._headline(), *words.wrapped(words.lines(self._checked))])

    def _repr_html_(self) -> str:
        told = "".join(map(_paragraph, words.lines(self._checked)))
        headline = f"<p><strong>{html.escape(self._headline())}</strong></p>"
        return f'<div style="max-width: 80ch; overflow-wrap: anywhere">{headline}{told}</div>'

    def _headline(self) -> str:
        sign = _PASSED if self._checked.passed else _NOT_YET
        return f"{sign} {''.join(words.headline(self._checked))}"


def _paragraph(text: str) -> str:
    """Return a line of `words` as HTML: its label is bold, spaces stay, code is code."""
    shown = _LABEL.sub(r"<b>\1:</b> ", html.escape(text, quote=False))
    shown = _CODE.sub(r"<code>\1</code>", shown)
    return f'<p style="white-space: pre-wrap; margin: .4em 0">{shown}</p>'
