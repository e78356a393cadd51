"""Whatever names a download has: every file is in one row or in one notice, and nothing breaks."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.description import find
from autograder.errors import UsageError
from autograder.identity.people import Person
from autograder.intake.disk import DiskNode
from autograder.intake.layouts.export_yaml import MetadataError, exported
from autograder.intake.layouts.model import Context, Layout, Place
from autograder.intake.layouts.pattern import PatternLayout
from autograder.intake.layouts.recognise import LAYOUTS
from autograder.intake.model import Caps
from autograder.intake.plan import Batch, plan
from autograder.intake.reading import Reading
from autograder.intake.roster import Listed, Roster
from autograder.intake.roster_csv import load

ASSIGNMENT = find(Path(__file__).parent)
CODE = f"def {ASSIGNMENT.functions[0]}(): pass".encode()
PATTERN = r"(?P<student_id>[a-z]+)_(?P<attempt>\d+)(?P<late>_LATE)?_(?P<file>.+)"
PEOPLE = [
    Listed(line=2, person=Person(name="ada", username="a")),
    Listed(line=3, person=Person(name="ada", username="b", lms_id="1")),
]
ROSTER = Roster.of("class.csv", PEOPLE)

steady = settings(derandomize=True, deadline=None, max_examples=60)

people = st.sampled_from(["ada", "bob", "Zoé", "", "a_b", "\u202eada", "ada, B.", "=1+1", "- -"])
numbers = st.sampled_from(["1", "2", "30", "x", "anon_1", "0" * 300])
times = st.sampled_from(
    ["2026-05-01-14-05-33", "2026-99-99-99-99-99", "May 1, 2026 205 PM", "1 mai, 2026 1405", ""]
)
own = st.sampled_from(
    ["a.py", "a-1.py", "a-2.py", "regularization.ipynb", "a.txt", "b.zip", "é", ""]
)
shapes = st.sampled_from(
    [
        "{who}_{n}_{m}_{own}",
        "{who}_LATE_{n}_{m}_{own}",
        "{who}_{n}_assignsubmission_file_{own}",
        "{who}_{n}_assignsubmission_file_/{own}",
        "PS_1_{who}_attempt_{time}_{own}",
        "PS_1_{who}_attempt_{time}.txt",
        "{n}-{m} - {who} - {time}/{own}",
        "{n}-{m} - {who} - {time} - {own}",
        "submission_{n}/{own}",
        "submission_metadata.yml",
        "submitted/{who}/ps1/{own}",
        "submitted/{who}/ps1/timestamp.txt",
        "regularization-{who}/{own}",
        "ps1-{who}/{own}",
        "{who}/{own}",
        "{own}",
    ]
)
contents = st.sampled_from([b"", CODE, b"Name: ada (a)\n", b"submission_1: {}\n", b"2026-05-01 1"])


@st.composite
def names(draw: st.DrawFn) -> str:
    filled = draw(shapes).format(
        who=draw(people), n=draw(numbers), m=draw(numbers), time=draw(times), own=draw(own)
    )
    return filled.strip("/") or "a.py"


downloads = st.dictionaries(names(), contents, min_size=1, max_size=6)
readings = st.sampled_from(
    [
        Reading(),
        Reading(roster=ROSTER),
        Reading.of(pattern=PATTERN, roster=ROSTER),
        *(Reading(layout=layout) for layout in LAYOUTS),
    ]
)


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def planned(files: dict[str, bytes], reading: Reading) -> Batch:
    """Plan a zip and read every row twice; only a usage error may come of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.zip"
        path.write_bytes(zipped(files))
        try:
            batch = plan([path], ASSIGNMENT, reading=reading)
        except UsageError as error:
            f"{error}".encode()
            return Batch(entries=())
        for entry in batch.entries:
            assert entry.read() == entry.read()
            f"{entry.student} {entry.path} {entry.known} {entry.read()}".encode()
    return batch


@steady
@given(downloads, readings)
def test_any_download_is_read_or_refused_with_a_sentence(
    files: dict[str, bytes], reading: Reading
) -> None:
    batch = planned(files, reading)
    students = [entry.student for entry in batch.entries]
    assert students == sorted(students)
    assert all(students)
    for sentence in batch.notices:
        assert "\n" not in sentence


@steady
@given(st.dictionaries(names(), st.just(CODE), min_size=1, max_size=5), readings)
def test_every_file_is_in_a_row_or_a_notice(files: dict[str, bytes], reading: Reading) -> None:
    # Marks that no file shares with another stand for the files.
    marked = {f"{name}m{at}q.py": code for at, (name, code) in enumerate(files.items())}
    batch = planned({k: v for k, v in marked.items() if "metadata" not in k}, reading)
    if not batch.entries:
        return
    said = [*batch.notices, *(f"{e.path} {e.remarks} {e.read()}" for e in batch.entries)]
    beside = [each.partition(" lies beside")[0] for each in batch.notices if "lies beside" in each]
    for name in marked:
        if not name.startswith((".", *beside)) and "metadata" not in name:
            assert any(f"m{name.rpartition('m')[2]}" in each for each in said), name


@pytest.mark.parametrize(
    "layout", [*LAYOUTS, PatternLayout.compile(PATTERN)], ids=lambda layout: layout.name
)
def test_a_layout_puts_every_name_in_one_of_two_heaps(layout: Layout) -> None:
    @steady
    @given(st.lists(names().map(lambda name: name.replace("/", "")), max_size=6, unique=True))
    def check(found: list[str]) -> None:
        nodes = [
            DiskNode(base=Path("/nowhere"), label="", parts=(name,), is_folder="." not in name)
            for name in found
        ]
        context = Context(assignment=ASSIGNMENT, caps=Caps())
        try:
            understood = layout.understand(Place(name="class", nodes=nodes), context)
        except UsageError:
            return
        if understood is not None:
            pieces = [piece.node for piece in understood.pieces]
            heaps = ["/".join(node.parts) for node in (*pieces, *understood.others)]
            ours = ("index.html", "submission_metadata.yml")
            assert sorted(set(heaps).union(ours)) == sorted(set(found).union(ours))
            assert len(heaps) == len(set(heaps))

    check()


@steady
@given(st.binary(max_size=200))
def test_any_roster_is_read_or_refused_with_a_sentence(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.csv"
        path.write_bytes(b"name,lms id\n" + content)
        try:
            roster = load(path)
        except UsageError:
            return
    assert roster.people


@steady
@given(st.text(st.sampled_from("submission_1:\n {}[]&*!|>-'\"#,a"), max_size=60))
def test_any_metadata_is_read_or_refused(text: str) -> None:
    try:
        found = exported(text.encode())
    except MetadataError:
        return
    assert all(isinstance(name, str) for name in found)
