"""Nothing that was recorded is lost, and each failure is one sentence that says what to do."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest

from autograder.errors import UsageError
from autograder.gradebook.model import Row
from autograder.gradebook.store import Gradebook
from autograder.gradebook.stored import put_together

RowOf = Callable[..., Row]
Keep = Callable[[Row], None]

# Records for ever, and says the number of each result as soon as it is recorded.
ENDLESS_RUN = """
import sys
from itertools import count
from pathlib import Path
from autograder.gradebook.store import Gradebook
from autograder.gradebook.model import Key
from autograder.results import Level, Result, Status

with Gradebook.open(Path(sys.argv[1])) as gradebook:
    for n in count(int(sys.argv[2])):
        of = {"student": f"s{n}", "submission": "s.py", "submission_sha256": f"{n}"}
        key = Key(**of, suite_sha256="", vectors_sha256="", engine="", settings="")
        result = Result(**of, status=Status.GRADED, level=Level.OPEN, questions=(), rules=())
        gradebook.record(key, result, content=b"x" * 20_000, seconds=0.1)
        print(n, flush=True)
"""


def recorded_until_killed(out: Path, first: int, lines: int) -> int:
    """Start an endless run, kill it after `lines` results, and return the last it spoke of."""
    command = [sys.executable, "-c", ENDLESS_RUN, str(out), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(lines):
            process.stdout.readline()
        process.kill()
        said = process.stdout.read().split()
    return int(said[-1]) if said else first + lines - 1


def recorded_in(out: Path) -> set[int]:
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as db:
        return {int(name[1:]) for (name,) in db.execute("SELECT student FROM results")}


def test_no_result_is_lost_when_the_run_is_killed_again_and_again(tmp_path: Path) -> None:
    last = -1
    for lines in (1, 40, 7):
        last = recorded_until_killed(tmp_path, last + 1, lines)
    with Gradebook.open(tmp_path):  # recovers, and is not locked
        assert set(range(last + 1)) <= recorded_in(tmp_path)


def test_a_second_run_on_one_output_is_refused(gradebook: Gradebook) -> None:
    with (
        pytest.raises(UsageError, match=r"another run is using .*: wait for it to end, or choose"),
        Gradebook.open(gradebook.out),
    ):
        pass


def test_the_next_run_may_use_the_output_when_the_first_ended(tmp_path: Path) -> None:
    for _ in range(2):
        with Gradebook.open(tmp_path) as gradebook:
            assert list(gradebook.rows()) == []


def refusal(out: Path, *, create: bool = True) -> str:
    with pytest.raises(UsageError) as caught, Gradebook.open(out, create=create):
        pass
    return str(caught.value)


def test_a_report_of_a_folder_without_gradebook_says_to_grade_first(tmp_path: Path) -> None:
    assert "first grade into it" in refusal(tmp_path, create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_the_output_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    assert "out cannot be written" in refusal(tmp_path / "out")


def test_a_folder_where_the_gradebook_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gradebook.sqlite").mkdir()
    assert "gradebook.sqlite cannot be opened for writing" in refusal(tmp_path)


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "gradebook.sqlite").write_text("my own notes\n" * 100)
    assert "is not a gradebook: move it away" in refusal(tmp_path)
    assert (tmp_path / "gradebook.sqlite").read_text().startswith("my own notes")


def test_another_programs_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    assert "is not a gradebook" in refusal(tmp_path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("version", [99, -1, 0])
def test_a_gradebook_of_a_version_that_is_not_known_is_refused(
    version: int, tmp_path: Path
) -> None:
    with Gradebook.open(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / "gradebook.sqlite")) as db:
        db.execute(f"PRAGMA user_version = {version}")
    assert f"another version of autograder (its schema is {version}" in refusal(tmp_path)


def aged(out: Path, version: int) -> None:
    """Make the gradebook in `out` what that version would have written."""
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as db:
        pictures: dict[str, bytes] = {}
        for name, stored in db.execute("SELECT sha256, deflated FROM contents").fetchall():
            whole = put_together(stored, name, pictures.__getitem__)
            db.execute("UPDATE contents SET deflated = ?", (zlib.compress(whole),))
        as_text(db)
        db.execute("DROP TRIGGER unused_pictures")
        added = ("known", "kept", "journal", "pictures pictures_in", "answers bases parts parts_in")
        for tables in added[version - 1 :]:
            for table in tables.split():
                db.execute(f"DROP TABLE {table}")
        db.execute(f"PRAGMA user_version = {version}")


def as_text(db: sqlite3.Connection) -> None:
    """Write each result as versions did that deflated none."""
    for number, stored in db.execute("SELECT id, result FROM results").fetchall():
        text = zlib.decompress(stored).decode()
        db.execute("UPDATE results SET result = ? WHERE id = ?", (text, number))
    db.commit()


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_an_older_gradebook_is_brought_up_and_keeps_all_it_held(
    version: int, tmp_path: Path, row_of: RowOf
) -> None:
    row = row_of()
    with Gradebook.open(tmp_path) as gradebook:
        gradebook.record(row.key, row.result, content=b"x = 1", seconds=0.1)
        gradebook.finish(whole=True)
    aged(tmp_path, version)
    with Gradebook.open(tmp_path) as gradebook:
        assert (gradebook.known(), gradebook.kept("terms", str)) == ({}, None)
        assert list(gradebook.rows()) == [row]
        assert gradebook.content(row.key.submission_sha256) == b"x = 1"


def test_a_result_of_an_older_version_is_read_without_the_fields_it_lacks(
    gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    keep(row_of())
    with closing(sqlite3.connect(gradebook.out / "gradebook.sqlite")) as db, db:
        as_text(db)
        db.execute("UPDATE results SET result = json_remove(result, '$.remarks')")
    assert gradebook.reuse(row_of().key) == row_of().result


def test_bringing_a_gradebook_up_does_all_or_nothing(tmp_path: Path) -> None:
    with Gradebook.open(tmp_path):
        pass
    aged(tmp_path, 1)
    with closing(sqlite3.connect(tmp_path / "gradebook.sqlite")) as db:
        db.execute("CREATE TABLE kept (in_the_way)")
    assert "is damaged" in refusal(tmp_path)
    with closing(sqlite3.connect(tmp_path / "gradebook.sqlite")) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        names = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    assert "known" not in names


def test_an_empty_file_is_a_new_gradebook(tmp_path: Path) -> None:
    (tmp_path / "gradebook.sqlite").touch()
    with Gradebook.open(tmp_path) as gradebook:
        assert list(gradebook.rows()) == []


def test_a_truncated_gradebook_is_called_damaged(tmp_path: Path, row_of: RowOf) -> None:
    with Gradebook.open(tmp_path) as gradebook:
        for n in range(50):
            row = row_of(f"s{n}")
            gradebook.record(row.key, row.result, content=b"x", seconds=0.1)
        gradebook.finish(whole=True)
    path = tmp_path / "gradebook.sqlite"
    path.write_bytes(path.read_bytes()[: 8 * 4096])
    with pytest.raises(UsageError, match="is damaged"), Gradebook.open(tmp_path) as gradebook:
        list(gradebook.rows())


@pytest.mark.parametrize(
    "change", ["result = '{'", "result = '{}'", "result = x'ff'", "result = CAST(x'ff' AS TEXT)"]
)
def test_a_result_that_is_not_one_is_called_damaged(
    change: str, gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    keep(row_of())
    with closing(sqlite3.connect(gradebook.out / "gradebook.sqlite")) as db, db:
        db.execute(f"UPDATE results SET {change}")
    with pytest.raises(UsageError, match="is damaged"):
        gradebook.reuse(row_of().key)


@pytest.mark.parametrize("flipped_bit", range(8 * 4096 - 1, 0, -311))
def test_a_flipped_bit_never_ends_in_a_traceback(
    flipped_bit: int, tmp_path: Path, row_of: RowOf
) -> None:
    row = row_of("Zoë")
    with Gradebook.open(tmp_path) as gradebook:
        gradebook.record(row.key, row.result, content=b"x = 1", seconds=0.1)
        gradebook.finish(whole=True)
    path = tmp_path / "gradebook.sqlite"
    content = bytearray(path.read_bytes())
    content[flipped_bit // 8] ^= 1 << flipped_bit % 8
    path.write_bytes(content)
    with suppress(UsageError), Gradebook.open(tmp_path) as gradebook:
        gradebook.reuse(row.key)
        list(gradebook.rows())


@pytest.mark.parametrize("stored", [b"", b"garbage", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_contents_that_are_not_what_was_kept_are_called_damaged(
    stored: bytes, gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    keep(row_of())
    with closing(sqlite3.connect(gradebook.out / "gradebook.sqlite")) as db, db:
        db.execute("UPDATE contents SET deflated = ?", (stored,))
    with pytest.raises(UsageError, match="is damaged"):
        gradebook.content(row_of().key.submission_sha256)


def test_a_full_disk_loses_nothing_that_was_recorded(
    gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    keep(row_of("alice"))
    # SQLite's own cap on the file's size fails as a full disk does.
    gradebook._db.execute("PRAGMA max_page_count = 20")
    row = row_of("bob", submission_sha256="0")
    with pytest.raises(UsageError, match=r"no space is left for .*results so far are kept"):
        gradebook.record(row.key, row.result, content=Random(1).randbytes(256_000), seconds=0.1)
    assert gradebook.reuse(row_of("alice").key) is not None
    assert gradebook.reuse(row.key) is None


def test_a_gradebook_that_another_program_holds_is_a_usage_error(
    gradebook: Gradebook, row_of: RowOf, keep: Keep
) -> None:
    gradebook._db.execute("PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(gradebook.out / "gradebook.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UsageError, match="is held by another program"):
            keep(row_of())


def test_an_interrupt_inside_a_transaction_leaves_nothing_of_it(gradebook: Gradebook) -> None:
    def interrupted() -> Iterator[str]:
        yield "new.json"
        raise KeyboardInterrupt

    gradebook.set_files("results", ["old.json"])
    with pytest.raises(KeyboardInterrupt):
        gradebook.set_files("results", interrupted())
    assert gradebook.files("results") == {"old.json"}
