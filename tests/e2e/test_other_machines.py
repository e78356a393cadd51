"""Where a machine lacks what Linux gives, each command works or says in one sentence why not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from autograder.sandbox.outside import level
from tests.machines import MACHINES

On = Callable[..., CompletedProcess[str]]
Refusal = Callable[..., str]

ROOT = Path(__file__).parents[2]
REFERENCE = "solutions/regularization.py"
ELSEWHERE = ("macOS", "Windows")


@pytest.fixture
def on(tmp_path: Path) -> On:
    """Run `autograder` with the given arguments on a machine."""

    def run(machine: str, *arguments: str | Path) -> CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tests.machines", machine, *map(str, arguments)],
            cwd=ROOT,
            env=os.environ | {"MACHINES": str(tmp_path), "TERM": "dumb"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


# What needs neither walls nor a gradebook works everywhere.
ANYWHERE = [
    ("doctor",),
    ("check", REFERENCE),
    ("bundle", "student", "-o", "{new}/student.zip"),
    ("bundle", "gradescope", "-o", "{new}/gradescope.zip"),
    ("vectors", "show"),
    ("vectors", "diff", "datasets/public.h5", "datasets/public.h5"),
]
# Python of Windows cannot lock a gradebook as ours is.
NOT_ON_WINDOWS = [
    ("grade", "{class}", "-o", "{new}/out", "--min-level", "open", "--jobs", "1"),
    ("judge", REFERENCE, "--min-level", "open"),
    ("regrade", "{out}", "--min-level", "open"),
    ("report", "{out}"),
    ("export", "jsonl", "{out}", "-o", "{new}/class.jsonl"),
    ("history", "{out}", "georg_bauer"),
]


def named(arguments: tuple[str, ...], places: dict[str, Path]) -> list[str]:
    return [
        each.format(**{name: str(place) for name, place in places.items()}) for each in arguments
    ]


@pytest.fixture
def places(submissions: Path, out: Path, tmp_path: Path) -> dict[str, Path]:
    """A small class, its output, and a place for what is written."""
    new = tmp_path / "new"
    new.mkdir()
    return {"class": submissions, "out": out, "new": new}


@pytest.mark.parametrize("machine", ELSEWHERE)
def test_what_needs_no_walls_works_anywhere(machine: str, on: On, places: dict[str, Path]) -> None:
    for arguments in ANYWHERE:
        run = on(machine, *named(arguments, places))
        assert run.returncode == 0, (arguments, run.stderr)
        assert "Traceback" not in run.stderr


def test_on_macos_trusted_code_can_be_graded(on: On, places: dict[str, Path]) -> None:
    for arguments in NOT_ON_WINDOWS:
        run = on("macOS", *named(arguments, places))
        assert run.returncode == 0, (arguments, run.stderr)
        assert "Traceback" not in run.stderr


def test_on_windows_grading_ends_in_a_sentence(
    on: On, places: dict[str, Path], refusal: Refusal
) -> None:
    for arguments in NOT_ON_WINDOWS:
        sentence = refusal(on("Windows", *named(arguments, places)))
        assert "WSL" in sentence


@pytest.mark.parametrize("machine", ["macOS", "without pidfds"])
def test_grades_without_a_zygote_are_those_with_one(
    machine: str,
    on: On,
    submissions: Path,
    small_out: Path,
    files_of: Callable[[Path], dict[str, bytes]],
    tmp_path: Path,
) -> None:
    run = on(machine, "grade", submissions, "-o", tmp_path / "o", "--min-level", "open", "-j", "1")
    assert run.returncode == 0, run.stderr
    proved = level.best().level.encode()
    known = {name: text.replace(proved, b"open") for name, text in files_of(small_out).items()}
    assert files_of(tmp_path / "o") == known


# What the machine is said to lack, and the way forward.
WORDS = {
    "macOS": ("this is macOS", "use Linux"),
    "Windows": ("Windows", "WSL"),
    "without Landlock": ("this kernel has no Landlock", "Linux 5.13"),
    "with Landlock not enabled": ("Landlock is built into this kernel and not enabled", "lsm="),
    "whose container refuses Landlock": ("refuses Landlock", "profile"),
    "without pidfds": ("pidfd_open cannot be used", "Linux 5.13"),
    "without memory files": ("memfd_create cannot be used", "Linux 5.13"),
    "without eventfds": ("eventfd cannot be used", "Linux 5.13"),
}


@pytest.mark.parametrize("machine", MACHINES)
def test_below_sealed_nothing_runs_and_the_way_forward_is_named(
    machine: str, on: On, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    sentence = refusal(on(machine, "grade", submissions, "-o", tmp_path / "out"))
    for words in WORDS[machine]:
        assert words in sentence
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("machine", ["macOS", "Windows", "without Landlock"])
def test_a_file_by_hand_is_refused_as_a_class_is(machine: str, on: On, refusal: Refusal) -> None:
    sentence = refusal(on(machine, "judge", REFERENCE))
    for words in WORDS[machine]:
        assert words in sentence


@pytest.mark.parametrize("machine", [each for each in MACHINES if each != "Windows"])
def test_the_doctor_names_the_same(machine: str, on: On) -> None:
    run = on(machine, "doctor")
    assert "at level open" in run.stdout
    for words in WORDS[machine]:
        assert words in run.stdout
