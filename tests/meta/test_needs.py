"""No test disappears without being named: what a machine lacks fails once, and says what to do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import needs

ROOT = Path(__file__).parents[2]
WORLD = "test_a_world_is_what_it_says"
HOSTILE = "tests/hostile/test_hostile"
OF_ROOT = [f"{HOSTILE}_root.py::{WORLD}", f"{HOSTILE}_root_walled.py::{WORLD}"]
WALLED = f"{HOSTILE}_walled.py::{WORLD}"
NEEDS_NOTHING = "tests/unit/test_zipping.py"
WITHOUT = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest")
WORLDS = {"plain", "container", "root", "plain-walled", "root-walled"}

Run = subprocess.CompletedProcess[str]


def run(*arguments: str, **more: str) -> Run:
    """Run pytest in the checkout, with some variables changed.

    Hypothesis's plugin is left out: importing it takes as long as everything else.
    """
    own = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *WITHOUT, *arguments],
        cwd=ROOT,
        env=own | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module", params=["0", "2"])
def lacking(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run by a user other than root, with nothing on PATH, in one process or several."""
    folder = tmp_path_factory.mktemp("user")
    (folder / "sitecustomize.py").write_text("import os\nos.geteuid = lambda: 1000\n", "utf-8")
    asked = [*OF_ROOT, WALLED, "tests/e2e/test_report_page.py", NEEDS_NOTHING]
    return run("-n", request.param, *asked, PATH=os.devnull, PYTHONPATH=str(folder))


def test_what_is_not_installed_fails_once_and_says_how_many_tests_need_it(lacking: Run) -> None:
    assert lacking.returncode == pytest.ExitCode.TESTS_FAILED, lacking.stdout
    told = re.findall(
        r"^(\w+) is not installed: .* \(tests that need it: (\d+)\)$", lacking.stdout, re.M
    )
    assert [(what, int(count) > 0) for what, count in told] == [
        ("bubblewrap", True),
        ("Chromium", True),
    ]
    assert re.search(r"^2 failed, \d+ passed in ", lacking.stdout, re.MULTILINE), lacking.stdout
    assert "error" not in lacking.stdout.rpartition("\n2 failed")[2]


def test_who_is_not_root_is_told_which_worlds_only_root_can_have(lacking: Run) -> None:
    lines = lacking.stdout.splitlines()
    assert [line for line in lines if line.startswith("tests not run: ")] == [
        "tests not run: 1 in the hostile world root, which only root can run",
        "tests not run: 1 in the hostile world root-walled, which only root can run",
    ]


def test_a_run_that_needs_none_of_it_lacks_nothing() -> None:
    done = run(NEEDS_NOTHING, PATH=os.devnull)
    assert done.returncode == 0, done.stdout


def test_the_hostile_worlds_are_the_same_on_every_machine() -> None:
    done = run("--collect-only", "-k", WORLD, "tests/hostile")
    collected = set(re.findall(r"\[(\S+)\]$", done.stdout, re.MULTILINE))
    reported = set(re.findall(r"in the hostile world (\S+),", done.stdout))
    assert collected | reported == WORLDS, done.stdout


def test_without_libseccomp_or_the_packages_for_tests_nothing_is_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(needs, "find_spec", lambda _: None)
    with pytest.raises(pytest.UsageError, match="run make dev"):
        needs.refuse()
    monkeypatch.setattr(needs, "find_library", lambda _: None)
    with pytest.raises(pytest.UsageError, match="apt-get install libseccomp2"):
        needs.refuse()
