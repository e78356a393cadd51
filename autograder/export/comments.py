"""What students are told, in the forms in which platforms take it back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape

from markupsafe import escape

from autograder.identity.people import label
from autograder.policy.final import Final
from autograder.report.feedback import feedback_html, feedback_md, feedback_txt, heading
from autograder.results import Status

_LONGEST = 32_000  # characters of a cell; Excel cuts off what is longer than 32,767
_MORE = "… The rest is on the feedback page."
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    """The feedback of a class.

    Attributes:
        title: the assignment's.
        has_finals: whether scores may become others, so that feedback says so.
    """

    title: str
    has_finals: bool

    def lack(self, final: Final) -> str:
        """Return why there is nothing to tell a student, to follow the name; usually empty."""
        result = final.row.result
        if result.status is Status.GRADER_ERROR:
            return "has no feedback, because the grader itself failed"
        return "" if result.submission else "handed in nothing"

    def objection(self, before: str) -> str:
        """Return why what stands in a comment's place must stay there; usually empty."""
        said = unescape(_TAG.sub("", before)).strip()
        if not said or self.is_ours(said):
            return ""
        return "has a comment of somebody else's there"

    def is_ours(self, said: str) -> bool:
        """Return whether a plain text is one that was returned earlier."""
        return said.startswith(heading(self.title))

    def text(self, final: Final) -> str:
        """Return what a student is told, as plain text."""
        return feedback_txt(final.row.result, self.title, self._final(final))

    def html(self, final: Final) -> str:
        """Return the same as one line of HTML, such as a cell of a sheet holds."""
        lines = self.text(final).strip().split("\n")
        shown = ""
        for line in lines:
            indent = len(line) - len(line.lstrip(" "))
            next_line = f"{'&nbsp;' * indent}{escape(line.lstrip(' '))}<br>"
            if len(shown) + len(next_line) > _LONGEST:
                return f"{shown}{_MORE}"
            shown += next_line
        return shown.removesuffix("<br>")

    def page(self, final: Final) -> bytes:
        """Return the feedback page."""
        return feedback_html(final.row.result, self.title, self._final(final), _called(final))

    def notebook(self, final: Final) -> bytes:
        """Return the feedback as a notebook of one cell with text."""
        source = self._markdown(final)
        cell = {"cell_type": "markdown", "id": "feedback", "metadata": {}, "source": source}
        whole = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        return f"{json.dumps(whole, ensure_ascii=False, indent=1)}\n".encode()

    def module(self, final: Final) -> bytes:
        """Return the feedback as a Python file of comments."""
        lines = self.text(final).strip().split("\n")
        return "".join(f"{f'# {line}'.rstrip()}\n" for line in lines).encode()

    def _markdown(self, final: Final) -> str:
        page = feedback_md(final.row.result, self.title, self._final(final), _called(final))
        return page.decode()

    def _final(self, final: Final) -> Final | None:
        return final if self.has_finals else None


def _called(final: Final) -> str:
    return label(final.row.result.student, final.known.person)
