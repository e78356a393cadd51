"""What is kept of a submission is all of its bytes, and takes the room of what is new in it."""

from __future__ import annotations

import json
import sqlite3
from base64 import encodebytes
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from random import Random

import pytest

from autograder.gradebook.model import Row
from autograder.gradebook.store import Gradebook
from autograder.gradebook.stored import decode, deflated, put_together, take_apart

RowOf = Callable[..., Row]

PICTURES = [encodebytes(Random(seed).randbytes(40_000)).decode() for seed in range(3)]


def notebook(*pictures: str, text: str = "x = 1") -> bytes:
    """Return a notebook with these outputs."""
    outputs = [{"data": {"image/png": picture}} for picture in pictures]
    cell = {"cell_type": "code", "source": [text], "outputs": outputs}
    return json.dumps({"cells": [cell, {"cell_type": "markdown", "source": ["# λ"]}]}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x = 1\n",
        bytes(range(256)) * 100,
        b"A" * 5000,
        notebook(),
        notebook(*PICTURES),
        notebook(PICTURES[0], PICTURES[0].replace("\n", "")),
    ],
)
def test_what_was_taken_apart_is_put_together_to_the_byte(content: bytes) -> None:
    kept, pictures = take_apart(content)
    digest = sha256(content).hexdigest()
    assert put_together(kept, digest, pictures.__getitem__) == content


def test_a_part_that_is_another_is_called_wrong() -> None:
    content = notebook(PICTURES[0])
    kept, pictures = take_apart(content)
    other = take_apart(notebook(PICTURES[1]))[1]
    swapped = dict(zip(pictures, other.values(), strict=True))
    with pytest.raises(ValueError, match="has another hash"):
        put_together(kept, sha256(content).hexdigest(), swapped.__getitem__)


def test_a_deflated_result_reads_back_as_it_was(row_of: RowOf) -> None:
    result = row_of().result
    assert decode(deflated(result), type(result)) == result


def keep(gradebook: Gradebook, row_of: RowOf, student: str, content: bytes) -> None:
    row = row_of(student, submission_sha256=sha256(content).hexdigest())
    gradebook.record(row.key, row.result, content=content, seconds=0.1)


def counts(gradebook: Gradebook) -> tuple[int, ...]:
    """Return how many contents, pictures and links between them are kept."""
    with closing(sqlite3.connect(gradebook.out / "gradebook.sqlite")) as db:
        tables = ("contents", "pictures", "pictures_in")
        return tuple(db.execute(f"SELECT count(*) FROM {each}").fetchone()[0] for each in tables)


def test_pictures_that_several_submissions_share_are_kept_once(
    gradebook: Gradebook, row_of: RowOf
) -> None:
    for number in range(5):
        keep(gradebook, row_of, f"s{number}", notebook(*PICTURES[:2], text=f"x = {number}"))
    assert counts(gradebook) == (5, 2, 10)


def test_a_picture_goes_with_the_last_submission_that_holds_it(
    gradebook: Gradebook, row_of: RowOf
) -> None:
    contents = [notebook(PICTURES[0], PICTURES[1]), notebook(PICTURES[1])]
    for number, content in enumerate(contents):
        keep(gradebook, row_of, f"s{number}", content)
    gradebook.erase("s0")
    assert counts(gradebook) == (1, 1, 1)
    assert gradebook.content(sha256(contents[1]).hexdigest()) == contents[1]
