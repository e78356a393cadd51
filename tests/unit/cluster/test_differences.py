"""What a worker has that is not what the client has is told in words, with versions."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from autograder.cluster.differences import differences
from autograder.gradebook.model import Key


def key(**settings: object) -> Key:
    described = {"code": "1", "versions": {"Python": "3.11.7", "NumPy": "2.4.6"}, **settings}
    return Key(
        student="",
        submission="",
        submission_sha256="",
        suite_sha256="5",
        vectors_sha256="7",
        engine="autograder 1",
        settings=json.dumps(described),
    )


def test_the_same_engine_differs_in_nothing() -> None:
    assert differences(key(), key()) == ""


def test_another_numpy_is_told_with_both_versions() -> None:
    other = key(versions={"Python": "3.11.7", "NumPy": "1.26.4"})
    assert differences(key(), other) == "it has NumPy 1.26.4 instead of 2.4.6"


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (key(code="2"), "it has another engine's code"),
        (replace(key(), vectors_sha256="8"), "it has another vectors"),
        (replace(key(), suite_sha256="6"), "it has another hidden suite"),
    ],
)
def test_what_has_no_version_is_named(other: Key, words: str) -> None:
    assert differences(key(), other) == words


def test_everything_that_differs_is_told() -> None:
    other = key(code="2", versions={"Python": "3.12.0", "NumPy": "2.4.6"})
    said = differences(key(), other)
    assert "another engine's code" in said
    assert "Python 3.12.0 instead of 3.11.7" in said
