"""The page on the architecture: the order of packages, and modules that explain themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "autograder"
PAGE = (ROOT / "docs/architecture.md").read_text("utf-8")
ORDER = re.findall(r"^\| `(\w+)` \| ", PAGE, re.MULTILINE)
RISKY = re.findall(r"^\| `([\w/]+\.py)` \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE)
GROUND = ""


def package(path: Path) -> str:
    parts = path.relative_to(ENGINE).parts
    return parts[0] if len(parts) > 1 else GROUND


def imported(path: Path) -> Iterator[str]:
    """Yield the packages of ours that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
        for name in names:
            first, _, rest = name.partition(".")
            word = rest.partition(".")[0]
            if first == "autograder" and word:
                yield word if (ENGINE / word).is_dir() else GROUND


def test_the_page_lists_every_package() -> None:
    there = {path.parent.name for path in ENGINE.glob("*/__init__.py")}
    assert sorted(ORDER) == sorted(there)


@pytest.mark.parametrize("lower", [GROUND, *ORDER])
def test_no_package_imports_one_that_stands_below_it(lower: str) -> None:
    rank = {name: at for at, name in enumerate([GROUND, *ORDER])}
    uphill = {
        f"{path.relative_to(ENGINE)} imports {other}"
        for path in ENGINE.rglob("*.py")
        if package(path) == lower and path.name != "__main__.py"
        for other in imported(path)
        if rank[other] > rank[lower]
    }
    assert uphill == set()


@pytest.mark.parametrize(("module", "proofs"), RISKY)
def test_a_risky_module_says_how_it_works_and_names_its_proof(module: str, proofs: str) -> None:
    said = ast.get_docstring(ast.parse((ENGINE / module).read_text("utf-8"))) or ""
    assert len(said.split()) >= 40
    for proof in re.findall(r"`([^`]+)`", proofs):
        if proof.startswith("make "):
            makefile = (ROOT / "Makefile").read_text("utf-8")
            assert re.search(rf"^{proof.removeprefix('make ')}:", makefile, re.MULTILINE)
        else:
            assert (ROOT / proof).exists(), proof


def test_every_wall_is_among_the_risky_modules() -> None:
    walls = {f"sandbox/walls/{path.name}" for path in (ENGINE / "sandbox/walls").glob("[a-z]*.py")}
    assert walls - {"sandbox/walls/sealing.py"} <= {module for module, _ in RISKY}
