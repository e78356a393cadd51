"""The tests of a module are found from its name, or it is said where they are."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINE, UNIT = ROOT / "autograder", ROOT / "tests/unit"
ELSEWHERE = tomllib.loads(Path(__file__).with_name("tested_elsewhere.toml").read_text("utf-8"))
GROUPS = ELSEWHERE["modules"]


def _modules() -> list[str]:
    paths = (path.relative_to(ENGINE) for path in ENGINE.rglob("*.py"))
    return sorted(path.with_suffix("").as_posix() for path in paths if path.name != "__init__.py")


def _has_tests(module: str) -> bool:
    """Return whether there is a test_<module>.py, or a test_<module>_<idea>.py, in its folder."""
    place = UNIT / module
    folder, name = place.parent, place.name
    return any(folder.glob(f"test_{name}.py")) or any(folder.glob(f"test_{name}_*.py"))


def test_every_module_has_its_tests_or_is_listed() -> None:
    listed = {name for group in GROUPS for name in group["names"]}
    without = {module for module in _modules() if not _has_tests(module)}
    assert sorted(without - listed) == []
    assert sorted(listed - without) == []


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["names"][0])
def test_what_is_listed_says_why_and_where(group: dict[str, object]) -> None:
    assert str(group["reason"]).endswith(".")
    tests = group["tests"]
    assert isinstance(tests, list)
    assert [path for path in tests if not (ROOT / path).is_file()] == []


def test_no_module_is_listed_twice() -> None:
    names = [name for group in GROUPS for name in group["names"]]
    assert len(set(names)) == len(names)
