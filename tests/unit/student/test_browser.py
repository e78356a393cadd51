"""A page is opened where somebody sits at the machine, and nowhere else."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path

import pytest

from autograder.student import browser


@pytest.fixture
def seat(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A terminal with a screen."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    return monkeypatch


def test_a_page_is_opened_by_its_address(seat: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[str] = []
    seat.setattr(webbrowser, "open", opened.append)
    show = browser.opener(wanted=True)
    assert show is not None
    show(tmp_path / "a page.html")
    assert opened == [(tmp_path / "a page.html").as_uri()]


@pytest.mark.usefixtures("seat")
def test_nothing_is_opened_when_it_is_not_wanted() -> None:
    assert browser.opener(wanted=False) is None


def test_nothing_is_opened_without_a_terminal(seat: pytest.MonkeyPatch) -> None:
    seat.setattr(sys.stdout, "isatty", lambda: False)
    assert browser.opener(wanted=True) is None


def test_nothing_is_opened_without_a_screen(seat: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"):
        seat.delenv(name, raising=False)
    assert browser.opener(wanted=True) is None


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_have_a_screen(seat: pytest.MonkeyPatch, platform: str) -> None:
    seat.delenv("DISPLAY")
    seat.setattr(sys, "platform", platform)
    assert browser.opener(wanted=True) is not None
