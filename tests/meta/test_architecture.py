"""The page on the architecture: packages, and modules where a mistake is costly."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.meta.test_order_of_packages import ORDER

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "autograder"
PAGE = (ROOT / "docs/architecture.md").read_text("utf-8")
LISTED = re.findall(r"^\| `(\w+)` \| ", PAGE, re.MULTILINE)
RISKY = re.findall(r"^\| `([\w/]+\.py)` \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE)


def test_the_page_has_the_packages_in_their_order() -> None:
    assert tuple(LISTED) == ORDER[1:]


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
