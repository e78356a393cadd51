"""The workflows run what is there, on the Pythons that are supported, with no rights to spare."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
RULES = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z][a-z-]*):(?!=)", RULES, re.MULTILINE))
SYSTEM = re.compile(r"sudo sysctl -w kernel\.apparmor_restrict_unprivileged_userns=0")
each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)


def jobs(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))["jobs"]
    return found


def steps(file: Path) -> Iterator[tuple[dict[str, Any], dict[str, list[str]]]]:
    """Yield each step with the matrix that its job is run with."""
    for job in jobs(file).values():
        matrix = job.get("strategy", {}).get("matrix", {})
        yield from ((step, matrix) for step in job["steps"])


def commands(step: dict[str, Any], matrix: dict[str, list[str]]) -> Iterator[str]:
    """Yield each line that a step runs, once for each value of its matrix."""
    for line in step.get("run", "").splitlines():
        named = re.search(r"\$\{\{ matrix\.(\w+) \}\}", line)
        if named is None:
            yield line
        else:
            yield from (line.replace(named[0], value) for value in matrix[named[1]])


def run_by(file: Path) -> list[str]:
    return list(chain.from_iterable(commands(*each) for each in steps(file)))


def test_there_is_a_workflow_for_changes_and_one_for_proofs() -> None:
    assert [file.name for file in FILES] == ["ci.yml", "proofs.yml"]
    assert ".ci/run" in run_by(FILES[0])
    proofs = {"make ablation", "make mutants", "make fuzz", "make soak"}
    assert proofs <= set(run_by(FILES[1]))


@each_file
def test_every_command_is_a_target_or_a_script_of_ours(file: Path) -> None:
    for command in run_by(file):
        word, *rest = command.split()
        if word == "make":
            assert rest, command
            assert set(rest) <= TARGETS, command
        elif not SYSTEM.fullmatch(command):
            assert not rest, command
            assert os.access(ROOT / word, os.X_OK), command


@each_file
def test_no_workflow_may_write_anything(file: Path) -> None:
    described = yaml.safe_load(file.read_text("utf-8"))
    assert described["permissions"] == {"contents": "read"}
    assert not any("permissions" in job for job in jobs(file).values())
    checkouts = [step for step, _ in steps(file) if "checkout" in step.get("uses", "")]
    assert checkouts
    assert not any(step["with"]["persist-credentials"] for step in checkouts)
    assert "secrets." not in file.read_text("utf-8")


@each_file
def test_every_action_is_pinned_by_its_whole_hash(file: Path) -> None:
    lines = re.findall(r"uses: (.+)", file.read_text("utf-8"))
    assert lines
    for line in lines:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


@each_file
def test_every_job_ends_in_time(file: Path) -> None:
    assert all(job["timeout-minutes"] <= 180 for job in jobs(file).values())


def test_changes_are_tested_on_every_python_that_test_all_names() -> None:
    named = re.search(r"for version in ([\d. ]+);", RULES)
    assert named
    (job,) = jobs(FILES[0]).values()
    assert job["strategy"]["matrix"]["python"] == named[1].split()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["requires-python"] == f">={named[1].split()[0]}"


def test_forms_for_issues_are_whole() -> None:
    forms = {form.stem: form for form in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml")}
    assert forms.keys() == {"bug", "config", "security", "wrong-grade"}
    for form in (form for name, form in forms.items() if name != "config"):
        described = yaml.safe_load(form.read_text("utf-8"))
        ids = [part["id"] for part in described["body"] if part["type"] != "markdown"]
        assert len(ids) == len(set(ids)) >= 1
        assert described["name"]
        assert described["description"]
