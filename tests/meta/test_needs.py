"""No test disappears without being named: what a machine lacks fails once, and says what to do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import needs

ROOT = Path(__file__).parents[2]
WORLDS = {"plain", "container", "root", "plain-walled", "root-walled"}

Run = subprocess.CompletedProcess[str]


@pytest.fixture
def run() -> Callable[..., Run]:
    """Run Python in the checkout, with nothing on PATH or with other variables changed."""

    def run(*arguments: str, more: dict[str, str] | None = None) -> Run:
        own = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=own | ({"PATH": os.devnull} if more is None else more),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.mark.parametrize("workers", ["0", "2"])
def test_what_is_not_installed_fails_once_and_says_how_many_tests_need_it(
    run: Callable[..., Run], workers: str
) -> None:
    pages = "tests/e2e/test_report_page.py"
    worlds = "tests/hostile/test_hostile.py::test_a_world_is_what_it_says"
    done = run("-m", "pytest", "-q", "-n", workers, "-p", "no:cacheprovider", worlds, pages)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout
    told = re.findall(
        r"^(\w+) is not installed: .* \(tests that need it: (\d+)\)$", done.stdout, re.M
    )
    assert [(what, int(count) > 0) for what, count in told] == [
        ("bubblewrap", True),
        ("Chromium", True),
    ]
    assert re.search(r"^2 failed, \d+ passed in ", done.stdout, re.MULTILINE), done.stdout
    assert "error" not in done.stdout.rpartition("\n2 failed")[2]


def test_a_run_that_needs_none_of_it_lacks_nothing(run: Callable[..., Run]) -> None:
    done = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/unit/test_zipping.py")
    assert done.returncode == 0, done.stdout


def test_the_hostile_worlds_are_the_same_on_every_machine(run: Callable[..., Run]) -> None:
    worlds = "tests/hostile/test_hostile.py::test_a_world_is_what_it_says"
    done = run("-m", "pytest", "-q", "--collect-only", worlds, more={})
    collected = set(re.findall(r"\[(\S+)\]$", done.stdout, re.MULTILINE))
    reported = set(re.findall(r"in the hostile world (\S+),", done.stdout))
    assert collected | reported == WORLDS, done.stdout


@pytest.mark.parametrize("workers", ["0", "2"])
def test_who_is_not_root_is_told_which_worlds_only_root_can_have(
    run: Callable[..., Run], workers: str, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import os\nos.geteuid = lambda: 1000\n", "utf-8")
    worlds = "tests/hostile/test_hostile.py::test_a_world_is_what_it_says"
    options = ("-q", "-n", workers, "-p", "no:cacheprovider", "-k", "root", worlds)
    done = run("-m", "pytest", *options, more={"PYTHONPATH": str(tmp_path)})
    assert [line for line in done.stdout.splitlines() if line.startswith("tests not run: ")] == [
        "tests not run: 1 in the hostile world root, which only root can run",
        "tests not run: 1 in the hostile world root-walled, which only root can run",
    ]


def test_without_libseccomp_or_the_packages_for_tests_nothing_is_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(needs, "find_spec", lambda _: None)
    with pytest.raises(pytest.UsageError, match="run make dev"):
        needs.refuse()
    monkeypatch.setattr(needs, "find_library", lambda _: None)
    with pytest.raises(pytest.UsageError, match="apt-get install libseccomp2"):
        needs.refuse()
