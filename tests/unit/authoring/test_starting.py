"""An exercise that was started can be built at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import description
from autograder.authoring import bench
from autograder.authoring.starting import start
from autograder.errors import UsageError
from autograder.results import Level

pytestmark = pytest.mark.slow

MODULE = '''"""Means of many kinds."""

import math

import numpy as np

SMALL = 1e-3


def shift(x):
    return x + SMALL


def other():
    return 0


# Used in week 2.
def scaled(x, y, floor=SMALL):
    """Return x over y, "scaled"."""
    top = shift(x)
    z = top / (abs(y) + math.sqrt(floor))
    return z


def both(x):
    return {"a": x, "b": -x}


def sign(x):
    return x > 0


def greet(name):
    return "Hello, " + name


def evens(n):
    return [each for each in range(n) if each % 2 == 0]


def root(x):
    if x < 0:
        raise ValueError("negative")
    return x**0.5


def is_even(n):
    return n % 2 == 0


def longest(words):
    return max(len(str(each)) for each in words)


def nothing(x):
    return 0 * x


def pair(x):
    return x.mean(), x.std()


def strange(graph):
    return graph.nodes
'''
WORKING = "scaled both sign greet evens root is_even longest nothing pair".split()


def holds(folder: Path) -> bool:
    """Return whether all that must hold of an exercise does."""
    with bench.built(description.load(folder / "pyproject.toml")) as built:
        return all(claim.holds for claim in built.claims(Level.OPEN))


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """Return a module with right answers."""
    path = tmp_path / "means.py"
    path.write_text(MODULE, "utf-8")
    return path


def test_a_sample_can_be_built_at_once(tmp_path: Path) -> None:
    files = start(tmp_path / "week-3", "average", None)
    assert [path.name for path in files] == ["pyproject.toml", "week_3.py", ".gitignore"]
    assert holds(tmp_path / "week-3")


@pytest.mark.parametrize("function", WORKING)
def test_a_function_of_a_module_can_be_built_at_once(
    tmp_path: Path, module: Path, function: str
) -> None:
    start(tmp_path / f"of_{function}", function, module)
    assert holds(tmp_path / f"of_{function}")


def test_a_module_that_ends_the_program_is_taken_from_all_the_same(tmp_path: Path) -> None:
    module = tmp_path / "script.py"
    module.write_text("import sys\n\n\ndef double(x):\n    return 2 * x\n\n\nsys.exit(3)\n")
    start(tmp_path / "taken", "double", module)
    assert "def double(x):" in (tmp_path / "taken/taken.py").read_text("utf-8")


def test_a_module_gives_what_its_function_needs_and_nothing_else(
    tmp_path: Path, module: Path
) -> None:
    _, path, _ = start(tmp_path / "taken", "scaled", module)
    text = path.read_text("utf-8")
    assert text.startswith('"""Means of many kinds."""\n\nimport math\n\nfrom autograder import')
    assert (
        '''# Used in week 2.
def scaled(x, y, floor=SMALL):
    """Return x over y, "scaled"."""
    # BEGIN SOLUTION
    top = shift(x)
    z = top / (abs(y) + math.sqrt(floor))
    # END SOLUTION
    return z
'''
        in text
    )
    assert "def shift(x):" in text
    assert "def other" not in text
    assert "title=\"Return x over y, 'scaled'\"" in text


def test_each_exercise_draws_from_a_seed_of_its_own(tmp_path: Path) -> None:
    seeds = set()
    for name in ("first_one", "second_one"):
        start(tmp_path / name, "f", None)
        seeds.add(description.load(tmp_path / name / "pyproject.toml").seed)
    assert len(seeds) == 2


def test_a_folder_that_has_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("keep me")
    with pytest.raises(UsageError, match="mine has something in it: name a folder that is new"):
        start(tmp_path / "mine", "f", None)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("name", "function", "said"),
    [
        ("numpy", "f", "no module of yours can be called numpy: name the folder in another way"),
        ("3d", "f", "no module of yours can be called 3d"),
        ("fine", "f(x)", "is no name of a function"),
        ("fine", "missing", "defines no function missing: check the spelling"),
    ],
)
def test_what_cannot_be_started_is_refused_and_leaves_nothing(
    tmp_path: Path, module: Path, name: str, function: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        start(tmp_path / name, function, module)
    assert not (tmp_path / name).exists()


def test_a_module_that_is_not_python_is_refused(tmp_path: Path, module: Path) -> None:
    module.write_text("def f(:\n")
    with pytest.raises(UsageError, match=r"means\.py is not Python"):
        start(tmp_path / "fine", "f", module)
