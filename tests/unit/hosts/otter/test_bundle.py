"""The zip that Otter grades with: what is in it, what is not, and that its bytes are the same."""

from __future__ import annotations

import io
import json
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

from autograder.description import Assignment, find
from autograder.errors import UsageError
from autograder.hosts.otter.bundle import with_engine

PLUGIN = "autograder.hosts.otter.plugin.SealedPlugin"
SCRIPT = b"#!/bin/bash\nmamba activate otter-env\npython /autograder/source/run_otter.py\n"
ENVIRONMENT = {"name": "otter-env", "dependencies": ["pip", {"pip": ["otter-grader==7.0.0"]}]}


def otters(
    config: Mapping[str, Any] | None = None, members: Mapping[str, bytes] | None = None
) -> bytes:
    """Return a zip as `otter assign` writes it."""
    files = {
        "run_autograder": SCRIPT,
        "run_otter.py": b"",
        "setup.sh": b"#!/bin/bash\n",
        "environment.yml": yaml.safe_dump(ENVIRONMENT).encode(),
        "otter_config.json": json.dumps(config or {}).encode(),
        "tests/q1.py": b"OK_FORMAT = False\n",
        "files/reg_utils.py": b"",
        **(members or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """Return the members of a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def config_of(content: bytes) -> dict[str, Any]:
    """Return the configuration in a zip."""
    config: dict[str, Any] = json.loads(unzipped(content)["otter_config.json"])
    return config


@pytest.fixture(scope="module")
def described() -> Assignment:
    return find(Path(__file__).parent)


@pytest.fixture(scope="module")
def members(described: Assignment) -> dict[str, bytes]:
    return unzipped(with_engine(described, otters()))


@pytest.fixture(scope="module")
def wheel(members: dict[str, bytes]) -> dict[str, bytes]:
    (content,) = (content for path, content in members.items() if path.endswith(".whl"))
    return unzipped(content)


def test_the_same_inputs_give_the_same_bytes(described: Assignment) -> None:
    assert with_engine(described, otters()) == with_engine(described, otters())


def test_nothing_is_put_beside_a_submission_but_otters_public_tests(
    members: dict[str, bytes],
) -> None:
    assert [path for path in members if path.startswith(("files/", "tests/"))] == ["tests/q1.py"]


def test_the_hidden_vectors_and_suite_are_there_to_be_loaded(
    members: dict[str, bytes], tmp_path: Path, described: Assignment
) -> None:
    for path, content in members.items():
        if path.startswith("grader/"):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(content)
    found = find(tmp_path / "grader")
    assert found.hidden_vectors.read_bytes() == described.hidden_vectors.read_bytes()
    assert sorted(path.name for path in found.hidden_suite.glob("test_*.py")) == sorted(
        path.name for path in described.hidden_suite.glob("test_*.py")
    )


def test_no_answer_of_the_assignment_but_the_vectors_is_in_it(members: dict[str, bytes]) -> None:
    assert [path for path in members if "solutions/" in path] == []


def test_the_image_installs_the_engine_beside_otter(members: dict[str, bytes]) -> None:
    (engine,) = (path for path in members if path.startswith("engine/"))
    pip = yaml.safe_load(members["environment.yml"])["dependencies"][1]["pip"]
    assert pip == ["otter-grader==7.0.0", f"/autograder/source/{engine}"]


def test_otter_is_started_where_no_module_of_a_students_is_found(
    members: dict[str, bytes],
) -> None:
    script = members["run_autograder"].decode().splitlines()
    assert script[-2:] == [
        "export PYTHONSAFEPATH=1",
        "python /autograder/source/run_otter.py",
    ]


def test_the_wheel_records_each_of_its_files(wheel: dict[str, bytes]) -> None:
    (record,) = (path for path in wheel if path.endswith(".dist-info/RECORD"))
    rows = [line.split(",") for line in wheel[record].decode().splitlines()]
    hashes = {
        path: f"sha256={urlsafe_b64encode(sha256(content).digest()).decode().rstrip('=')}"
        for path, content in wheel.items()
        if path != record
    }
    assert {path: digest for path, digest, _ in rows} == {**hashes, record: ""}


def test_the_wheel_says_what_the_engine_requires(wheel: dict[str, bytes]) -> None:
    (metadata,) = (wheel[path] for path in wheel if path.endswith("/METADATA"))
    assert b"Requires-Dist: numpy" in metadata


def test_the_wheel_holds_the_plugin(wheel: dict[str, bytes]) -> None:
    assert "autograder/hosts/otter/plugin.py" in wheel


def test_the_engine_is_the_first_of_the_plugins(described: Assignment) -> None:
    config = config_of(with_engine(described, otters({"plugins": ["a.B", {PLUGIN: {"x": 1}}]})))
    assert config["plugins"] == [{PLUGIN: {"assignment": "grader"}}, "a.B"]


def test_what_would_read_the_students_files_in_otters_process_is_off(
    described: Assignment,
) -> None:
    config = config_of(with_engine(described, otters({"pdf": True, "grade_from_log": True})))
    assert (config["pdf"], config["grade_from_log"]) == (False, False)


@pytest.mark.parametrize("name", ["token", "course_id", "assignment_id", "assignment_name"])
def test_secrets_and_the_check_of_the_assignments_name_are_left_out(
    name: str, described: Assignment
) -> None:
    assert name not in config_of(with_engine(described, otters({name: "value"})))


def test_what_is_shown_stays_the_instructors_choice(described: Assignment) -> None:
    config = config_of(with_engine(described, otters({"show_all_public": False})))
    assert config["show_all_public"] is False


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"not a zip", "cannot be read"),
        (otters({"lang": "r"}), "grades Python"),
        (otters(members={"otter_config.json": b"["}), "otter_config.json"),
        (otters(members={"otter_config.json": b"[]"}), "otter_config.json"),
        (otters(members={"environment.yml": b"{"}), "environment.yml"),
        (otters(members={"environment.yml": b"a: 1"}), "environment.yml"),
    ],
)
def test_what_is_not_otters_zip_is_refused_in_a_sentence(
    content: bytes, sentence: str, described: Assignment
) -> None:
    with pytest.raises(UsageError, match=sentence):
        with_engine(described, content)


def test_a_zip_that_lacks_a_part_is_refused(described: Assignment) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("otter_config.json", "{}")
    with pytest.raises(UsageError, match=r"has no setup\.sh"):
        with_engine(described, stream.getvalue())


def test_the_image_installs_what_submissions_may_import(described: Assignment) -> None:
    image = unzipped(with_engine(replace(described, packages=("dateutil",)), otters()))
    pip = yaml.safe_load(image["environment.yml"])["dependencies"][1]["pip"]
    assert [each.partition("==")[0] for each in pip[2:]] == ["python-dateutil", "tzdata"]
