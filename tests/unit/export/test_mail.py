"""The folder for a mail merge."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from autograder.export.comments import Comments
from autograder.export.mail import TABLE, files
from autograder.policy.final import Final

MakeFinal = Callable[..., Final]
COMMENTS = Comments(title="L2 regularization", has_finals=False)


def test_each_line_of_the_table_has_an_address_and_its_own_page(final: MakeFinal) -> None:
    ada = final("ada", name="Ada Lovelace", email="ada@example.org")
    made = files([ada, final("eve")], COMMENTS)
    (line,) = csv.DictReader(io.StringIO(made.files[TABLE].decode()))
    assert line == {
        "email": "ada@example.org",
        "name": "Ada Lovelace",
        "score": "85",
        "max_score": "100",
        "file": "pages/ada.html",
    }
    assert made.files["pages/ada.html"] == COMMENTS.page(ada)


def test_nobody_is_written_to_at_a_guessed_address(final: MakeFinal) -> None:
    guessed = final("ada", email="ada@example.org", guessed=("email",))
    made = files([guessed], COMMENTS)
    assert made.files.keys() == {TABLE}
    assert "no e-mail address that was read" in made.kept[0][1]


def test_no_cell_of_the_table_is_a_formula(final: MakeFinal) -> None:
    made = files([final("=1+1", name="=1+1", email="=x@example.org")], COMMENTS)
    (line,) = list(csv.reader(io.StringIO(made.files[TABLE].decode())))[1:]
    assert [each for each in line if each.startswith("=")] == []
