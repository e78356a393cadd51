"""Where a machine lacks what Linux gives, each command works or says in one sentence why not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from autograder.gradebook.store import Gradebook
from autograder.sandbox.outside import level
from tests import machines
from tests.e2e.warm import Warm
from tests.sweeps import whole

On = Callable[..., CompletedProcess[str]]
Refusal = Callable[..., str]

ROOT = Path(__file__).parents[2]
REFERENCE = "solutions/regularization.py"
ELSEWHERE = ("macOS", "Windows")
OPEN = ("--min-level", "open", "--jobs", "1")


@pytest.fixture(scope="module")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Warm]]:
    """For each other system, a process that runs commands as `autograder` does."""
    names = {name: tmp_path_factory.mktemp(name) for name in ELSEWHERE}
    found = {name: Warm(machines.elsewhere(name, folder)) for name, folder in names.items()}
    yield found
    for each in found.values():
        each.stop()


@pytest.fixture
def on(systems: dict[str, Warm], autograder: On) -> On:
    """Run `autograder` with the given arguments on a machine."""

    def run(machine: str, *arguments: str | Path) -> CompletedProcess[str]:
        if machine in machines.KERNELS:
            return autograder(*arguments, kernel=machine)
        env = {**os.environ, "TERM": "dumb"}
        return systems[machine].run([*map(str, arguments)], ROOT, env)

    return run


# What needs neither walls nor a gradebook works everywhere.
ANYWHERE = [
    ("check", REFERENCE),
    ("bundle", "gradescope", "-o", "{new}/gradescope.zip"),
    ("vectors", "show"),
    ("vectors", "diff", "datasets/public.h5", "datasets/public.h5"),
]
# Python of Windows cannot lock a gradebook as ours is.
NOT_ON_WINDOWS = [
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
    """A small class, its output with one quickly graded student, and a place to write to."""
    with Gradebook.open(out) as gradebook:
        for student in ("anton_weber", "diego_ramirez"):
            gradebook.erase(student)
    new = tmp_path / "new"
    new.mkdir()
    return {"class": submissions, "out": out, "new": new}


@pytest.mark.parametrize("machine", ELSEWHERE)
def test_a_new_python_runs_the_command_anywhere(
    machine: str, autograder: On, tmp_path: Path
) -> None:
    run = autograder("doctor", variables=machines.elsewhere(machine, tmp_path))
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr
    if machine == "macOS":  # the doctor has no words of its own for Windows
        names(run, machine)


@pytest.mark.parametrize("machine", ELSEWHERE)
def test_what_needs_no_walls_works_anywhere(machine: str, on: On, places: dict[str, Path]) -> None:
    for arguments in ANYWHERE:
        run = on(machine, *named(arguments, places))
        assert run.returncode == 0, (arguments, run.stderr)
        assert "Traceback" not in run.stderr


# Windows lacks all that macOS lacks.
@pytest.mark.parametrize("machine", ["Windows", whole("macOS")])
def test_the_hand_out_is_bundled_anywhere(machine: str, on: On, tmp_path: Path) -> None:
    run = on(machine, "bundle", "student", "-o", tmp_path / "student.zip")
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr


def test_on_macos_what_was_graded_can_be_used_and_trusted_code_judged(
    on: On, places: dict[str, Path]
) -> None:
    for arguments in NOT_ON_WINDOWS:
        run = on("macOS", *named(arguments, places))
        assert run.returncode == 0, (arguments, run.stderr)
        assert "Traceback" not in run.stderr


def test_on_windows_grading_ends_in_a_sentence(
    on: On, places: dict[str, Path], refusal: Refusal
) -> None:
    for arguments in [("grade", "{class}", "-o", "{new}/out", *OPEN), *NOT_ON_WINDOWS]:
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
    run = on(machine, "grade", submissions, "-o", tmp_path / "o", *OPEN)
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
    "without seccomp": ("seccomp",),
}


@pytest.mark.parametrize("machine", machines.MACHINES)
def test_below_sealed_nothing_runs_and_the_way_forward_is_named(
    machine: str, on: On, submissions: Path, refusal: Refusal, tmp_path: Path
) -> None:
    sentence = refusal(on(machine, "grade", submissions, "-o", tmp_path / "out"))
    for words in WORDS[machine]:
        assert words in sentence
    assert machine == "Windows" or "--min-level open" in sentence
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("machine", ["macOS", "Windows", "without Landlock"])
def test_a_file_by_hand_is_refused_as_a_class_is(machine: str, on: On, refusal: Refusal) -> None:
    sentence = refusal(on(machine, "judge", REFERENCE))
    for words in WORDS[machine]:
        assert words in sentence


@pytest.mark.parametrize("machine", machines.KERNELS)
def test_the_doctor_names_the_same(machine: str, on: On) -> None:
    names(on(machine, "doctor"), machine)


def names(doctor: CompletedProcess[str], machine: str) -> None:
    """Assert that the doctor says what the machine lacks."""
    assert doctor.returncode == 0, doctor.stderr
    assert "at level open" in doctor.stdout
    for words in WORDS[machine]:
        assert words in doctor.stdout
