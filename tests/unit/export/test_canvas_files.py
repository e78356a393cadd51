"""Canvas's zip of feedback files, read as Canvas reads it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from autograder.export.canvas_files import files
from autograder.export.comments import Comments
from autograder.policy.final import Final
from autograder.zipping import zipped
from tests.unit.export.importers import canvas_files

MakeFinal = Callable[..., Final]
COMMENTS = Comments(title="L2 regularization", has_finals=False)
HANDED_IN = {"88": ("4021", "l2.ipynb"), "89": ("4022", "l2.py"), "90": ("anon_x7Yz2", "l2.py")}


def under(final: Final, path: str) -> Final:
    result = replace(final.row.result, submission=path)
    return replace(final, row=replace(final.row, result=result))


def sent(*finals: Final) -> dict[str, dict[str, bytes]]:
    return canvas_files(zipped(files(finals, COMMENTS).files), HANDED_IN)


def test_a_notebook_comes_back_as_a_notebook(final: MakeFinal) -> None:
    ada = under(final("ada", lms_id="4021"), "canvas.zip/lovelaceada_LATE_4021_88_l2.ipynb")
    read = sent(ada)
    assert read.keys() == {"4021"}
    assert len(json.loads(read["4021"]["l2.ipynb"])["cells"]) == 1


def test_a_module_comes_back_as_comments(final: MakeFinal) -> None:
    grace = under(final("grace", lms_id="4022"), "hoppergrace_4022_89_l2.py")
    assert sent(grace) == {"4022": {"l2.py": COMMENTS.module(grace)}}


def test_anonymous_grading_stays_anonymous(final: MakeFinal) -> None:
    nobody = under(final("anon_x7Yz2"), "anon_x7Yz2_90_l2.py")
    assert sent(nobody) == {"anon_x7Yz2": {"l2.py": COMMENTS.module(nobody)}}


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("ada.py", "no file under a name of Canvas's"),
        ("lovelaceada_4022_89_l2.py", "Canvas would give to its user 4022"),
        ("seven_7_of_9_4021_88_l2.py", "Canvas would give to its user 7"),
        ("lovelaceada_4021_88_l2.zip", "is no notebook or module"),
        ("lovelaceada_4021_text.html", "no file under a name of Canvas's"),
    ],
)
def test_a_file_that_canvas_would_give_to_another_or_show_wrongly_is_not_sent(
    final: MakeFinal, path: str, reason: str
) -> None:
    made = files([under(final("ada", lms_id="4021"), path)], COMMENTS)
    assert made.files == {}
    assert reason in made.kept[0][1]


def test_a_guessed_number_leads_to_nobody(final: MakeFinal) -> None:
    guessed = under(final("ada", lms_id="4021", guessed=("lms_id",)), "a_4021_88_l2.ipynb")
    assert sent(guessed) == {}
