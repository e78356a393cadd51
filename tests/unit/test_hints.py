from pathlib import Path

import pytest

from autograder import hints
from autograder.errors import UsageError
from autograder.hints import Hint

HALF = Hint(question="q1", title="The half is missing.", hint="Look at the factor.")
SIGN = Hint(question="q1", title="The sign is wrong.", hint="Look at the operator.")
KNOWN = {"half-missing": HALF, "sign-wrong": SIGN}


def test_what_was_encoded_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "hints.json"
    path.write_bytes(hints.encode(KNOWN))
    assert hints.read(path) == KNOWN


def test_one_misconception_gets_its_title_and_its_hint() -> None:
    assert hints.words(KNOWN, ["sign-wrong"]) == "The sign is wrong. Look at the operator."


def test_a_tie_gets_all_titles_and_no_hint() -> None:
    words = hints.words(KNOWN, ["half-missing", "sign-wrong"])
    assert words == "The half is missing. Or: The sign is wrong."


def test_no_misconception_gets_no_words() -> None:
    assert hints.words(KNOWN, []) == ""


@pytest.mark.parametrize("content", [None, b"", b"[1]", b'{"a": {"title": "no more"}}'])
def test_hints_that_cannot_be_used_are_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "hints.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match="rebuild them with `autograder vectors build --write`"):
        hints.read(path)
