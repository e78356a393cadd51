"""Whatever a folder or a zip holds: no exception but ours, and one row for every student."""

from __future__ import annotations

import io
import tempfile
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.description import find
from autograder.errors import UsageError
from autograder.intake.model import Caps, Submission
from autograder.intake.names import shown, split
from autograder.intake.plan import Batch, plan

pytestmark = pytest.mark.slow

ASSIGNMENT = find(Path(__file__).parent)
CAPS = Caps(student_files=20, student_depth=3)
CODE = f"def {ASSIGNMENT.functions[0]}(): pass".encode()

steady = settings(derandomize=True, deadline=None, max_examples=60)

# Every character that has a meaning somewhere on the way, and few enough that names clash.
UNDECODABLE = "\udcff"
words = st.text(st.sampled_from("aAé.\\:=\n\u202e" + UNDECODABLE), max_size=3)
endings = st.sampled_from(["", ".py", ".ipynb", ".PY", ".zip"])
contents = st.sampled_from([b"", CODE, b"\xff\xfe", b"PK\5\6" + bytes(18)])


@st.composite
def file_names(draw: st.DrawFn) -> str:
    name = draw(words) + draw(endings)
    return name if name not in ("", ".", "..") else "file.py"


@st.composite
def member_names(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.one_of(words, st.just("..")), max_size=3))
    return "/".join([*parts, draw(words) + draw(endings)])


def planned(path: Path) -> Batch:
    """Plan `path` and read every row twice; only a usage error may come of it."""
    try:
        batch = plan([path], ASSIGNMENT, caps=CAPS)
    except UsageError:
        return Batch(entries=())
    for entry in batch.entries:
        assert entry.read() == entry.read()
        f"{entry.student} {entry.path} {entry.read()}".encode()
    return batch


def packed(members: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # duplicate names are part of it
        for name, content in members:
            archive.writestr(name.replace(UNDECODABLE, "ÿ") or "/", content)
    return buffer.getvalue().replace("ÿ".encode(), b"\xff\xff")


def planned_zip(data: bytes) -> None:
    """Plan `data` as a class and as one student's zip."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "alice.zip"
        path.write_bytes(data)
        planned(path)
        assert [entry.student for entry in planned(Path(folder)).entries] == ["alice"]


@steady
@given(st.dictionaries(file_names(), contents, max_size=6))
def test_every_file_of_any_folder_has_a_row(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        students = {entry.student for entry in planned(Path(folder)).entries}
        assert students == {shown(split(name)[0]) for name in files if not name.startswith(".")}


@steady
@given(st.lists(st.tuples(member_names(), contents), max_size=5))
def test_any_zip_ends_in_rows_or_a_usage_error(members: list[tuple[str, bytes]]) -> None:
    planned_zip(packed(members))


@steady
@given(st.lists(file_names(), max_size=5))
def test_every_member_of_any_flat_zip_has_a_row(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.zip"
        path.write_bytes(packed([(name, CODE) for name in names]))
        students = {entry.student for entry in planned(path).entries}
    counted = [name for name in names if not name.startswith(".") or "\\" in name]
    stems = {split(name)[0].replace(UNDECODABLE, 2 * UNDECODABLE) for name in counted}
    assert students == set(map(shown, stems))


@steady
@given(st.data())
def test_any_damage_to_a_zip_ends_in_rows_or_a_usage_error(data: st.DataObject) -> None:
    blob = bytearray(packed([("alice/a.py", CODE), ("bob.py", CODE), ("é.py", b"")]))
    for _ in range(data.draw(st.integers(1, 4))):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    planned_zip(bytes(blob[: data.draw(st.integers(0, len(blob)))] if blob[0] % 2 else blob))


@steady
@given(st.binary(max_size=200))
def test_any_bytes_behind_a_zips_end_record_are_judged(tail: bytes) -> None:
    planned_zip(tail + b"PK\5\6" + tail[:18].ljust(18, b"\0"))


@steady
@given(
    st.dictionaries(
        st.from_regex(r"[b-d]{1,2}\.(py|ipynb)", fullmatch=True),
        st.binary(max_size=300),
        max_size=5,
    ),
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
)
def test_an_honest_zip_is_read_as_the_standard_library_reads_it(
    files: dict[str, bytes], method: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.zip"
        with zipfile.ZipFile(path, "w", method) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        rows = [entry.read() for entry in planned(path).entries]
        assert {row.student for row in rows} == {name.split(".")[0] for name in files}
        for row in rows:
            assert isinstance(row, Submission)
            assert row.content == files[row.path]
