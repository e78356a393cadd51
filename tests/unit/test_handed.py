"""What was handed in together is one piece, and comes apart again; nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.handed import packed, unpacked

NAMES = st.text(min_size=1, max_size=20).filter(lambda name: name.isprintable())


@given(st.binary(), st.dictionaries(NAMES, st.binary(), min_size=1, max_size=4))
def test_what_was_packed_comes_back(content: bytes, further: dict[str, bytes]) -> None:
    assert unpacked(packed(content, further)) == (content, further)


def test_without_further_files_it_is_the_file_itself() -> None:
    assert packed(b"x = 1", {}) == b"x = 1"
    assert unpacked(b"x = 1") == (b"x = 1", {})


def test_the_same_files_are_the_same_piece_in_any_order() -> None:
    assert packed(b"x", {"a": b"1", "b": b"2"}) == packed(b"x", {"b": b"2", "a": b"1"})


WHOLE = packed(b"x", {"a": b"1"})


@pytest.mark.parametrize(
    "piece",
    [
        WHOLE[:-1],
        WHOLE + b"1",
        WHOLE[:25],
        WHOLE[:20],
        WHOLE[:19],
        WHOLE[1:],
        WHOLE[:20] + b"\xff" * 10 + WHOLE[30:],
        WHOLE[:20] + WHOLE[31:],  # without the graded file
    ],
)
def test_a_piece_that_is_not_whole_is_a_file_like_any_other(piece: bytes) -> None:
    assert unpacked(piece) == (piece, {})


@given(st.binary())
def test_whatever_follows_the_beginning_is_read_or_left_as_it_is(rest: bytes) -> None:
    piece = WHOLE[:20] + rest
    content, further = unpacked(piece)
    assert content == piece or len(content) + sum(map(len, further.values())) <= len(rest)
