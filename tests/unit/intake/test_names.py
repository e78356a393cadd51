"""Names as people see them: nothing hidden, nothing lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.intake.names import few, ignored, listed, shown, split


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("René", "René"),
        ("Rene\N{COMBINING ACUTE ACCENT}", "René"),
        (b"m\xfcller".decode("utf-8", "surrogateescape"), r"m\xfcller"),
        ("a\nb\tc\x1b[2J", r"a\u000ab\u0009c\u001b[2J"),
        ("yp.\N{RIGHT-TO-LEFT OVERRIDE}txt", r"yp.\u202etxt"),
        ("zero\N{ZERO WIDTH SPACE}width", r"zero\u200bwidth"),
        ("line\N{LINE SEPARATOR}end", r"line\u2028end"),
        ("private\ue000", r"private\ue000"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("lone\ud800", r"lone\ud800"),
        ("back\\slash", r"back\\slash"),
        ("=1+1 'O\"Brien' 李", "=1+1 'O\"Brien' 李"),
    ],
)
def test_what_cannot_be_seen_is_escaped_and_all_else_is_kept(name: str, expected: str) -> None:
    assert shown(name) == expected


@settings(derandomize=True, max_examples=200)
@given(st.text(st.characters(), max_size=12), st.text(st.characters(), max_size=12))
def test_two_names_look_the_same_only_when_they_are(first: str, second: str) -> None:
    same = unicodedata.normalize("NFC", first) == unicodedata.normalize("NFC", second)
    assert (shown(first) == shown(second)) is same


@settings(derandomize=True, max_examples=200)
@given(st.binary(max_size=12))
def test_every_name_of_a_file_system_is_shown_as_encodable_text(name: bytes) -> None:
    text = shown(name.decode("utf-8", "surrogateescape"))
    assert text.encode("utf-8").decode("utf-8") == text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("alice.py", ("alice", ".py")),
        ("alice.b.IPYNB", ("alice.b", ".ipynb")),
        ("alice", ("alice", "")),
        ("Anna M. Lee", ("Anna M. Lee", "")),
        (".py", (".py", "")),
        ("trailing.", ("trailing.", "")),
        ("new\nline.py", ("new\nline", ".py")),
        ("newline.py\n", ("newline.py\n", "")),
    ],
)
def test_an_ending_is_a_short_word_behind_the_last_dot(
    name: str, expected: tuple[str, str]
) -> None:
    assert split(name) == expected


@pytest.mark.parametrize(
    "name", [".DS_Store", "._alice.py", ".git", "__MACOSX", "__pycache__", "Thumbs.db"]
)
def test_what_systems_leave_behind_is_ignored(name: str) -> None:
    assert ignored(name)


def test_a_name_that_only_begins_like_litter_counts() -> None:
    assert not ignored("__MACOSX_notes")


@pytest.mark.parametrize(
    ("names", "expected"),
    [("a", "a"), ("ab", "a and b"), ("abc", "a, b and c"), ("abcdefg", "a, b, c, d, e and 2 more")],
)
def test_a_list_reads_as_people_write_it(names: str, expected: str) -> None:
    assert listed(list(names)) == expected


def test_of_many_sentences_a_few_are_kept_and_the_rest_counted() -> None:
    assert few(["one."] * 7) == ("one.",) * 5 + ("2 more",)
