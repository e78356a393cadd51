"""Canvas: names as Canvas makes them, in every form of a download."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.description import find
from autograder.identity.people import Handed, Person

FUNCTION = find(Path(__file__).parent).functions[0]
TWO = {
    "lovelaceada_4021_88120_regularization.py": None,
    "turingalan_LATE_4022_88122_regularization.py": None,
}


def test_a_download_is_recognised(
    download: Callable[..., Path], looked: Callable[..., Any]
) -> None:
    seen = looked(download(TWO))
    assert seen.students == ["lovelaceada (4021)", "turingalan (4022)"]
    assert "is read as a Canvas download" in seen.said


def test_name_and_number_are_known(read: Callable[..., Any]) -> None:
    row = read(TWO).rows["lovelaceada (4021)"]
    assert row.person == Person(name="lovelaceada", lms_id="4021")


def test_the_late_mark_is_read(read: Callable[..., Any]) -> None:
    rows = read(TWO).rows
    assert rows["lovelaceada (4021)"].handed == Handed(is_late=False)
    assert rows["turingalan (4022)"].handed == Handed(is_late=True)


def test_of_files_with_one_name_the_last_counts(read: Callable[..., Any]) -> None:
    again = {
        "lovelaceada_4021_88990_regularization-2.py": f"def {FUNCTION}(): 2".encode(),
        "lovelaceada_4021_88991_regularization-10.py": f"def {FUNCTION}(): 10".encode(),
    }
    row = read({**TWO, **again}).rows["lovelaceada (4021)"]
    assert row.path == "lovelaceada_4021_88991_regularization-10.py"
    assert row.handed.attempt is None
    assert "; ".join(row.read.remarks) == (
        "lovelaceada_4021_88991_regularization-10.py is graded; "
        "lovelaceada_4021_88120_regularization.py and "
        "lovelaceada_4021_88990_regularization-2.py could have been meant too"
    )


@pytest.mark.parametrize("stem", ["week", "part", "regularization"])
def test_a_students_own_numbers_are_no_attempts(stem: str, read: Callable[..., Any]) -> None:
    files = {
        f"lovelaceada_4021_88120_{stem}-1.py": f"def {FUNCTION}(): 1".encode(),
        f"lovelaceada_4021_88121_{stem}-2.py": b"x = 1",
        "turingalan_4022_88122_regularization.py": b"",
    }
    row = read(files).rows["lovelaceada (4021)"]
    assert row.path == f"lovelaceada_4021_88120_{stem}-1.py"
    assert row.handed.attempt is None


def test_of_two_that_are_numbered_from_one_nobody_knows_which_counts(
    read: Callable[..., Any],
) -> None:
    files = {
        f"lovelaceada_4021_8813{n}_regularization-{n}.py": f"def {FUNCTION}(): {n}".encode()
        for n in (1, 2)
    }
    turing = {"turingalan_LATE_4022_88122_regularization.py": None}
    row = read({**turing, **files}).rows["lovelaceada (4021)"]
    assert "contains several files that could be the submission" in row.reason


def test_files_of_different_names_are_one_submission(read: Callable[..., Any]) -> None:
    more = {"lovelaceada_4021_88119_helpers.py": b"x = 1", "lovelaceada_4021_88118_a.pdf": b""}
    row = read({**TWO, **more}).rows["lovelaceada (4021)"]
    assert row.path == "lovelaceada_4021_88120_regularization.py"
    assert row.remarks == "lovelaceada_4021_88118_a.pdf was not read: it is a .pdf"


def test_of_several_that_define_a_function_the_assignments_own_name_counts(
    read: Callable[..., Any],
) -> None:
    row = read({**TWO, "lovelaceada_4021_88119_draft.py": None}).rows["lovelaceada (4021)"]
    assert row.path == "lovelaceada_4021_88120_regularization.py"


def test_a_suffix_alone_does_not_hide_the_assignments_own_name(read: Callable[..., Any]) -> None:
    files = {
        "lovelaceada_4021_88119_draft.py": None,
        "lovelaceada_4021_88120_regularization-1.py": None,
        "turingalan_4022_88122_regularization.py": None,
    }
    row = read(files).rows["lovelaceada (4021)"]
    assert row.path == "lovelaceada_4021_88120_regularization-1.py"


def test_typed_text_is_a_row_that_cannot_be_read(read: Callable[..., Any]) -> None:
    rows = read({**TWO, "hoppergrace_4023_text.html": b"", "roejim_LATE_4024_link.html": b""}).rows
    assert rows["hoppergrace (4023)"].reason == (
        "hoppergrace_4023_text.html is text typed into Canvas, not a file: hand in a .py or .ipynb"
    )
    assert rows["roejim (4024)"].reason == (
        "roejim_LATE_4024_link.html is a link, not a file: hand in a .py or .ipynb"
    )
    assert rows["roejim (4024)"].person == Person(name="roejim", lms_id="4024")
    assert rows["roejim (4024)"].handed.is_late is True


def test_a_class_that_mostly_handed_in_links_is_recognised(read: Callable[..., Any]) -> None:
    links = {f"{name}_{at}_link.html": b"" for at, name in enumerate("abcdef", 5000)}
    assert "lovelaceada (4021)" in read({**TWO, **links}).rows


def test_anonymous_text_and_links_are_rows(read: Callable[..., Any]) -> None:
    files = {"anon_x7Yz2_text.html": b"", "LATE_anon_b4Kq9_link.html": b"", "anon_c_88_a.py": None}
    rows = read(files).rows
    assert rows.keys() == {"anon_x7Yz2", "anon_b4Kq9", "anon_c"}
    assert rows["anon_b4Kq9"].handed.is_late is True


def test_anonymous_students_keep_their_code_name(read: Callable[..., Any]) -> None:
    files = {"anon_x7Yz2_88120_a.py": None, "LATE_anon_b4Kq9_88121_a.py": None}
    rows = read(files).rows
    assert rows.keys() == {"anon_x7Yz2", "anon_b4Kq9"}
    assert rows["anon_b4Kq9"].handed.is_late is True
    assert rows["anon_b4Kq9"].person == Person()


def test_two_students_of_one_name_are_told_apart_by_their_numbers(
    read: Callable[..., Any],
) -> None:
    files = {**TWO, "lovelaceada_5099_88999_regularization.py": None}
    assert {"lovelaceada (4021)", "lovelaceada (5099)"} <= read(files).rows.keys()


def test_a_name_that_imitates_anothers_number_takes_nothing_from_the_other(
    read: Callable[..., Any],
) -> None:
    # A student who may choose the name shown has chosen one that ends like Ada's.
    forged = {"mallory_4021_1__6666_88130_regularization.py": None}
    rows = read({**TWO, **forged}, layout="canvas").rows
    assert rows["lovelaceada (4021)"].path == "lovelaceada_4021_88120_regularization.py"
    assert rows["mallory_4021_1_ (6666)"].person.guessed == ()


def test_of_a_name_that_reads_on_time_and_late_the_late_reading_counts(
    read: Callable[..., Any],
) -> None:
    forged = {"evil_4024_88120_LATE_4024_88124_a.py": None}
    row = read({**TWO, **forged}).rows["evil (4024)"]
    assert row.handed.is_late is True
    assert row.remarks == ("its name can be read in 2 ways, on time and late: it counts as late")


def test_a_name_that_may_be_of_two_users_is_of_neither(read: Callable[..., Any]) -> None:
    forged = {"mallory_4030_88120_4025_88125_a.py": None}
    row = read({**TWO, **forged}).rows["mallory_4030_88120_4025"]
    assert row.person.guessed == ("name", "lms_id")
    assert "of user 4030 and 4025: no grade follows from any of these numbers" in row.remarks


def test_small_numbers_in_a_files_own_name_are_no_files_numbers(read: Callable[..., Any]) -> None:
    files = {f"name{chr(97 + n)}_402{n}_8812{n}_lab_3_1_a.py": None for n in range(6)}
    seen = read(files)
    assert seen.students == [f"name{chr(97 + n)} (402{n})" for n in range(6)]
    assert all(row.remarks == "" for row in seen.rows.values())


def test_one_hostile_name_does_not_cost_the_class_its_layout(read: Callable[..., Any]) -> None:
    forged = {"mallory_4021_7_4025_88125_a.py": None}
    rows = read({**TWO, **forged}).rows
    assert rows.keys() == {"lovelaceada (4021)", "turingalan (4022)", "mallory_4021_7 (4025)"}
    assert "could be read as somebody else's" in rows["mallory_4021_7 (4025)"].remarks
    assert rows["lovelaceada (4021)"].remarks == ""


def test_a_download_of_one_student_is_asked_about(read: Callable[..., Any]) -> None:
    seen = read({"lovelaceada_4021_88120_regularization.py": None})
    assert "could be a Canvas download, but its names do not prove it" in seen.said
    assert "use --layout canvas" in seen.said


@pytest.mark.parametrize(
    "names",
    [
        ("week_1_2_ada.py", "week_1_2_bob.py"),
        ("week_1_2_ada.py", "week_1_3_bob.py"),
        ("week_1_2_ada.py", "week_2_3_bob.py"),
        ("ada_1_2_x.py",),
    ],
)
def test_numbered_files_of_a_plain_folder_are_not_taken_for_canvas(
    names: tuple[str, ...], read: Callable[..., Any]
) -> None:
    assert read(dict.fromkeys(names)).students == [name[:-3] for name in names]


@pytest.mark.parametrize("name", ["zoëmüller", "रामकुमार", "דוד", "王小明", "a_b"])
def test_letters_of_every_script_are_letters(name: str, read: Callable[..., Any]) -> None:
    files = {**TWO, f"{name}_4024_88130_regularization.py": None}
    assert f"{name} (4024)" in read(files).rows


def test_a_name_of_nothing_but_signs_is_empty(read: Callable[..., Any]) -> None:
    files = {**TWO, "_4024_88130_regularization.py": None, "_LATE_4025_88131_a.py": None}
    assert {"4024", "4025"} <= read(files).rows.keys()
