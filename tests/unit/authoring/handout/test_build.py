"""The hand-out's folder holds what is authored there, and what its sources give."""

from __future__ import annotations

import ast
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.handout import build, notebook
from autograder.description import find
from autograder.errors import DescriptionError, UsageError

if TYPE_CHECKING:
    from autograder.description import Assignment

SOURCE = "def f(x):\n    return x + 1  # SOLUTION\n"
PERCENT = """# %% [raw]
# # ASSIGNMENT CONFIG
# name: demo

# %% [markdown]
# Read this.

# %%
# INSERT f
"""


@pytest.fixture
def written(assignment: Assignment, tmp_path: Path) -> Assignment:
    """Return the small assignment with its source and public files written."""
    for name in ("public.h5", "hints.json"):
        (tmp_path / name).write_bytes(b"data")
    (tmp_path / "solution.py").write_text(SOURCE, "utf-8")
    (tmp_path / "notebook.py").write_text(PERCENT, "utf-8")
    return replace(
        assignment,
        source=tmp_path / "solution.py",
        handout=tmp_path / "handout",
        public_vectors=tmp_path / "public.h5",
        hints=tmp_path / "hints.json",
    )


def test_each_file_comes_from_its_source(written: Assignment) -> None:
    built = build.files(written)
    assert sorted(built) == ["data/hints.json", "data/public.h5", "given_utils.py", "solution.py"]
    assert built["solution.py"] == b"def f(x):\n    ...\n"


def authored(assignment: Assignment, name: str, text: str) -> Path:
    """Write a file into the hand-out."""
    path = assignment.handout / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_built_folder_holds_what_is_authored_and_what_is_made(written: Assignment) -> None:
    authored(written, "README.md", "Read this.")
    build.build(written)
    assert build.present(written.handout) == sorted(build.files(written))
    assert build.files(written)["README.md"] == b"Read this."


def test_nothing_is_removed_or_changed_that_the_builder_did_not_make(written: Assignment) -> None:
    mine = authored(written, "old/notes.py", "x = 1\n")
    build.build(written)
    assert mine.read_text("utf-8") == "x = 1\n"


def test_the_engine_alone_is_built_beside_a_file_that_is_worked_in(written: Assignment) -> None:
    mine = authored(written, "solution.py", "from autograder import errors\n")
    names = [path.name for path in build.build(written, engine_only=True)]
    assert names == ["public.h5", "hints.json", "given_utils.py", "engine.zip"]
    assert mine.read_text("utf-8") == "from autograder import errors\n"


def test_an_old_hand_out_is_left_as_it_is_and_told_in_one_sentence(written: Assignment) -> None:
    authored(written, "autograder/__init__.py", "")
    with pytest.raises(DescriptionError, match=r"version 0\.1: delete its folder autograder/"):
        build.build(written)
    assert build.present(written.handout) == ["autograder/__init__.py"]


def test_what_programs_leave_behind_is_not_part_of_it(written: Assignment) -> None:
    build.build(written)
    (written.handout / "__pycache__").mkdir()
    (written.handout / "__pycache__" / "x.pyc").write_bytes(b"")
    assert build.present(written.handout) == sorted(build.files(written))


@pytest.mark.parametrize("name", ["public_suite", "explorer"])
def test_students_files_that_are_kept_elsewhere_are_named(
    written: Assignment, tmp_path: Path, name: str
) -> None:
    place = {name: tmp_path / "elsewhere/checks"}
    with pytest.raises(DescriptionError, match=f"`{name}` names .*: move that folder"):
        build.build(replace(written, **place))  # type: ignore[arg-type]


def test_a_helper_that_is_kept_elsewhere_is_put_there(written: Assignment) -> None:
    authored(written, "given_utils.py", "out of date\n")
    build.build(written, engine_only=True)
    (helper,) = written.helpers
    assert (written.handout / helper.name).read_bytes() == helper.read_bytes()


def test_the_engine_that_a_handed_out_module_imports_comes_along_in_one_file(
    written: Assignment,
) -> None:
    authored(written, "a.py", "from autograder import errors\n")
    image = build.files(written)["checks/engine.zip"]
    with zipfile.ZipFile(io.BytesIO(image)) as archive:
        assert archive.namelist() == ["autograder/__init__.py", "autograder/errors.py"]
    assert build.files(written)["checks/engine.zip"] == image


def test_a_source_that_cannot_be_read_is_named(written: Assignment) -> None:
    written.source.unlink()
    with pytest.raises(UsageError, match=r"solution\.py cannot be read"):
        build.build(written)


def cells(text: str) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"]]


def test_the_notebook_takes_a_function_from_the_one_source(
    written: Assignment, tmp_path: Path
) -> None:
    described = replace(written, notebook=tmp_path / "notebook.py")
    assert cells(notebook.master(described, {}))[2] == SOURCE.strip()


def test_what_otter_is_told_about_grading_is_in_its_configuration(
    written: Assignment, tmp_path: Path
) -> None:
    described = replace(written, notebook=tmp_path / "notebook.py")
    config = cells(notebook.master(described, {"plugins": ["a.B"]}))[0]
    assert "name: demo" in config
    assert "plugins:\n  - a.B" in config


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("INSERT f", "INSERT g"), "inserts g"),
        (("ASSIGNMENT CONFIG", "CONFIG"), "no raw cell that begins with"),
    ],
)
def test_a_master_that_cannot_be_used_is_described(
    written: Assignment, tmp_path: Path, change: tuple[str, str], words: str
) -> None:
    (tmp_path / "notebook.py").write_text(PERCENT.replace(*change), "utf-8")
    with pytest.raises(DescriptionError, match=words):
        notebook.master(replace(written, notebook=tmp_path / "notebook.py"), {})


def test_a_source_that_is_not_python_is_named_with_its_line(
    written: Assignment, tmp_path: Path
) -> None:
    written.source.write_text("x = 1\ndef (:\n", "utf-8")
    with pytest.raises(DescriptionError, match=r"solution\.py has a syntax error in line 2"):
        notebook.master(replace(written, notebook=tmp_path / "notebook.py"), {})


def draft(identity: str) -> str:
    code = {"cell_type": "code", "id": identity, "source": ["x"], "metadata": {}}
    run = {"execution_count": 3, "outputs": [{"text": identity}]}
    return json.dumps({"cells": [code | run, {"cell_type": "markdown", "source": [" "]}]})


def test_notebooks_that_differ_in_ids_and_outputs_alone_are_the_same_bytes() -> None:
    assert notebook.settled(draft("a81f")) == notebook.settled(draft("09bc"))


def test_empty_cells_are_left_out() -> None:
    assert len(json.loads(notebook.settled(draft("a")))["cells"]) == 1


def test_the_stub_that_is_built_is_python(written: Assignment) -> None:
    ast.parse(build.files(written)["solution.py"])


def test_a_folder_that_holds_the_sources_is_not_emptied(written: Assignment) -> None:
    with pytest.raises(DescriptionError, match="name a folder of its own"):
        build.build(replace(written, handout=written.source.parent))
    assert written.source.is_file()


STANDING = find(Path(__file__).parent).handout


def functions(source: str) -> dict[str, str]:
    """Return what each function of a stub does, without how it is spaced or commented."""
    return {
        node.name: ast.unparse(node)
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef)
    }


def test_notebook_and_module_ask_for_the_same_functions() -> None:
    module = functions((STANDING / "regularization.py").read_text("utf-8"))
    answers = [
        "".join(cell["source"])
        for cell in json.loads((STANDING / "regularization.ipynb").read_text("utf-8"))["cells"]
        if "otter_answer_cell" in cell["metadata"].get("tags", ())
    ]
    assert functions("\n\n".join(answers)) == module


@pytest.mark.parametrize(("question", "suite"), [("q1", "q1_cost"), ("q2", "q2_gradients")])
def test_otters_points_are_those_of_the_hidden_suite(question: str, suite: str) -> None:
    hidden = (STANDING.parent / "tests" / "hidden" / f"test_{suite}.py").read_text("utf-8")
    points = sum(int(each) for each in re.findall(r"mark\.points\((\d+)", hidden))
    public = (STANDING / "tests" / f"{question}.py").read_text("utf-8")
    assert f"points = {points}\n" in public


def test_data_that_submissions_may_read_is_put_there(written: Assignment, tmp_path: Path) -> None:
    (tmp_path / "cities.csv").write_text("1,2")
    build.build(replace(written, readable=(tmp_path / "cities.csv",)), engine_only=True)
    assert (written.handout / "data/cities.csv").read_text() == "1,2"
