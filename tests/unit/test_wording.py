"""Words for verdicts and statuses: each has some, and they are counted as people count."""

from __future__ import annotations

import pytest

from autograder.results import Status, Verdict
from autograder.wording import STATUSES, VERDICTS, counted


def test_every_verdict_and_every_status_has_words_in_its_own_order() -> None:
    assert (list(VERDICTS), list(STATUSES)) == (list(Verdict), list(Status))
    assert all(all(words) for words in VERDICTS.values())


@pytest.mark.parametrize(
    ("count", "of", "words"),
    [
        (1, Verdict.SYNTAX_ERROR, "1 syntax error"),
        (2, Verdict.SYNTAX_ERROR, "2 syntax errors"),
        (3, Verdict.TIMED_OUT, "3 timed out"),
        (0, Status.GRADER_ERROR, "0 grader errors"),
        (2, Status.UNREADABLE, "2 unreadable"),
    ],
)
def test_several_are_called_what_several_are_called(
    count: int, of: Verdict | Status, words: str
) -> None:
    assert counted(count, of) == words
