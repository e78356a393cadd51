"""Live in class: a folder is watched, and the report shows what has arrived."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen

import pytest
from playwright.sync_api import Browser

Start = Callable[..., Popen[str]]
GUARD = 60.0  # seconds after which a process is taken to stay for ever


def said(process: Popen[str], words: str) -> str:
    """Return the next line of a process that holds `words`; fail when it ends before."""
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return line
    pytest.fail(f"{words!r} was never said: {process.communicate()}")


def test_what_arrives_is_graded_and_shown_and_what_goes_keeps_its_row(
    the_class: Path, started: Start, browser: Browser, tmp_path: Path
) -> None:
    folder, out = tmp_path / "shared", tmp_path / "out"
    folder.mkdir()
    shutil.copy(the_class / "diego_ramirez.py", folder)
    watch = started(
        "watch", folder, "-o", out, "--every", "0.2", "--jobs", "1", "--min-level", "open"
    )
    said(watch, "graded 1 new, 1 in the folder")
    url = said(started("serve", out), "open http").split()[1]
    page = browser.new_page()
    page.goto(url)
    report = page.frame_locator("#report")
    report.get_by_text("1 rows").first.wait_for()
    report.locator("input[type=search]").first.fill("elif")
    shutil.copy(the_class / "elif_kaya.ipynb", folder)
    said(watch, "graded 1 new, 2 in the folder")
    report.get_by_text("1 of 2 rows").first.wait_for()  # by itself
    assert report.locator("input[type=search]").first.input_value() == "elif"
    page.close()
    shutil.move(folder / "diego_ramirez.py", folder.with_name("away.py"))
    shutil.copy(the_class / "georg_bauer.py", folder)
    said(watch, "graded 1 new, 2 in the folder")
    rows = (out / "grades.csv").read_text("utf-8").splitlines()[1:]
    students = ["diego_ramirez", "elif_kaya", "georg_bauer"]
    assert [row.partition(",")[0] for row in rows] == students
    os.killpg(watch.pid, signal.SIGINT)
    watch.communicate(timeout=GUARD)
    assert watch.returncode == 130
