"""The wheel in a fresh environment, with an exercise that lies elsewhere: no checkout, no network.

Other packages are this environment's, on the search path of the fresh one.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.zipping import zipped
from tests.e2e.test_docs import EXERCISE, blocks
from tests.sweeps import extents

ROOT = Path(__file__).parents[2]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
BESIDE = {  # where these are installed, beside the package and not in it
    "autograder/judge/by_hand.pth": "autograder_by_hand.pth",
    "autograder/judge/joined.py": "autograder_joined.py",
    "autograder/cli/vectorgrade.py": "vectorgrade.py",
}
RECORD = f"vectorgrade-{VERSION}.dist-info/RECORD"
LITTER = {"__pycache__", ".pytest_cache"}

Run = subprocess.CompletedProcess[str]


@dataclass(frozen=True, slots=True)
class Environment:
    """A fresh virtual environment."""

    folder: Path

    def pip(self, *arguments: str | Path) -> None:
        """Have pip do something in it, without any index."""
        pip = [sys.executable, "-m", "pip", "--python", str(self.folder / "bin/python")]
        command = [*pip, "--quiet", "--disable-pip-version-check", *map(str, arguments)]
        subprocess.run(command, check=True, env=os.environ | {"PIP_NO_INDEX": "1"}, timeout=300)

    def install(self, wheel: Path, *options: str) -> None:
        """Install a wheel without compiling it; Python compiles the modules that it imports."""
        self.pip("install", "--no-compile", "--no-deps", *options, wheel)

    def share(self) -> None:
        """Let it find the packages of this environment, after its own."""
        (self.packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")

    @property
    def packages(self) -> Path:
        """The folder of its packages, into which a wheel of pure Python is unpacked."""
        return Path(sysconfig.get_path("purelib", vars={"base": str(self.folder)}))

    def run(self, program: str, *arguments: str | Path, cwd: Path) -> Run:
        """Run one of its programs."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("PY")}
        return subprocess.run(
            [self.folder / "bin" / program, *arguments],
            cwd=cwd,
            env=kept | {"TERM": "dumb"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


def built(source: Path, place: Path, *targets: str) -> list[Path]:
    """Build a distribution of the source tree; return what was built."""
    hatchling = [sys.executable, "-m", "hatchling", "build", "-d", str(place)]
    for target in targets:
        subprocess.run([*hatchling, "-t", target], cwd=source, check=True, capture_output=True)
    return sorted(place.iterdir())


def contents(wheel: Path | io.BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The source archive and the wheel of this checkout."""
    wheel, sdist = built(ROOT, tmp_path_factory.mktemp("dist"), "sdist", "wheel")  # by name
    return sdist, wheel


@pytest.fixture(scope="module")
def installed(dist: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with our wheel in it."""
    made = Environment(tmp_path_factory.mktemp("environment"))
    venv.create(made.folder)
    made.install(dist[1])
    made.share()
    return made


@pytest.fixture(scope="module")
def exercise(installed: Environment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exercise of the manual's page, with its vectors and hand-out built by the wheel."""
    folder = tmp_path_factory.mktemp("elsewhere") / "softmax"
    for block in blocks(EXERCISE):
        if name := block.mark("file"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(block.text, "utf-8")
    for command in ("vectors build --write", "handout build"):
        done = installed.run("vectorgrade", *command.split(), cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


def test_the_wheel_holds_every_file_of_the_package(dist: tuple[Path, Path]) -> None:
    paths = (path for path in (ROOT / "autograder").rglob("*") if path.is_file())
    package = {path.relative_to(ROOT).as_posix() for path in paths if not LITTER & {*path.parts}}
    names = {name for name in contents(dist[1]) if ".dist-info/" not in name}
    assert names == package - BESIDE.keys() | {*BESIDE.values()}


def test_the_source_archive_gives_the_same_wheel(dist: tuple[Path, Path], tmp_path: Path) -> None:
    with tarfile.open(dist[0]) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    (wheel,) = built(source, tmp_path / "dist", "wheel")
    assert contents(wheel) == contents(dist[1])


def test_the_source_archive_holds_no_answers(dist: tuple[Path, Path]) -> None:
    with tarfile.open(dist[0]) as archive:
        folders = {Path(name).parts[1] for name in archive.getnames()}
    assert not folders & {"assignment", "datasets", "solutions", "tests"}


@pytest.mark.parametrize("command", ["autograder", "vectorgrade"])
def test_both_commands_say_the_version_of_the_description(
    command: str, installed: Environment, tmp_path: Path
) -> None:
    done = installed.run(command, "--version", cwd=tmp_path)
    assert (done.stdout, done.stderr, done.returncode) == (f"vectorgrade {VERSION}\n", "", 0)


def test_it_runs_from_the_fresh_environment(installed: Environment, tmp_path: Path) -> None:
    program = "import autograder, vectorgrade; print(autograder.__file__, vectorgrade.__file__)"
    done = installed.run("python", "-c", program, cwd=tmp_path)
    assert all(str(installed.folder) in place for place in done.stdout.split())


def test_vectors_that_it_built_are_verified(installed: Environment, exercise: Path) -> None:
    done = installed.run("vectorgrade", "vectors", "verify", cwd=exercise)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_grades_a_class_with_reports(
    installed: Environment, exercise: Path, tmp_path: Path
) -> None:
    grade = ("grade", "submissions", "-o", tmp_path / "o", "--jobs", "1")
    done = installed.run("vectorgrade", *grade, cwd=exercise)
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "o/grades.csv").read_text("utf-8").splitlines()[1:]
    assert [line.split(",")[:4:3] for line in lines] == [["ada", "10"], ["ben", "0"]]
    assert (tmp_path / "o/report.html").stat().st_size > 10_000
    assert (tmp_path / "o/feedback/ben.html").is_file()


def test_it_judges_a_file_in_pytests_words(installed: Environment, exercise: Path) -> None:
    done = installed.run("vectorgrade", "judge", "submissions/ada.py", cwd=exercise)
    assert done.returncode == 0, done.stderr
    assert "4 passed" in done.stdout


def test_a_script_grades_through_the_front_door(installed: Environment, exercise: Path) -> None:
    program = (
        "import autograder\nprint(*(each.score for each in autograder.grade('submissions', '.')))\n"
    )
    done = installed.run("python", "-c", program, cwd=exercise)
    assert (done.stdout, done.stderr) == ("10 0\n", "")


def test_the_zip_for_students_is_made(
    installed: Environment, exercise: Path, tmp_path: Path
) -> None:
    path = tmp_path / "softmax.zip"
    done = installed.run("vectorgrade", "bundle", "student", "-o", path, cwd=exercise)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(path) as archive:
        assert "softmax/softmax.py" in archive.namelist()


def test_the_zip_for_gradescope_is_that_of_a_checkout(
    installed: Environment, autograder: Callable[..., Run], exercise: Path, tmp_path: Path
) -> None:
    ours, theirs = tmp_path / "wheel.zip", tmp_path / "checkout.zip"
    done = installed.run("vectorgrade", "bundle", "gradescope", "-o", ours, cwd=exercise)
    assert done.returncode == 0, done.stderr
    done = autograder("bundle", "gradescope", "-o", theirs, "--assignment", exercise)
    assert done.returncode == 0, done.stderr
    held, expected = contents(ours), contents(theirs)
    (name,) = {name for name in held if name.endswith(".whl")}
    assert engine(held.pop(name)) == engine(expected.pop(name))
    assert held == expected


def engine(wheel: bytes) -> dict[str, bytes]:
    """Return the files of a wheel but for its list; a checkout has more, in two places each."""
    files = contents(io.BytesIO(wheel))
    return {name: text for name, text in files.items() if name not in {*BESIDE, RECORD}}


# Another project's package of our import's name


def foreign() -> bytes:
    """Return another project's wheel: a package `autograder`, and in it a module that ours has."""
    info = "autograder-9.9.9.dist-info"
    names = ("autograder/__init__.py", "autograder/errors.py", "autograder/theirs.py")
    files = dict.fromkeys(names, b"raise SystemExit('another project runs')\n")
    files[f"{info}/METADATA"] = b"Metadata-Version: 2.1\nName: autograder\nVersion: 9.9.9\n"
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = f"{info}/RECORD"
    files[record] = "".join(f"{name},,\n" for name in (*files, record)).encode()
    return zipped(files)


def install_foreign(environment: Environment, by_pip: bool, *options: str) -> None:
    """Install that wheel, with pip or, which is faster, by unpacking it."""
    if by_pip:
        wheel = environment.folder / "autograder-9.9.9-py3-none-any.whl"
        wheel.write_bytes(foreign())
        environment.install(wheel, *options)
    else:
        zipfile.ZipFile(io.BytesIO(foreign())).extractall(environment.packages)


@pytest.mark.parametrize("comes_by_pip", extents(False, True))
def test_another_package_of_that_name_is_told_of_whether_it_came_first_or_last(
    dist: tuple[Path, Path], exercise: Path, comes_by_pip: bool, tmp_path: Path
) -> None:
    environment = Environment(tmp_path / "environment")
    venv.create(environment.folder)
    install_foreign(environment, comes_by_pip)
    environment.install(dist[1])
    environment.share()
    judges_and_tells(environment, exercise)
    install_foreign(environment, comes_by_pip, "--force-reinstall")
    says_how_to_run_again(environment, tmp_path)
    environment.pip("uninstall", "--yes", "autograder")
    environment.install(dist[1], "--force-reinstall")
    done = environment.run("vectorgrade", "--version", cwd=tmp_path)
    assert (done.stdout, done.stderr) == (f"vectorgrade {VERSION}\n", "")


def judges_and_tells(environment: Environment, exercise: Path) -> None:
    """Assert that a file is judged, and that first import and doctor report the other package."""
    program = "import autograder\nprint(autograder.judge_file('submissions/ada.py', '.').score)"
    done = environment.run("python", "-c", program, cwd=exercise)
    assert done.stdout == "10\n", done.stderr
    (line,) = [line for line in done.stderr.splitlines() if "RuntimeWarning" in line]
    assert "another distribution named autograder (autograder-9.9.9.dist-info)" in line
    assert "pip uninstall autograder" in line
    doctor = environment.run("vectorgrade", "doctor", cwd=exercise)
    assert "another distribution, autograder, has a package named autograder too" in doctor.stdout


def says_how_to_run_again(environment: Environment, cwd: Path) -> None:
    """Assert that the command reports the package installed last, and runs none of it."""
    done = environment.run("vectorgrade", "--version", cwd=cwd)
    (line,) = done.stderr.splitlines()
    assert (done.stdout, done.returncode) == ("", 2)
    assert line.startswith("error: the package autograder found here (")
    assert "another project runs" not in done.stderr
