"""The recipes for clusters are sound as far as a machine without one can tell."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from autograder.cli.app import app

ROOT = Path(__file__).parents[2]
RECIPES = ROOT / "docs/recipes"
GRADE: Any = typer.main.get_command(app)
OPTIONS = {
    option
    for name in ("grade", "merge")
    for each in GRADE.get_command(None, name).params
    for option in each.opts
}
COMMAND = re.compile(r"autograder (?:grade|merge)(?:[^\n\\]|\\\n)*")


def _text(name: str) -> str:
    return (RECIPES / name).read_text("utf-8")


def test_every_recipe_is_linked_from_the_manual() -> None:
    page = (ROOT / "docs/cluster.md").read_text("utf-8")
    assert [path.name for path in RECIPES.iterdir() if f"recipes/{path.name})" not in page] == []


@pytest.mark.parametrize("name", ["array.sbatch", "kubernetes.yaml"])
def test_a_recipe_gives_only_options_that_there_are(name: str) -> None:
    found = [command for command in COMMAND.findall(_text(name)) if "--" in command]
    assert found
    for command in found:
        assert set(re.findall(r"--[a-z][a-z-]+", command)) <= OPTIONS, command


@pytest.mark.parametrize("name", ["slurm.py", "gateway.py"])
def test_a_script_parses_and_names_only_options_that_there_are(name: str) -> None:
    texts = [
        node.value
        for node in ast.walk(ast.parse(_text(name)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert {text for text in texts if text.startswith("--dask")} <= OPTIONS
    assert "--dask" in texts


def test_workers_of_slurm_end_before_their_time_is_over() -> None:
    text = _text("slurm.py")
    lifetime, stagger = re.findall(r'"--lifetime(?:-stagger)?", "(\d+)m"', text)
    hours, minutes = re.findall(r'walltime="(\d+):(\d+):00"', text)[0]
    assert int(lifetime) + int(stagger) < 60 * int(hours) + int(minutes)


def test_the_array_of_jobs_grades_every_shard_and_they_merge(tmp_path: Path) -> None:
    folder = tmp_path / "SUBMISSIONS"
    folder.mkdir()
    for name in ("georg_bauer.py", "diego_ramirez.py"):
        shutil.copy(ROOT / "tests/submissions/class" / name, folder)
    place = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{place}{os.pathsep}{os.environ['PATH']}"}
    out = tmp_path / "OUT"
    for number in ("1", "2"):
        slurm = {"SLURM_ARRAY_TASK_ID": number, "SLURM_ARRAY_TASK_MAX": "2"}
        script = ["bash", str(RECIPES / "array.sbatch"), str(folder), str(out)]
        subprocess.run(script, cwd=ROOT, env=environment | slurm, check=True, capture_output=True)
    merge = ["autograder", "merge", *map(str, sorted(out.iterdir())), "-o", str(out / "class")]
    run = subprocess.run(merge, env=environment, check=True, capture_output=True, text=True)
    assert "2 graded" in run.stdout


def test_the_job_of_kubernetes_has_a_pod_for_each_shard_without_privileges() -> None:
    job = yaml.safe_load(_text("kubernetes.yaml"))
    spec, pod = job["spec"], job["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert spec["completionMode"] == "Indexed"
    assert f"/{spec['completions']}" in container["args"][0]
    assert pod["securityContext"]["runAsNonRoot"]
    assert not container["securityContext"]["allowPrivilegeEscalation"]
    assert not pod["automountServiceAccountToken"]


def test_the_image_installs_locked_requirements_and_ends_as_nobody_special() -> None:
    lines = _text("Containerfile").splitlines()
    for file in re.findall(r"-r (\S+)", _text("Containerfile")):
        assert (ROOT / file).is_file()
    assert "--require-hashes" in _text("Containerfile")
    last = [line for line in lines if line.startswith(("USER", "RUN autograder", "CMD"))]
    assert last == ["USER 10001:10001", "RUN autograder doctor", 'CMD ["autograder", "doctor"]']
