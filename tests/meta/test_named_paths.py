"""Every path and every name that a page for contributors gives is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (
    *("README.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "datasets/README.md"),
    *("requirements/README.md", ".github/pull_request_template.md"),
    *(f"docs/{page.name}" for page in sorted(ROOT.glob("docs/*.md"))),
)
# Pages whose paths are those of an exercise that the page itself builds.
OF_ANOTHER = {"docs/second-exercise.md"}
FOLDERS = sorted(
    path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")
)
CODE = re.compile(r"`([^`\n]+)`")
NAMED = re.compile(rf"(?:autograder/)?(?:{'|'.join(map(re.escape, FOLDERS))})/[\w./*-]*")
ENGINE = {path.name for path in (ROOT / "autograder").iterdir() if path.is_dir()}
LINK = re.compile(r"\]\(([^)#\s]+)[^)\s]*\)")
CHANGE = re.compile(r"^\| ([^|]+) \| `([^`]+)` \| ([^|]+) \|$", re.MULTILINE)
PLACE = re.compile(r"`([^`]+)` \(`([^`]+)`\)")
# Made by a command and not kept.
MADE = re.compile(r"(demo-)?out/|assignment/(checks/engine\.zip|data/)")


def section(page: str, title: str) -> str:
    text = (ROOT / page).read_text("utf-8")
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


CHANGES = CHANGE.findall(section("CONTRIBUTING.md", "Twelve everyday changes"))


@pytest.mark.parametrize("page", [page for page in PAGES if page not in OF_ANOTHER])
def test_every_path_that_a_page_names_is_there(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    for word in CODE.findall(text):
        path = f"autograder/{word}" if word.partition("/")[0] in ENGINE else word
        if NAMED.fullmatch(path) and not MADE.match(path):
            assert list(ROOT.glob(path.rstrip("/"))), word


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    for link in LINK.findall((ROOT / page).read_text("utf-8")):
        assert ((ROOT / page).parent / link).exists(), link


def test_there_are_twelve_everyday_changes() -> None:
    assert len(CHANGES) == 12


@pytest.mark.parametrize(("change", "room", "places"), CHANGES)
def test_an_everyday_change_is_made_in_its_room(change: str, room: str, places: str) -> None:
    found = PLACE.findall(places)
    assert found, change
    assert found[0][0].startswith(room)
    for path, name in found:
        files = [each for each in ROOT.glob(path) if each.is_file()]
        assert any(name in file.read_text("utf-8") for file in files), (path, name)
