"""Students get the modules that an import leads to, and no other."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.handout.closure import closure, imported

if TYPE_CHECKING:
    from pathlib import Path

MODULES = {
    "__init__.py": "",
    "a.py": "from engine.part import b\n",
    "part/__init__.py": "",
    "part/b.py": "import engine.c\nimport numpy\n",
    "c.py": "from engine import a\n",
    "unused.py": "from engine import c\n",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    for name, text in MODULES.items():
        path = tmp_path / "engine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "engine"


def test_imports_are_followed_to_their_end_and_round_circles(package: Path) -> None:
    assert set(closure(package, ["engine.a"])) == {
        "engine",
        "engine.a",
        "engine.part",
        "engine.part.b",
        "engine.c",
    }


def test_a_name_that_is_no_module_leads_nowhere(package: Path) -> None:
    assert closure(package, ["engine.c.function"]) == {}


@pytest.mark.parametrize(
    "source",
    [
        "import engine.c",
        "from engine.c import name",
        "from engine import c",
        "def f():\n    from engine import c",
        "if TYPE_CHECKING:\n    pass\nelse:\n    import engine.c",
        "plugins = ['engine.c']",
        "program = 'import sys; from engine.c import main; main()'",
    ],
)
def test_every_way_to_import_counts(source: str) -> None:
    assert "engine.c" in imported(source, "engine")


@pytest.mark.parametrize(
    "source",
    [
        "if TYPE_CHECKING:\n    from engine import c",
        "if typing.TYPE_CHECKING:\n    import engine.c",
        "import numpy, engines.c",
        "from . import c",
        '"""Whoever likes may `import engine.c` here, or not."""',
    ],
)
def test_what_never_runs_does_not_count(source: str) -> None:
    assert imported(textwrap.dedent(source), "engine") == set()
