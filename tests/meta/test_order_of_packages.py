"""The engine's packages stand in one order: each imports only from those below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "autograder"
ORDER = (
    "ground",  # the modules that lie in autograder/ itself
    "identity",
    "sheets",
    "intake",
    "vectors",
    "sandbox",
    "judge",
    "gradebook",
    "policy",
    "report",
    "grading",
    "cluster",
    "export",
    "student",
    "authoring",
    "hosts",
    "cli",
)
# Within the sandbox: what runs inside cannot reach what is trusted.
SANDBOX = ("ground", "walls", "inside", "outside")
DOORS = {"autograder.__main__"}  # `python -m autograder` is the command line


def _packages() -> list[str]:
    return sorted(path.parent.name for path in ENGINE.glob("*/__init__.py"))


def _modules() -> dict[str, Path]:
    found = {}
    for path in ENGINE.rglob("*.py"):
        parts = path.relative_to(ENGINE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = _modules()


def _imported(path: Path) -> Iterator[str]:
    """Yield the engine's modules that one names in its imports, wherever they stand in it."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            while name and name not in MODULES:
                name = name.rpartition(".")[0]
            if name and name != "autograder":
                yield name


def _room(module: str, below: str = "autograder") -> str:
    parts = module.removeprefix(below).strip(".").split(".")
    place = ENGINE.parent.joinpath(*below.split("."), parts[0])
    return parts[0] if place.is_dir() else "ground"


def _uphill(order: tuple[str, ...], below: str) -> list[str]:
    inner = {name: path for name, path in MODULES.items() if name.startswith(f"{below}.")}
    return [
        f"{name} imports {other}"
        for name, path in sorted(inner.items())
        if name not in DOORS
        for other in _imported(path)
        if other in inner and order.index(_room(other, below)) > order.index(_room(name, below))
    ]


def test_every_package_has_its_place_in_the_order() -> None:
    assert _packages() == sorted(ORDER[1:])


def test_nothing_imports_uphill_between_packages() -> None:
    assert _uphill(ORDER, "autograder") == []


def test_nothing_imports_uphill_within_the_sandbox() -> None:
    assert _uphill(SANDBOX, "autograder.sandbox") == []


@pytest.mark.parametrize("package", [name for name in ORDER if name != "ground"])
def test_a_package_says_what_it_is_for(package: str) -> None:
    module = ast.parse((ENGINE / package / "__init__.py").read_bytes())
    assert ast.get_docstring(module)
