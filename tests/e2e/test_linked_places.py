"""An environment, a checkout or a Python behind links reaches the level of its real path."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from autograder.sandbox.outside import level

ROOT = Path(__file__).parents[2]
PREFIX = Path(sys.prefix)


def doctor(python: Path, cwd: Path = Path("/")) -> str:
    """Return the doctor's first lines, as that Python is asked."""
    own = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    run = subprocess.run(
        [python, "-m", "autograder", "doctor"],
        cwd=cwd,
        env=own,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


@pytest.fixture(scope="module")
def here() -> str:
    """The level that is reached with no link on the way."""
    return f"submissions run at level {level.best().level}\n"


def test_an_environment_behind_a_link(here: str, tmp_path: Path) -> None:
    (tmp_path / "venv").symlink_to(PREFIX)
    assert doctor(tmp_path / "venv/bin/python").startswith(here)


def test_an_environment_behind_links_of_links(here: str, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far/near").symlink_to(PREFIX.parent)
    (tmp_path / "venv").symlink_to(Path("far", "..", "far", "near", PREFIX.name))
    assert doctor(tmp_path / "venv/bin/python").startswith(here)


def test_a_checkout_behind_a_link(here: str, tmp_path: Path) -> None:
    (tmp_path / "course").symlink_to(ROOT)
    python = tmp_path / "course" / Path(sys.executable).relative_to(ROOT)
    assert doctor(python, cwd=tmp_path / "course").startswith(here)


def test_an_environment_made_of_links(here: str, tmp_path: Path) -> None:
    """Its Python is another's behind a linked folder, its packages lie elsewhere."""
    (tmp_path / "current").symlink_to(sys.base_prefix)
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    python = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (venv / "bin/python").symlink_to(tmp_path / "current/bin" / python)
    (venv / "pyvenv.cfg").write_text(f"home = {tmp_path / 'current/bin'}\n", "utf-8")
    packages = venv / Path(sysconfig.get_path("purelib")).relative_to(PREFIX)
    packages.parent.mkdir(parents=True)
    packages.symlink_to(sysconfig.get_path("purelib"))
    assert doctor(venv / "bin/python").startswith(here)


def test_where_bubblewrap_fails_its_own_words_are_the_reason() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.container", sys.executable, "-m", "autograder", "doctor"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "level sealed" in run.stdout
    assert "no higher, because bubblewrap's walls are not to be had: bwrap: " in run.stdout


def test_where_bubblewrap_is_missing_that_is_the_reason(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "autograder", "doctor"],
        cwd=ROOT,
        env=os.environ | {"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "because bubblewrap is not installed" in run.stdout
    assert "to reach a higher level: install bubblewrap" in run.stdout
