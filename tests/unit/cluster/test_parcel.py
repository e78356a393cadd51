"""An assignment that travels as bytes is graded with as if it lay here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.cluster.parcel import pack, unpack
from autograder.description import find
from autograder.errors import DescriptionError
from autograder.grading.engine import Engine
from autograder.results import Level

ASSIGNMENT = find(Path(__file__).parent)


def test_an_unpacked_assignment_has_the_same_hashes(tmp_path: Path) -> None:
    here = Engine.load(ASSIGNMENT, Level.OPEN)
    there = Engine.load(unpack(pack(ASSIGNMENT), tmp_path), Level.OPEN)
    assert there.key("", "", "") == here.key("", "", "")


def test_data_that_submissions_read_counts_there_as_here(tmp_path: Path) -> None:
    data = tmp_path / "points.csv"
    data.write_text("1,2\n", "utf-8")
    assignment = replace(ASSIGNMENT, readable=(data,))
    there = unpack(pack(assignment), tmp_path / "worker")
    here = Engine.load(assignment, Level.OPEN)
    assert Engine.load(there, Level.OPEN).key("", "", "") == here.key("", "", "")
    assert [path.read_bytes() for path in there.readable] == [data.read_bytes()]


def test_observed_mistakes_travel_beside_the_hints(tmp_path: Path) -> None:
    (tmp_path / "observed.h5").write_bytes(b"observed")
    assignment = replace(ASSIGNMENT, hints=tmp_path / "hints.json")
    there = unpack(pack(assignment), tmp_path / "worker")
    assert there.observed.read_bytes() == b"observed"


def test_an_authors_file_travels_as_the_one_file_that_it_is(tmp_path: Path) -> None:
    file = tmp_path / "author.py"
    file.write_text("# the answers and the rules", "utf-8")
    assignment = replace(ASSIGNMENT, source=file, vector_builder=file, hidden_suite=file)
    there = unpack(pack(assignment), tmp_path / "worker")
    assert there.is_one_file
    assert there.hidden_suite.read_bytes() == file.read_bytes()


def test_nothing_but_suite_helpers_and_hidden_vectors_travels(tmp_path: Path) -> None:
    unpack(pack(ASSIGNMENT), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"suite", "helpers", "vectors.h5"}
    names = {path.name for path in tmp_path.rglob("*")}
    assert not any("misconception" in name or name == "regularization.py" for name in names)


def test_an_unpacked_assignment_needs_nothing_of_where_it_was_packed(tmp_path: Path) -> None:
    there = unpack(pack(ASSIGNMENT), tmp_path)
    for path in (there.root, there.hidden_suite, there.hidden_vectors, *there.helpers):
        assert path == tmp_path or tmp_path in path.parents


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    missing = replace(ASSIGNMENT, hidden_vectors=tmp_path / "gone.h5")
    with pytest.raises(DescriptionError, match=r"gone\.h5 cannot be read"):
        pack(missing)


def test_data_that_submissions_may_read_travels(tmp_path: Path) -> None:
    (tmp_path / "cities.csv").write_text("1,2")
    declaring = replace(ASSIGNMENT, readable=(tmp_path / "cities.csv",))
    (there,) = unpack(pack(declaring), tmp_path / "there").readable
    assert there == tmp_path / "there/readable/cities.csv"
    assert there.read_text() == "1,2"
