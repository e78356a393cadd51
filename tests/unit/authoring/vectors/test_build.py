"""The builder is the assignment's own code: it is imported, used and blamed with its place."""

from __future__ import annotations

import sys
import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

import h5py
import pytest

from autograder import description
from autograder.authoring.vectors import build
from autograder.errors import AutograderError, DescriptionError, GraderFault
from autograder.vectors import hdf5

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.description import Assignment

DESCRIPTION = """
[tool.autograder]
id = "demo"
title = "Demo"
source = "source.py"
handout = "handout"
files = ["demo.py"]
hidden_suite = "tests"
hidden_vectors = "data/hidden.h5"
public_vectors = "data/public.h5"
vector_builder = "answers/vectors.py"
hints = "data/hints.json"
seed = 7

[[tool.autograder.questions]]
id = "q1"
function = "double"
title = "Twice"
"""
BUILDER = """
import numpy as np
from neighbour import double
from autograder.vectors.model import Vector

GENERATOR = "demo 1"

def design(which, seed):
    return [
        Vector(
            id="v001", question="q1", comment="Two.", flags=(which,), inputs={"x": float(seed)},
            returns="number", expected={"y": double(seed)}, scale={"y": np.array(1.0)},
        )
    ]

def hints():
    return {"triple": {"question": "q1", "title": "Three times.", "hint": "Look at the factor."}}
"""
ANNOTATE = """
from dataclasses import replace

def annotate(vectors):
    return [replace(vector, kills=("triple",)) for vector in vectors]
"""
CLAIMS = """
def claims(sets):
    yield "every set has a vector", all(sets[name].vectors for name in sets), "2 sets"
    yield "hidden and public differ", False, ""
"""


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    (tmp_path / "pyproject.toml").write_text(DESCRIPTION)
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "neighbour.py").write_text(
        "import numpy as np\ndef double(x):\n    return np.array(2.0 * x)\n"
    )
    (tmp_path / "answers" / "vectors.py").write_text(BUILDER)
    return description.load(tmp_path / "pyproject.toml")


def append(assignment: Assignment, text: str) -> None:
    with assignment.vector_builder.open("a") as file:
        file.write(textwrap.dedent(text))


def write_both(assignment: Assignment, seed: int = 7) -> None:
    builder = build.load(assignment)
    paths = build.files(assignment)
    sets = {paths[which]: builder.build(which, seed) for which in build.SETS}
    hints = {build.hints_file(assignment): builder.hints()}
    build.write(sets, hints, build.tables(assignment, builder))


def test_a_builder_imports_its_neighbours_and_leaves_the_path_as_it_was(
    assignment: Assignment,
) -> None:
    before = list(sys.path)
    built = build.load(assignment).build("hidden", 7)
    assert built.vectors[0].expected["y"] == 14.0
    assert sys.path == before


def test_a_set_says_what_it_was_made_from(assignment: Assignment) -> None:
    built = build.load(assignment).build("public", 9)
    assert (built.assignment, built.seed, built.generator) == ("demo", 9, "demo 1")


def test_the_hash_of_a_built_set_is_that_of_its_file(assignment: Assignment) -> None:
    built = build.load(assignment).build("hidden", 7)
    write_both(assignment)
    assert hdf5.read(assignment.hidden_vectors).content_sha256 == built.content_sha256


def test_annotations_are_used_where_the_builder_has_them(assignment: Assignment) -> None:
    append(assignment, ANNOTATE)
    assert build.load(assignment).build("hidden", 7).vectors[0].kills == ("triple",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def (:", "cannot be imported: SyntaxError"),
        ("raise ValueError('x')", r"cannot be imported: ValueError: x \(.*vectors.py, line \d+"),
        ("del design", "defines no design"),
        ("del GENERATOR", "defines no GENERATOR"),
        ("GENERATOR = 'a\\0b'", "plain Unicode.*: correct the builder"),
    ],
)
def test_a_builder_that_cannot_be_used_is_described(
    assignment: Assignment, text: str, words: str
) -> None:
    append(assignment, text)
    with pytest.raises(DescriptionError, match=words):
        build.load(assignment).build("hidden", 7)


def test_a_missing_builder_is_named(assignment: Assignment) -> None:
    assignment.vector_builder.unlink()
    with pytest.raises(DescriptionError, match=r"the vector builder .* does not exist"):
        build.load(assignment)


def test_a_builder_that_fails_is_blamed_with_the_line(assignment: Assignment) -> None:
    append(assignment, "def design(which, seed):\n    return 1 / 0")
    with pytest.raises(GraderFault, match=r"ZeroDivisionError.*vectors\.py, line \d+"):
        build.load(assignment).build("hidden", 7)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("double(seed)}", "0.5}", "expected, y, as a float: make it an array"),
        ("np.array(1.0)}", "1.0}", "scale, y, as a float: make it an array"),
        ('"number"', '"tuple"', "returns 'tuple': say number, array, dict, or give a Form"),
        ("inputs={", "inputs={'z': {1, 2}, ", "input z of type set"),
        ("flags=(which,)", "flags=None", "something of the wrong type"),
        ("comment=", "keywords=None, comment=", "something of the wrong type"),
    ],
)
def test_what_no_vector_can_hold_is_refused_in_a_sentence(
    assignment: Assignment, old: str, new: str, said: str
) -> None:
    assert old in BUILDER
    assignment.vector_builder.write_text(BUILDER.replace(old, new))
    with pytest.raises(DescriptionError, match=r"the hidden set that .* designs has ") as refused:
        build.load(assignment).build("hidden", 7)
    assert said in str(refused.value)


def test_files_are_beside_each_other_in_a_named_folder(
    assignment: Assignment, tmp_path: Path
) -> None:
    assert build.files(assignment, tmp_path) == {
        "hidden": tmp_path / "hidden.h5",
        "public": tmp_path / "public.h5",
    }


def test_a_damaged_file_stands_in_the_way_unless_told_otherwise(assignment: Assignment) -> None:
    assignment.hidden_vectors.parent.mkdir()
    assignment.hidden_vectors.write_bytes(b"")
    assert build.standing(assignment.hidden_vectors, or_damaged=True) is None
    with pytest.raises(AutograderError, match="is empty"):
        build.standing(assignment.hidden_vectors, or_damaged=False)


def test_a_fresh_set_proves_every_claim(assignment: Assignment) -> None:
    write_both(assignment)
    assert all(claim.holds for claim in build.verify(assignment))


def test_the_builders_own_claims_are_asked(assignment: Assignment) -> None:
    append(assignment, CLAIMS)
    write_both(assignment)
    asked = [(claim.name, claim.holds) for claim in build.verify(assignment)][-2:]
    assert asked == [("every set has a vector", True), ("hidden and public differ", False)]


def test_a_builder_that_makes_something_else_is_noticed(assignment: Assignment) -> None:
    write_both(assignment)
    append(assignment, ANNOTATE)
    failed = [claim.name for claim in build.verify(assignment) if not claim.holds]
    assert failed == [f"{which}: the builder makes the same again" for which in build.SETS]


def test_vectors_of_another_assignment_are_noticed(assignment: Assignment) -> None:
    write_both(assignment)
    path = assignment.root / "pyproject.toml"
    path.write_text(DESCRIPTION.replace('"demo"', '"other"'))
    failed = [claim.name for claim in build.verify(description.load(path)) if not claim.holds]
    assert "hidden: made for this assignment" in failed


def test_verify_tells_hints_that_are_not_the_builders(assignment: Assignment) -> None:
    write_both(assignment)
    before = {claim.name: claim.holds for claim in build.verify(assignment)}
    assignment.hints.write_text("{}")
    after = {claim.name: claim.holds for claim in build.verify(assignment)}
    assert before["hints: as the builder makes them now"]
    assert not after["hints: as the builder makes them now"]


def test_a_builder_without_hints_is_refused_in_words(assignment: Assignment) -> None:
    append(assignment, "del hints")
    with pytest.raises(DescriptionError, match="defines no hints"):
        build.load(assignment)


TABLES = """
def tables():
    return {"more.h5": {"x": np.array([[1.0, 2.0]])}}
"""


def test_further_data_is_written_where_the_description_says(assignment: Assignment) -> None:
    append(assignment, TABLES)
    described = replace(assignment, data=(assignment.root / "data" / "more.h5",))
    write_both(described)
    with h5py.File(described.data[0]) as file:
        assert file["x"][()].tolist() == [[1.0, 2.0]]


def test_further_data_that_is_not_what_the_builder_makes_fails_verification(
    assignment: Assignment,
) -> None:
    append(assignment, TABLES)
    described = replace(assignment, data=(assignment.root / "data" / "more.h5",))
    write_both(described)
    described.data[0].write_bytes(b"")
    failed = [claim.name for claim in build.verify(described) if not claim.holds]
    assert failed == ["more.h5: as the builder makes it now"]


def test_data_that_is_described_and_not_made_is_refused(assignment: Assignment) -> None:
    described = replace(assignment, data=(assignment.root / "more.h5",))
    with pytest.raises(DescriptionError, match="make them the same"):
        build.tables(described, build.load(described))
