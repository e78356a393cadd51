"""`import autograder` gives authors and scripts what they need, and costs next to nothing."""

from __future__ import annotations

import ast
import inspect
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import autograder
from autograder.authoring.engine import part
from autograder.grading.code import sources

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/api.md").read_text("utf-8")
NAMES = [name for name in autograder.__all__ if name != "__version__"]
PUBLIC = """
    Alone Answer Answers Array Asked Assignment AutograderError DescriptionError Diagnoser Earlier
    Ended Form Generator Given Grader GraderFault Group Level NOTED Question QuestionResult REPEAT
    Raised Result RuleFailedError RuleResult SUITE Status Step SuiteError Target UsageError Value
    ValueKind Vector VectorFileError VectorSet Verdict __version__ as_returned by_hand by_pytest
    command described grade judge_file leaves notebook raising rule targets
"""  # what others rely on: a name goes only with a new major version
OURS = ("solutions", "tests/hidden", "assignment/checks")


def test_the_public_names_are_these() -> None:
    assert sorted(autograder.__all__) == PUBLIC.split()


def test_every_public_name_says_where_it_comes_from() -> None:
    assert sorted(autograder.HOMES) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_there_and_explained(name: str) -> None:
    found = getattr(autograder, name)
    if callable(found) or inspect.ismodule(found):
        assert inspect.getdoc(found)
    assert re.search(rf"^\| .*`{name}\b.*\|", PAGE, re.MULTILINE), "docs/api.md has no row for it"


def test_type_checkers_are_told_the_same_places() -> None:
    tree = ast.parse(Path(autograder.__file__).read_text("utf-8"))
    told = {
        alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("autograder")
        for alias in node.names
    }
    modules = {name: home for name, home in autograder.HOMES.items() if home.endswith(f".{name}")}
    homes = {name: f"autograder.{home}.{name}" for name, home in autograder.HOMES.items()}
    assert told == homes | {name: f"autograder.{home}" for name, home in modules.items()}


def test_a_name_that_is_not_public_is_refused_as_by_any_module() -> None:
    with pytest.raises(AttributeError, match="module 'autograder' has no attribute 'nothing'"):
        autograder.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_importing_the_package_imports_nothing_else() -> None:
    program = (
        "import sys; before = set(sys.modules); import autograder; "
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split() == ["autograder"]


def test_the_package_is_typed() -> None:
    assert Path(autograder.__file__).with_name("py.typed").is_file()


def test_our_suites_and_builders_import_from_the_front_door_alone() -> None:
    paths = [path for folder in OURS for path in (ROOT / folder).rglob("*.py")]
    paths = [path for path in paths if "__pycache__" not in path.parts]  # a self-check's engine
    behind = {
        f"{path.relative_to(ROOT)}: {node.module}"
        for path in paths
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder.")
    }
    assert behind == set()


def test_the_engine_itself_does_not_go_through_it() -> None:
    package = Path(autograder.__file__).parent
    through = {
        f"{path.relative_to(package)}: {alias.name}"
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "autograder"
        for alias in node.names
        if alias.name in autograder.HOMES
    }
    assert through == set()


# Each uses `grade`, whose module nothing that runs or judges would lead to.
USES = [
    "from autograder import grade",
    "from autograder import (\n    grade,\n)",
    "from autograder import rule, grade as graded",
    "from autograder import *",
    "import autograder\n\nx = autograder.grade",
    "import autograder as engine\n\nx = engine.grade",
    "def later():\n    import autograder\n    return autograder.grade",
]


@pytest.mark.parametrize("text", USES)
def test_a_grade_depends_on_the_module_behind_a_name(text: str) -> None:
    assert "autograder.grading.script" in sources([text.encode()])


@pytest.mark.parametrize("text", USES)
def test_the_hand_out_gets_the_module_behind_a_name(text: str) -> None:
    packed = part([text.encode()])
    assert packed is not None
    assert "autograder/grading/script.py" in zipfile.ZipFile(io.BytesIO(packed)).namelist()


@pytest.mark.parametrize(
    "text",
    [
        "from autograder import rule, RuleFailedError",
        "import autograder\n\nx = autograder.rule",
        "import autograder\n\nx = autograder.__file__",
    ],
)
def test_a_grade_depends_on_no_module_behind_other_names(text: str) -> None:
    assert sources([text.encode()]).keys() == sources().keys()


def test_what_a_suite_of_ours_uses_was_in_every_hash_already() -> None:
    suite = [path.read_bytes() for path in (ROOT / "tests/hidden").glob("*.py")]
    assert sources(suite).keys() == sources().keys()
