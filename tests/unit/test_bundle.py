"""Bundles: the same bytes for the same files, in a zip, or a sentence."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from typer.testing import CliRunner

from autograder.bundle import gradescope, wheel
from autograder.bundle.archive import packed
from autograder.cli import app
from autograder.description import find
from autograder.errors import UsageError

HERE = Path(__file__).parent


def test_an_archive_does_not_depend_on_the_order_of_its_members() -> None:
    one, two = (PurePosixPath(name) for name in ("a", "b/c"))
    assert packed({one: b"1", two: b"2"}) == packed({two: b"2", one: b"1"})


def test_what_begins_as_a_script_can_be_executed() -> None:
    content = packed({PurePosixPath("run"): b"#!/bin/sh\n", PurePosixPath("data"): b"x"})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        modes = {each.filename: each.external_attr >> 16 & 0o777 for each in archive.infolist()}
    assert modes == {"run": 0o755, "data": 0o644}


def test_a_bundle_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    command = ["bundle", "gradescope", "-o", str(tmp_path / "b.tar"), "--assignment", str(HERE)]
    with pytest.raises(UsageError, match=r"ends in \.zip"):
        CliRunner().invoke(app, command, catch_exceptions=False)


def test_without_a_checkout_there_is_no_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wheel, "CHECKOUT", tmp_path)
    with pytest.raises(UsageError, match="run bundle from one"):
        wheel.built()


def test_a_bundle_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradescope, "LARGEST", 1000)
    monkeypatch.setattr(gradescope, "_unfinished", lambda _: b"")
    monkeypatch.setattr(wheel, "built", lambda: ("autograder.whl", b""))
    with pytest.raises(UsageError, match="more than 1,000: see what is large"):
        gradescope.bundle(find(HERE))


def test_a_file_outside_of_the_assignment_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hints.json").write_bytes(b"{}")
    monkeypatch.setattr(gradescope, "_unfinished", lambda _: b"")
    monkeypatch.setattr(wheel, "built", lambda: ("autograder.whl", b""))
    elsewhere = replace(find(HERE), hints=tmp_path / "hints.json")
    with pytest.raises(UsageError, match="is outside of"):
        gradescope.bundle(elsewhere)
