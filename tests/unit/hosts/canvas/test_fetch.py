"""Submissions are fetched as Canvas's own download has them, once."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from autograder.description import find
from autograder.errors import GraderFault, UsageError
from autograder.hosts.canvas.fetch import fetch, record
from autograder.hosts.canvas.session import the_assignment
from autograder.intake import roster_csv
from autograder.intake.plan import plan
from autograder.intake.reading import Reading
from tests.unit.hosts.canvas.conftest import SECRET, Canvas

ROOT = Path(__file__).parents[4]


@pytest.fixture
def class_of_three(canvas: Canvas) -> Canvas:
    """Ada hands in two files, Grace is late, Zoë types her work."""
    canvas.hand_in(21, "Lovelace, Ada", "l2.ipynb", "notes.txt")
    canvas.hand_in(22, "Hopper, Grace", "l2.py", late=True, attempt=3)
    canvas.hand_in(23, "M\u00fcller, Zo\u00eb", submission_type="online_text_entry")
    return canvas


def test_files_have_the_names_of_canvass_download(class_of_three: Canvas, tmp_path: Path) -> None:
    fetched = fetch(the_assignment(7, 9), tmp_path / "in")
    assert {path.name: path.read_bytes() for path in (tmp_path / "in/submissions").iterdir()} == {
        "lovelaceada_21_210_l2.ipynb": b"# Lovelace, Ada: l2.ipynb\n",
        "lovelaceada_21_211_notes.txt": b"# Lovelace, Ada: notes.txt\n",
        "hoppergrace_LATE_22_220_l2.py": b"# Hopper, Grace: l2.py\n",
        "m\u00fcllerzo\u00eb_23_text.html": b"It was typed into Canvas.\n",
    }
    assert (fetched.new, fetched.there, fetched.left) == (4, 0, [])


def test_intake_reads_what_was_fetched_as_a_canvas_download(
    class_of_three: Canvas, tmp_path: Path
) -> None:
    fetch(the_assignment(7, 9), tmp_path)
    reading = Reading.of(layout="", pattern="", roster=roster_csv.load(tmp_path / "roster.csv"))
    batch = plan([tmp_path / "submissions"], find(ROOT), prefer="ipynb", reading=reading)
    people = [entry.known.person for entry in batch.entries if entry.known]
    assert {(each.name, each.lms_id, each.username, each.sis_id) for each in people} == {
        ("Ada Lovelace", "21", "u21", "s21"),
        ("Grace Hopper", "22", "u22", "s22"),
        ("Zo\u00eb M\u00fcller", "23", "u23", "s23"),
    }
    assert [entry.known.handed.is_late for entry in batch.entries if entry.known].count(True) == 1


def test_a_second_fetch_asks_for_no_file_again(class_of_three: Canvas, tmp_path: Path) -> None:
    fetch(the_assignment(7, 9), tmp_path)
    class_of_three.asked.clear()
    fetched = fetch(the_assignment(7, 9), tmp_path)
    assert (fetched.new, fetched.there) == (1, 3)  # what was typed is no file of Canvas's
    assert [path for path in class_of_three.asked if "/files/" in path] == []


def test_a_fetch_that_was_stopped_goes_on(class_of_three: Canvas, tmp_path: Path) -> None:
    assignment = the_assignment(7, 9)
    class_of_three.broken_after = 3  # two pages and a file
    with pytest.raises(GraderFault, match="run the same command again"):
        fetch(assignment, tmp_path)
    class_of_three.broken_after = None
    assert fetch(assignment, tmp_path).there == 1
    assert len(list((tmp_path / "submissions").iterdir())) == 4


def test_where_it_came_from_is_kept_without_the_token(
    class_of_three: Canvas, tmp_path: Path
) -> None:
    fetch(the_assignment(7, 9), tmp_path)
    kept = record(tmp_path)
    assert (kept.course, kept.assignment, kept.attempts["22"]) == (7, 9, 3)
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert SECRET.encode() not in everything


def test_the_token_goes_to_canvas_alone(canvas: Canvas, tmp_path: Path) -> None:
    with Canvas() as elsewhere:
        canvas.hand_in(21, "Lovelace, Ada", "l2.py")
        elsewhere.files["/files/210/download"] = b"x"
        url = f"{elsewhere.url}/files/210/download"
        canvas.submissions[21]["attachments"][0]["url"] = url
        thread = threading.Thread(target=elsewhere.handle_request)
        thread.start()
        fetch(the_assignment(7, 9), tmp_path)
        thread.join()
        assert elsewhere.tokens == [None]


@pytest.mark.parametrize("name", ["../../x.py", "a/b.py", "a\\b\x00.py", ".py"])
def test_no_name_leads_out_of_the_folder(canvas: Canvas, tmp_path: Path, name: str) -> None:
    canvas.hand_in(21, "../x", name)
    fetch(the_assignment(7, 9), tmp_path / "in")
    (path,) = (tmp_path / "in/submissions").iterdir()
    assert path.name.startswith("x_21_210_")
    assert [each.name for each in tmp_path.iterdir()] == ["in"]


def test_a_huge_file_is_left_and_told(canvas: Canvas, tmp_path: Path) -> None:
    canvas.hand_in(21, "Lovelace, Ada", "l2.py")
    canvas.submissions[21]["attachments"][0]["size"] = 1 << 40
    assert fetch(the_assignment(7, 9), tmp_path).left == [
        "lovelaceada_21_210_l2.py is larger than 64 MiB"
    ]


def test_a_folder_of_something_else_is_left_alone(canvas: Canvas, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(UsageError, match="holds something else"):
        fetch(the_assignment(7, 9), tmp_path)


def test_a_folder_of_another_assignment_is_left_alone(canvas: Canvas, tmp_path: Path) -> None:
    fetch(the_assignment(7, 9), tmp_path)
    other = json.loads((tmp_path / "canvas.json").read_bytes()) | {"assignment": 8}
    (tmp_path / "canvas.json").write_text(json.dumps(other), "utf-8")
    with pytest.raises(UsageError, match="submissions of assignment 8"):
        fetch(the_assignment(7, 9), tmp_path)


def test_a_damaged_record_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "canvas.json").write_text("{}", "utf-8")
    with pytest.raises(UsageError, match="fetch the submissions again"):
        record(tmp_path)
