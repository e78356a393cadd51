"""Text on terminals that lack a letter of it."""

from __future__ import annotations

import io

import pytest

from autograder.text import spell_out


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "λ/2m ‖W‖² … é 字"),
        ("cp1252", "lambda/2m ||W||² … é \\u5b57"),
        ("ascii", "lambda/2m ||W||^2 ... e \\u5b57"),
    ],
)
def test_only_what_the_encoding_lacks_is_spelled_out(encoding: str, shown: str) -> None:
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding=encoding)
    spell_out(stream)
    stream.write("λ/2m ‖W‖² … é 字")
    stream.flush()
    assert written.getvalue().decode(encoding) == shown


def test_a_stream_that_has_no_encoding_is_left_alone() -> None:
    spell_out(io.StringIO())
