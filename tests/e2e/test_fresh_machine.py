"""What `make` does where things are missing: which packages, when, and what it says else.

Nothing is installed here: apt-get, sudo, id and Python are programs that note how they were called.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks import browser

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "requirements/system.sh"
TOOLS = "cat dirname env grep ls make mktemp mv rm sed sh sha256sum sleep tail touch".split()

Run = subprocess.CompletedProcess[str]


@dataclass(frozen=True, slots=True)
class Machine:
    """A folder of programs that is all of PATH, and the log that they write to."""

    programs: Path
    log: Path

    def add(self, name: str, script: str = "") -> None:
        """Put a program there; first it notes how it was called."""
        program = self.programs / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >>"{self.log}"\n{script}', "utf-8")
        program.chmod(0o755)

    def add_python(
        self, *, venv: bool = True, seccomp: bool = True, atomic: bool = True, new: bool = True
    ) -> None:
        """Put a python3 there that has these, or gets them when apt-get installs them."""
        checks = (
            ("ensurepip", venv),
            ("seccomp", seccomp),
            ("atomic", atomic),
            ("version_info", new),
        )
        lines = [
            f'case "$2" in *{word}*) [ -e "{self.programs}/{word}" ];; *) false;; esac && exit 0'
            for word, there in checks
            if not there
        ]
        wanting = "|".join(f"*{word}*" for word, there in checks if not there) or "nothing"
        end = f'case "$2" in {wanting}) exit 1;; esac\n[ "$1" != -V ] || echo Python 3.9.2\n'
        self.add("python3", "\n".join([*lines, end]))

    def add_apt(self, brings: str, *, fails_before: str = "") -> None:
        """Put an apt-get there that brings programs; before another call it fails, if so given."""
        guard = f'grep -q "apt-get.* {fails_before}" "{self.log}" || {{ {FAILURE}; }}\n'
        touch = " ".join(f'"{self.programs}/{each}"' for each in brings.split())
        make = f'touch {touch}\nfor each in {touch}; do "{self.programs}/chmod" 755 "$each"; done\n'
        body = f'case "$*" in *install*) {guard if fails_before else ""}{make};; esac\n'
        self.add("apt-get", body)

    def calls(self, program: str) -> list[str]:
        """Return how a program was called, without what all calls of apt-get have in common."""
        lines = self.log.read_text("utf-8").splitlines() if self.log.exists() else []
        return [line for line in lines if line.startswith(program + " ")]


FAILURE = "echo 'E: Unable to locate package'; exit 100"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine of root's that lacks nothing but what a test does not add: apt-get and sudo."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for tool in (*TOOLS, "chmod"):
        found = shutil.which(tool)
        assert found, tool
        (programs / tool).symlink_to(found)
    made = Machine(programs, tmp_path / "log")
    made.add("id", "echo 0\n")
    made.add("bwrap")
    made.add("chromium")
    made.add_python()
    return made


@pytest.fixture
def check(machine: Machine) -> Callable[[str], Run]:
    """Run the script for a purpose."""

    def check(purpose: str) -> Run:
        return subprocess.run(
            ["/bin/sh", str(SCRIPT), purpose],
            env={"PATH": str(machine.programs)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return check


def lacks(machine: Machine, *names: str) -> None:
    for name in names:
        (machine.programs / name).unlink()


@pytest.mark.parametrize("purpose", ["python", "grading", "testing"])
def test_nothing_is_said_or_installed_where_nothing_is_missing(
    machine: Machine, check: Callable[[str], Run], purpose: str
) -> None:
    machine.add_apt("")
    done = check(purpose)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.calls("apt-get") == []


def test_root_has_what_is_missing_installed(machine: Machine, check: Callable[[str], Run]) -> None:
    lacks(machine, "bwrap", "chromium")
    machine.add_apt("bwrap chromium")
    done = check("testing")
    assert (done.returncode, done.stderr) == (0, "")
    (call,) = machine.calls("apt-get")
    assert call.endswith("install -y bubblewrap chromium")


def test_the_venv_module_and_libraries_are_seen_through_python(
    machine: Machine, check: Callable[[str], Run]
) -> None:
    machine.add_python(venv=False, seccomp=False, atomic=False)
    machine.add_apt("ensurepip seccomp atomic")
    assert check("testing").returncode == 0
    (call,) = machine.calls("apt-get")
    assert call.endswith("install -y python3-venv libseccomp2 libatomic1")


def test_lists_of_packages_that_are_too_old_are_fetched_anew(
    machine: Machine, check: Callable[[str], Run]
) -> None:
    lacks(machine, "chromium")
    machine.add_apt("chromium", fails_before="update")
    done = check("testing")
    assert (done.returncode, done.stderr) == (0, "")
    assert [call.split()[-1] for call in machine.calls("apt-get")] == [
        "chromium",
        "update",
        "chromium",
    ]


def test_a_failed_installation_is_told_in_one_sentence(
    machine: Machine, check: Callable[[str], Run]
) -> None:
    lacks(machine, "chromium")
    machine.add("apt-get", FAILURE)
    done = check("testing")
    assert done.returncode == 2
    assert done.stderr == (
        "error: this machine lacks chromium, and apt-get failed (E: Unable to locate package): "
        "run apt-get install chromium, then run make again\n"
    )


def test_who_is_not_root_is_told_what_to_install(
    machine: Machine, check: Callable[[str], Run]
) -> None:
    lacks(machine, "bwrap", "chromium")
    machine.add("id", "echo 1000\n")
    machine.add_apt("bwrap chromium")
    done = check("testing")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: this machine lacks bubblewrap, chromium: run sudo apt-get install bubblewrap "
        "chromium, then run make again\n"
    )
    assert machine.calls("apt-get") == []


def test_a_sudo_that_asks_for_a_password_is_not_used(
    machine: Machine, check: Callable[[str], Run]
) -> None:
    lacks(machine, "chromium")
    machine.add("id", "echo 1000\n")
    machine.add("sudo", "exit 1\n")
    machine.add_apt("chromium")
    assert check("testing").returncode == 2
    assert machine.calls("sudo") == ["sudo -n true"]


def test_a_sudo_that_asks_for_none_is_used(machine: Machine, check: Callable[[str], Run]) -> None:
    lacks(machine, "chromium")
    machine.add("id", "echo 1000\n")
    machine.add("sudo", 'shift; [ "$1" = true ] || "$@"\n')
    machine.add_apt("chromium")
    assert check("testing").returncode == 0
    assert machine.calls("sudo")[-1].endswith("install -y chromium")


def test_another_system_than_debian_is_told_the_names(
    machine: Machine, check: Callable[[str], Run]
) -> None:
    lacks(machine, "bwrap", "chromium")
    done = check("testing")
    assert done.returncode == 2
    assert done.stderr == (
        "error: this machine lacks bubblewrap, chromium: install with its package manager what "
        "Debian calls bubblewrap chromium, then run make again\n"
    )


def test_grading_goes_on_without_bubblewrap_and_says_at_which_level(
    machine: Machine, check: Callable[[str], Run]
) -> None:
    lacks(machine, "bwrap", "chromium")
    machine.add("id", "echo 1000\n")
    done = check("grading")
    assert (done.returncode, done.stderr) == (0, "")
    assert "will run sealed, and not walled" in done.stdout
    assert "chromium" not in done.stdout


def test_grading_does_not_go_on_without_libseccomp(
    machine: Machine, check: Callable[[str], Run]
) -> None:
    machine.add("id", "echo 1000\n")
    machine.add_python(seccomp=False)
    done = check("grading")
    assert done.returncode == 2
    assert done.stderr.startswith("error: this machine lacks libseccomp2: ")


def test_a_python_that_is_too_old_is_named(machine: Machine, check: Callable[[str], Run]) -> None:
    machine.add_python(venv=False, new=False)
    machine.add_apt("ensurepip")
    done = check("grading")
    assert done.returncode == 2
    assert done.stderr.startswith("error: Python 3.11 or newer is needed, and python3 is Python 3.")
    assert machine.calls("apt-get") == []


def test_browsers_are_looked_for_under_the_same_names_as_by_the_tests() -> None:
    text = SCRIPT.read_text("utf-8")
    assert all(f"command -v {name}" in text for name in browser.NAMES)


@dataclass(frozen=True, slots=True)
class Checkout:
    """A checkout with one line of requirements of each kind, and a Python that installs nothing."""

    folder: Path
    machine: Machine

    def make(self, *goals: str, code: int = 0) -> list[str]:
        """Make goals; return what was done for them: begun anew, and what pip was told."""
        self.machine.log.unlink(missing_ok=True)
        done = subprocess.run(
            ["make", *goals],
            cwd=self.folder,
            env={"PATH": str(self.machine.programs)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return [self._step(line) for line in self.machine.calls("python3") + self._pip()]

    def change(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")

    def _pip(self) -> list[str]:
        return [line for line in self.machine.calls("pip") if " install " in line]

    @staticmethod
    def _step(line: str) -> str:
        words = line.split()
        if words[0] == "python3":
            return "anew" if "venv" in words else ""
        return " ".join(Path(each).stem for each in words if each.endswith((".txt", ".")))


@pytest.fixture
def checkout(tmp_path: Path, machine: Machine) -> Checkout:
    """A checkout; its Python makes environments whose Python is a program that notes its calls."""
    folder = tmp_path / "checkout"
    (folder / "requirements").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("pip", "core", "build", "dev", "mutants"):
        (folder / f"requirements/{name}.txt").write_text(f"{name}==1\n", "utf-8")
    (folder / "pyproject.toml").write_text("", "utf-8")
    (folder / "requirements/system.sh").write_text("", "utf-8")
    machine.add("pip", f'[ ! -e "{tmp_path}/killed" ] || case "$*" in *dev.txt*) exit 137;; esac\n')
    python = f'#!/bin/sh\nexec "{machine.programs}/pip" "$@"\n'
    (tmp_path / "python").write_text(python, "utf-8")
    (tmp_path / "python").chmod(0o755)
    venv = f'[ "$3" = --clear ] || exit 1\n{RM} -rf "$4"; {MKDIR} -p "$4/bin"\n'
    machine.add("python3", f'{venv}{CP} "{tmp_path}/python" "$4/bin/python"\n')
    return Checkout(folder, machine)


RM, MKDIR, CP = (shutil.which(name) for name in ("rm", "mkdir", "cp"))


def done(steps: list[str]) -> list[str]:
    """Return what was installed, in order; that the project itself was, as `project`."""
    return [step or "project" for step in steps]


def test_setup_installs_what_grading_needs_and_dev_the_rest(checkout: Checkout) -> None:
    assert done(checkout.make("setup")) == ["anew", "pip", "core build", "project"]
    assert done(checkout.make("dev")) == ["dev"]


def test_setup_puts_the_engine_into_the_hand_out_every_time(checkout: Checkout) -> None:
    for _ in range(2):
        checkout.make("setup")
        assert "pip -m autograder handout build --engine-only" in checkout.machine.calls("pip")


def test_nothing_is_installed_twice_in_any_order(checkout: Checkout) -> None:
    assert done(checkout.make("dev")) == ["anew", "pip", "core build", "project", "dev"]
    for goal in ("setup", "dev", "dev", "setup"):
        assert checkout.make(goal) == []


def test_changed_requirements_of_grading_make_everything_anew(checkout: Checkout) -> None:
    checkout.make("dev")
    checkout.change("requirements/core.txt", "core==2\n")
    assert done(checkout.make("setup")) == ["anew", "pip", "core build", "project"]
    assert done(checkout.make("dev")) == ["dev"]


def test_changed_requirements_of_tests_bear_on_tests_alone(checkout: Checkout) -> None:
    checkout.make("dev")
    checkout.change("requirements/dev.txt", "dev==2\n")
    assert checkout.make("setup") == []
    assert done(checkout.make("dev")) == ["anew", "pip", "core build", "project", "dev"]


def test_a_changed_description_installs_the_project_alone(checkout: Checkout) -> None:
    checkout.make("dev")
    checkout.change("pyproject.toml", "# changed\n")
    assert done(checkout.make("dev")) == ["project"]
    assert checkout.make("dev") == []


def test_the_old_distribution_goes_before_the_project_is_installed(checkout: Checkout) -> None:
    checkout.make("setup")
    calls = checkout.machine.calls("pip")
    (gone,) = (at for at, call in enumerate(calls) if "uninstall --yes autograder" in call)
    (there,) = (at for at, call in enumerate(calls) if call.endswith("-e ."))
    assert gone < there


def test_the_same_contents_with_another_time_are_no_change(checkout: Checkout) -> None:
    checkout.make("dev")
    for name in ("requirements/core.txt", "requirements/dev.txt", "pyproject.toml"):
        os.utime(checkout.folder / name, (4_000_000_000, 4_000_000_000))
    assert checkout.make("dev") == []


def test_a_branch_and_back_leaves_what_each_needs(checkout: Checkout) -> None:
    checkout.make("dev")
    checkout.change("requirements/dev.txt", "dev==2\n")
    checkout.make("dev")
    checkout.change("requirements/dev.txt", "dev==1\n")
    assert "dev" in done(checkout.make("dev"))


def test_an_installation_that_was_killed_is_done_again(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "killed").touch()
    checkout.make("dev", code=2)
    (tmp_path / "killed").unlink()
    assert done(checkout.make("setup")) == []
    assert done(checkout.make("dev")) == ["anew", "pip", "core build", "project", "dev"]


def test_a_copied_checkout_has_an_environment_of_its_own(checkout: Checkout) -> None:
    checkout.make("setup")
    copy = Checkout(checkout.folder.with_name("copy"), checkout.machine)
    shutil.copytree(checkout.folder, copy.folder)
    assert done(copy.make("setup")) == ["anew", "pip", "core build", "project"]


@pytest.mark.parametrize(("goal", "asked"), [("demo", "grading"), ("test", "testing")])
def test_what_is_missing_stops_everything_before_it_begins(
    checkout: Checkout, goal: str, asked: str
) -> None:
    checkout.change("requirements/system.sh", f'[ "$1" != {asked} ]\n')
    assert checkout.make(goal, code=2) == []


def test_ci_gives_the_commands_of_the_readme_alone() -> None:
    lines = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands == [
        "set -euo pipefail",
        'cd "$(dirname "$0")/.."',
        "make demo",
        "make test",
        "make sweeps",
        "make ablation",
    ]
