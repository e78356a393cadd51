"""CSV files that teachers write are read by one set of rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.policy.lines import Form, Line, read

FORM = Form(name="a file of seats", columns=("student", "seat"), needed=("student",))


def lines(folder: Path, text: str) -> list[Line]:
    path = folder / "seats.csv"
    path.write_text(text, "utf-8")
    return list(read(path, FORM))


def test_filled_cells_come_with_their_place(tmp_path: Path) -> None:
    found = lines(tmp_path, "seat,student\n1,ada\n\n,ben\n,\n")
    path = tmp_path / "seats.csv"
    assert found == [
        Line(place=f"{path}:2", cells={"seat": "1", "student": "ada"}),
        Line(place=f"{path}:4", cells={"student": "ben"}),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("student,seet\n", "has a column 'seet': did you mean seat?"),
        ("student,xyz\n", "has a column 'xyz': columns are student, seat"),
        ("seat\n", "needs a column student, and each column only once"),
        ("student,student\n", "needs a column student, and each column only once"),
        ("student,seat\nada,1,2\n", ":2 has more cells than its header"),
        ("", "is empty: correct it, and save it as CSV UTF-8"),
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        lines(tmp_path, text)
    assert words in str(caught.value)
