"""The zip for Gradescope, unpacked and started as Gradescope does, in an emulated container.

What is emulated: the folders, root with a container's usual capabilities and no namespaces, and
768 MiB of address space for each process. Installing is not: setup.sh needs a network. In its
stead there is a virtual environment with the zip's own wheel and this one's other packages.
"""

from __future__ import annotations

import csv
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

Autograder = Callable[..., CompletedProcess[str]]

ROOT = Path(__file__).parents[2]
CLASS = ROOT / "tests/submissions/class"
MEMORY = 768 << 20
LARGEST = 5_000_000
SUBMISSIONS = (
    "georg_bauer.py",  # right
    "diego_ramirez.py",  # wrong
    "stefan_ionescu.py",  # ends its process
    "gabriel_souza.ipynb",  # never ends
    "goran_babic.py",  # cannot be read
    "xia_chen",  # two files, one with the assignment's name
    "karim_benali",  # two files, and neither can be chosen
)

LATE_SUBMISSION = "georg_bauer.py"
LATE = "2026-11-20T12:31:00.123456-08:00"
METADATA = {
    "id": 123456,
    "created_at": "2026-11-20T11:30:00.123456-08:00",
    "assignment": {
        "due_date": "2026-11-18T23:59:00.000000-08:00",
        "late_due_date": None,
        "title": "L2",
        "total_points": "100.0",
    },
    "submission_method": "upload",
    "users": [
        {
            "email": "ada@example.edu",
            "id": 7,
            "name": "Ada Lovelace",
            "assignment": {"due_date": "2026-11-20T12:00:00.000000-08:00"},
        }
    ],
    "previous_submissions": [{"score": "10.0", "autograder_error": False}],
}


@pytest.fixture(scope="module")
def bundle(autograder: Autograder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip."""
    path = tmp_path_factory.mktemp("bundle") / "autograder.zip"
    run = autograder("bundle", "gradescope", "-o", path)
    assert run.returncode == 0, run.stderr
    return path


@pytest.fixture(scope="module")
def image(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What /autograder is once the image is built."""
    root = tmp_path_factory.mktemp("image") / "autograder"
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(root / "source")
    shutil.copy(root / "source/run_autograder", root)
    (root / "run_autograder").chmod(0o755)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", root / "venv"], check=True)
    (packages,) = (root / "venv").glob("lib/python*/site-packages")
    (wheel,) = (root / "source").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    (packages / "others.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return root


@pytest.fixture(scope="module")
def results(image: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The results.json of each submission, every one graded in a container of its own."""
    roots = {name: container(image, tmp_path_factory, name) for name in SUBMISSIONS}
    with ThreadPoolExecutor(max_workers=2) as pool:
        runs = dict(zip(roots, pool.map(started, roots.values()), strict=True))
    assert {name: run.stderr for name, run in runs.items() if run.returncode} == {}
    return {
        name: json.loads((root / "results/results.json").read_bytes())
        for name, root in roots.items()
    }


def container(image: Path, folders: pytest.TempPathFactory, name: str) -> Path:
    """Return the folders of a container in which a submission has just been handed in."""
    root = folders.mktemp("container")
    for shared in ("run_autograder", "source", "venv"):
        (root / shared).symlink_to(image / shared)
    submission = CLASS / name
    if submission.is_dir():
        shutil.copytree(submission, root / "submission")
    else:
        (root / "submission").mkdir()
        shutil.copy(submission, root / "submission")
    handed = {"created_at": LATE if name == LATE_SUBMISSION else METADATA["created_at"]}
    (root / "submission_metadata.json").write_text(json.dumps(METADATA | handed), "utf-8")
    return root


def started(root: Path) -> CompletedProcess[str]:
    """Start run_autograder in `root` as Gradescope does."""
    return subprocess.run(
        [sys.executable, ROOT / "tests/container.py", root / "run_autograder"],
        cwd=root,
        env={"PATH": os.environ["PATH"], "AUTOGRADER_ROOT": str(root)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )


def points(student: str) -> list[int]:
    """Return the points that `autograder grade` gives, as its own test has it."""
    with (ROOT / "tests/submissions/outcomes.csv").open(encoding="utf-8", newline="") as table:
        (row,) = (row for row in csv.DictReader(table) if row["student"] == student)
    return [int(row["q1_points"]), int(row["q2_points"])]


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_a_container_gives_the_points_of_grade(
    results: dict[str, dict[str, Any]], name: str
) -> None:
    found = results[name]
    questions = found["extra_data"]["questions"]
    assert [questions[question]["points"] for question in ("q1", "q2")] == points(Path(name).stem)
    assert found["extra_data"]["raw_score"] == sum(points(Path(name).stem))


def test_the_score_of_who_was_on_time_is_the_sum_of_the_points(
    results: dict[str, dict[str, Any]],
) -> None:
    scores = {name: found["score"] for name, found in results.items() if name != LATE_SUBMISSION}
    assert scores == {name: sum(points(Path(name).stem)) for name in scores}


def test_a_container_grades_sealed(results: dict[str, dict[str, Any]]) -> None:
    assert {found["extra_data"]["level"] for found in results.values()} == {"sealed"}


def test_lateness_counts_from_the_students_own_date(results: dict[str, dict[str, Any]]) -> None:
    found = results[LATE_SUBMISSION]
    assert found["extra_data"]["student"] == "Ada Lovelace"
    assert found["extra_data"]["seconds_late"] == 1860
    assert found["extra_data"]["attempt"] == 2
    assert "Handed in 31 min after it was due" in found["output"]


def test_what_was_packed_is_what_grade_uses(
    results: dict[str, dict[str, Any]], small_out: Path
) -> None:
    here = json.loads((small_out / "results/georg_bauer.json").read_bytes())["extra_data"]
    there = results["georg_bauer.py"]["extra_data"]
    for name in ("suite_sha256", "vectors_sha256", "engine"):
        assert there[name] == here[name]


def test_before_python_starts_there_are_valid_results_with_every_rule_and_no_score(
    bundle: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(bundle) as archive:
        archive.extract("unfinished.json", tmp_path / "source")
        archive.extract("run_autograder", tmp_path)
    (tmp_path / "run_autograder").chmod(0o755)
    assert started(tmp_path).returncode != 0  # there is no Python in this image
    results = json.loads((tmp_path / "results/results.json").read_bytes())
    assert len(results["tests"]) == 23
    assert "score" not in results
    assert [test for test in results["tests"] if "score" in test or "status" in test] == []


def test_a_bundle_is_small_and_holds_what_grading_reads_and_nothing_of_the_solutions(
    bundle: Path,
) -> None:
    assert bundle.stat().st_size < LARGEST
    with zipfile.ZipFile(bundle) as archive:
        names = archive.namelist()
    assert [
        name for name in names if re.search("oracle|misconception|public|solutions", name)
    ] == []


def test_a_bundle_is_the_same_bytes_when_it_is_made_again(
    autograder: Autograder, bundle: Path, tmp_path: Path
) -> None:
    autograder("bundle", "gradescope", "-o", tmp_path / "again.zip", cwd=ROOT / "tests")
    assert (tmp_path / "again.zip").read_bytes() == bundle.read_bytes()


@pytest.mark.parametrize("name", ["setup.sh", "run_autograder"])
def test_a_script_is_executable_and_parses(bundle: Path, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(bundle) as archive:
        assert archive.getinfo(name).external_attr >> 16 & 0o111
        script = Path(archive.extract(name, tmp_path))
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


def test_every_file_that_setup_names_is_in_the_bundle(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        script = archive.read("setup.sh").decode()
        names = archive.namelist()
    assert "requirements.txt" in script.split()
    assert "./vectorgrade-*.whl" in script.split()
    assert "requirements.txt" in names
    assert [name for name in names if re.fullmatch(r"vectorgrade-.*\.whl", name)] != []


def test_every_dependency_is_pinned_with_hashes(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        pinned = archive.read("requirements.txt").decode()
        project = tomllib.loads(archive.read("assignment/pyproject.toml").decode())["project"]
    assert pinned == (ROOT / "requirements/core.txt").read_text("utf-8")
    for dependency in project["dependencies"]:
        name = re.split(r"[><;=]", dependency)[0]
        assert re.search(rf"^{re.escape(name)}==.*\\\n    --hash=", pinned, re.MULTILINE)


def test_a_suite_that_does_not_load_is_not_packed(
    autograder: Autograder, refusal: Callable[..., str], assignment: Path, tmp_path: Path
) -> None:
    (assignment / "tests/hidden/test_q1_cost.py").write_text("import nowhere", "utf-8")
    run = autograder("bundle", "gradescope", "-o", tmp_path / "b.zip", "--assignment", assignment)
    assert "hidden suite does not load" in refusal(run)
    assert not (tmp_path / "b.zip").exists()
