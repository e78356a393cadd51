"""The engine is packed whole for graders, and as far as they need it for students."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from autograder.authoring import engine
from autograder.description import find

ROOT = Path(__file__).parents[3]
RULES = b"from autograder.judge.marks import rule\n"


def names(image: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(image)) as archive:
        return archive.namelist()


def test_students_get_what_their_files_import_and_no_more() -> None:
    image = engine.part([RULES])
    assert image is not None
    assert names(image) == [
        "autograder/__init__.py",
        "autograder/judge/__init__.py",
        "autograder/judge/marks.py",
    ]


def test_files_that_import_nothing_of_the_engine_need_no_part_of_it() -> None:
    assert engine.part([b"import numpy\n"]) is None


def test_a_part_is_the_same_bytes_every_time_and_not_compressed() -> None:
    image = engine.part([RULES])
    assert image == engine.part([RULES])
    with zipfile.ZipFile(io.BytesIO(image or b"")) as archive:
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_STORED}


def test_python_imports_from_a_part_as_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "engine.zip").write_bytes(engine.part([RULES]) or b"")
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from autograder.judge import marks\n"
        "print(marks.__file__)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program, str(tmp_path / "engine.zip")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(tmp_path / "engine.zip/autograder/judge/marks.py")


def test_a_wheel_holds_the_whole_engine_and_what_it_requires() -> None:
    name, image = engine.wheel()
    assert name.endswith("-py3-none-any.whl")
    held = names(image)
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "autograder").rglob("*.py")}
    assert modules <= set(held)
    assert any(each.endswith(".dist-info/METADATA") for each in held)


def test_packages_are_pinned_as_they_are_here_unless_grading_requires_them() -> None:
    declared = replace(find(ROOT), packages=("dateutil", "jinja2"))
    assert engine.packages(declared) == [
        f"{name}=={version(name)}" for name in ("python-dateutil", "tzdata")
    ]
    assert engine.packages(find(ROOT)) == []


def test_data_that_submissions_may_read_comes_along() -> None:
    readable = ROOT / "datasets/toy.h5"
    files = engine.assignment_files(replace(find(ROOT), readable=(readable,)))
    assert files["datasets/toy.h5"] == readable.read_bytes()


def test_mistakes_that_were_seen_and_named_come_along(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for folder in ("datasets", "tests/hidden"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    described = replace(find(tmp_path), helpers=())
    described.observed.write_bytes(b"seen")
    assert engine.assignment_files(described)["datasets/observed.h5"] == b"seen"
