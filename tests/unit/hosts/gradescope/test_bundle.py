"""The bundle for Gradescope: all that it needs, or a sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import autograder
from autograder.cli.app import app
from autograder.description import find
from autograder.errors import UsageError
from autograder.hosts.gradescope import bundle as gradescope

HERE = Path(__file__).parent


def test_a_bundle_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    command = ["bundle", "gradescope", "-o", str(tmp_path / "b.tar"), "--assignment", str(HERE)]
    with pytest.raises(UsageError, match=r"does not end in \.zip"):
        CliRunner().invoke(app, command, catch_exceptions=False)


def test_where_the_engine_is_not_installed_there_is_no_bundle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(autograder, "DISTRIBUTION", "not-installed-at-all")
    monkeypatch.setattr(gradescope, "_unfinished", lambda _: b"")
    with pytest.raises(UsageError, match="not-installed-at-all is not installed: run make setup"):
        gradescope.bundle(find(HERE))


def test_where_its_files_are_not_listed_there_is_no_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "unlisted-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: unlisted\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(autograder, "DISTRIBUTION", "unlisted")
    monkeypatch.setattr(gradescope, "_unfinished", lambda _: b"")
    with pytest.raises(UsageError, match="without a list of its files: install it with pip"):
        gradescope.bundle(find(HERE))


def test_a_bundle_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradescope, "LARGEST", 1000)
    monkeypatch.setattr(gradescope, "_unfinished", lambda _: b"")
    with pytest.raises(UsageError, match="more than 1,000: look for large files"):
        gradescope.bundle(find(HERE))


def test_a_file_outside_of_the_assignment_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hints.json").write_bytes(b"{}")
    monkeypatch.setattr(gradescope, "_unfinished", lambda _: b"")
    elsewhere = replace(find(HERE), hints=tmp_path / "hints.json")
    with pytest.raises(UsageError, match="lies outside"):
        gradescope.bundle(elsewhere)
