"""What the manual says is so: its commands run, its options and links exist, its exercise works.

A block marked `sh` is run line by line in a folder that has what the pages name: see `course`.
After the mark may stand `tested-by=FILE`, for what takes long and is run by another test or page,
or `by-hand="why"`, for what no test can have.
"""

from __future__ import annotations

import csv
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from xml.etree import ElementTree

import pytest
import typer
from typer.core import TyperGroup

from autograder.cli.app import app
from autograder.vectors import hdf5
from docs.pictures import draw

Autograder = Callable[..., CompletedProcess[str]]
Programs = Mapping[str, Autograder]

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", *(f"docs/{page.name}" for page in sorted(ROOT.glob("docs/*.md"))))
HANDOUT, EXERCISE = "docs/student.md", "docs/second-exercise.md"
AUTHOR = "docs/author.md"
PICTURE = ROOT / "docs/way-of-the-data.svg"

BLOCK = re.compile(r"^( *)```(?P<info>[^\n]*)\n(?P<text>.*?)^\1```$", re.MULTILINE | re.DOTALL)
EXIT = re.compile(r"\bexit (\d+)")
CODE = re.compile(r"`([^`\n]+)`")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
LINK = re.compile(r"\]\(([^)\s]+)\)")

# Options of other programs that the pages name: pytest's, ours for it.
OTHERS = {"--submission", "--size", "--large", "--rounds"}  # of pytest by hand, of benchmarks

COURSE = {
    "STUDENT": "diego_ramirez.py",
    "dramirez": "elif_kaya.ipynb",
    "aweber": "georg_bauer.py",
}  # by username, a file of the example class
TITLE = "L2 regularization: why does W go to 0 when lambda is big? (77)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of a page that a reader may type; `marks` are what stands behind its language."""

    language: str
    marks: str
    text: str

    @property
    def commands(self) -> list[str]:
        """The commands as they are typed; one that goes on in the next line is one."""
        lines = self.text.replace("\\\n", " ").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def mark(self, name: str) -> str:
        """Return what a mark says, or nothing."""
        found = re.search(rf'{name}=(?:"([^"]*)"|(\S+))', self.marks)
        return "" if found is None else found[1] or found[2]


def blocks(page: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page, freed of the indent they have in a list."""
    for found in BLOCK.finditer((ROOT / page).read_text("utf-8")):
        language, _, marks = found["info"].partition(" ")
        text = re.sub(rf"^{found[1]}", "", found["text"], flags=re.MULTILINE)
        yield Block(language=language, marks=marks, text=text)


def shells(page: str) -> list[Block]:
    return [block for block in blocks(page) if block.language == "sh"]


def prose(page: str) -> str:
    """Return a page without its blocks."""
    return BLOCK.sub("", (ROOT / page).read_text("utf-8"))


# Commands


@dataclass(frozen=True, slots=True)
class Desk:
    """Where pages are read, and what has been seen to work there: that is not run once more."""

    folder: Path
    programs: Programs  # those that need no new process, by name
    done: set[str] = field(default_factory=set)

    def follow(self, page: str) -> None:
        """Run what a page tells its reader to run, and hold each exit code against the page.

        A file that the page shows is written where the page shows it.
        """
        for block in blocks(page):
            if name := block.mark("file"):
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / name).write_text(block.text, "utf-8")
                self.done.clear()  # it may bear on every command
            if block.language != "sh":
                continue
            for command in [] if block.marks else block.commands:
                typed, _, remark = command.partition(" #")
                typed = typed.removeprefix(".venv/bin/").strip()  # which is on the path
                target = re.fullmatch(r"make ([a-z-]+)", typed)
                if target:  # what a target does is not for a test to start
                    rules = (ROOT / "Makefile").read_text("utf-8")
                    assert re.search(rf"^{target[1]}:", rules, re.MULTILINE), command
                elif typed not in self.done:
                    stated = EXIT.search(remark)
                    self.run(typed, int(stated[1]) if stated else 0)
                    self.done.add(typed)

    def run(self, command: str, code: int = 0) -> None:
        """Run a command as a reader does who has this project's environment active."""
        command = re.sub(r"\bFILE\b", "downloads/FILE.py", command)
        program, *arguments = shlex.split(command)
        if program in self.programs:
            ran = self.programs[program](*arguments, cwd=self.folder)
        else:
            ran = self._typed(command)
        told = f"{command}\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}"
        assert ran.returncode == code, told

    def _typed(self, command: str) -> CompletedProcess[str]:
        ours = ("AUTOGRADER_", "PYTEST_", "FORCE_COLOR", "NO_COLOR")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        variables = {"PATH": path, "TERM": "dumb"}
        return subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=kept | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


@pytest.fixture(scope="module")
def programs(autograder: Autograder, by_hand: Autograder) -> Programs:
    """The programs that run in a process that has already imported them."""
    return {"autograder": autograder, "pytest": by_hand}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, the_class: Path, programs: Programs) -> Desk:
    """What the pages take for granted: the repository, a class, its downloads, and its grades."""
    desk = tmp_path_factory.mktemp("course") / "desk"
    desk.mkdir()
    for name in ("pyproject.toml", "Makefile"):
        shutil.copy(ROOT / name, desk)
    for name in ("solutions", "datasets", "assignment", "tests/hidden"):
        shutil.copytree(ROOT / name, desk / name, ignore=shutil.ignore_patterns("__pycache__"))
    for which in ("hidden", "public"):
        _lighten(desk / f"datasets/{which}.h5")
    (desk / "SUBMISSIONS").mkdir()
    for username, file in COURSE.items():
        shutil.copy(the_class / file, desk / "SUBMISSIONS" / f"{username}{Path(file).suffix}")
    _downloads(desk, the_class)
    # Not beside the description, where one file might be the describer's own.
    shutil.copy(ROOT / "solutions/regularization.py", desk / "downloads/FILE.py")
    made = Desk(desk, programs)
    for command in (
        "autograder grade SUBMISSIONS -o OUT",
        "autograder export rules OUT -o rules.csv",
        "autograder export answers OUT -o answers.h5",
    ):
        made.run(command)
        made.done.add(command)
    return made


def _lighten(path: Path) -> None:
    """Leave misconceptions out of a vector file: every command reads it, and most of it is they."""
    whole = hdf5.read(path)
    vectors = tuple(replace(vector, kills=(), fingerprints={}) for vector in whole.vectors)
    hdf5.write(path, replace(whole, vectors=vectors))


def _downloads(desk: Path, the_class: Path) -> None:
    """Write what an LMS would have given: submissions, a class list, a sheet for grades."""
    (desk / "downloads/own").mkdir(parents=True)
    shutil.copy(the_class / "georg_bauer.py", desk / "downloads/own/4021-regularization.py")
    with zipfile.ZipFile(desk / "downloads/canvas.zip", "w") as archive:
        archive.write(the_class / "diego_ramirez.py", "ramirezdiego_4021_8812_regularization.py")
        archive.write(the_class / "georg_bauer.py", "weberanton_LATE_4022_8813_regularization.py")
    people = [("Ramirez, Diego", 4021, "dramirez"), ("Weber, Anton", 4022, "aweber"),
              ("Student, Sam", 4023, "STUDENT")]  # fmt: skip
    for name, title in (("roster.csv", ()), ("downloaded.csv", (TITLE,))):
        with (desk / name).open("w", encoding="utf-8", newline="") as file:
            sheet = csv.writer(file)
            blank = ("",) * len(title)
            sheet.writerow(("Student", "ID", "SIS User ID", "SIS Login ID", "Section", *title))
            sheet.writerow(("    Points Possible", "", "", "", "", *("100",) * len(title)))
            sheet.writerows((who, lms, lms, login, "A", *blank) for who, lms, login in people)


@pytest.fixture
def handed_out(tmp_path: Path, programs: Programs) -> Desk:
    """What a student reads a page in."""
    folder = Path(shutil.copytree(ROOT / "assignment", tmp_path / "regularization"))
    return Desk(folder, programs)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page not in {HANDOUT, EXERCISE, AUTHOR} and shells(page)]
)
def test_the_commands_of_a_page_end_as_it_says(page: str, course: Desk) -> None:
    course.follow(page)


@pytest.mark.parametrize("page", PAGES)
def test_the_python_of_a_page_runs(page: str, course: Desk) -> None:
    for number, block in enumerate(blocks(page)):
        if block.language == "python" and not block.marks:
            program = course.folder.with_name(f"block{number}.py")  # not in the working folder
            program.write_text(block.text, "utf-8")
            course.run(f"python -W error {program}")


def test_the_commands_of_the_students_page_end_as_it_says(handed_out: Desk) -> None:
    handed_out.follow(HANDOUT)


@pytest.mark.parametrize("page", PAGES)
def test_what_is_not_run_here_says_who_runs_it_or_why_nobody_can(page: str) -> None:
    for block in filter(lambda block: block.marks, shells(page)):
        test = block.mark("tested-by")
        if not test:
            assert len(block.mark("by-hand").split()) >= 2, block.text
            continue
        tested = (ROOT / test).read_text("utf-8")
        for command in block.commands:
            words = command.partition("#")[0].split()
            assert words[0] in {"autograder", "otter", "python"}, command
            assert words[-1 if words[0] == "python" else 1] in tested, command


def test_few_blocks_are_not_run() -> None:
    found = [block for page in PAGES for block in shells(page)]
    assert sum(bool(block.mark("by-hand")) for block in found) <= 2
    assert sum(bool(block.marks) for block in found) < len(found) / 3


# Options, links, the picture


def _options(command: Any, name: str = "") -> Iterator[tuple[str, set[str]]]:
    """Yield each command by its words, with its options."""
    if isinstance(command, TyperGroup):
        context: Any = None  # neither method of a group of ours looks at it
        for word in command.list_commands(context):
            yield from _options(command.get_command(context, word), f"{name} {word}".strip())
    yield (
        name,
        {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
        | {"--help"},
    )


@pytest.fixture(scope="module")
def known() -> Mapping[str, set[str]]:
    """The options of every command, by the command's words."""
    return dict(_options(typer.main.get_command(app)))


def _typed(page: str) -> Iterator[str]:
    """Yield every command that a page names, in a block or within a sentence."""
    yield from CODE.findall(prose(page))
    for block in shells(page):
        yield from (command.partition(" # ")[0] for command in block.commands)


@pytest.mark.parametrize("page", PAGES)
def test_every_option_that_a_page_names_exists(page: str, known: Mapping[str, set[str]]) -> None:
    everywhere = set().union(*known.values(), OTHERS)
    for typed in _typed(page):
        words = typed.removeprefix(".venv/bin/").removeprefix("autograder ")
        named = [name for name in known if name and re.match(rf"{name}(?= |$)", words)]
        offered = known[max(named, key=len)] if named else everywhere
        assert set(OPTION.findall(typed)) <= offered, typed


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_runs_exists(page: str, known: Mapping[str, set[str]]) -> None:
    for typed in _typed(page):
        words = typed.removeprefix(".venv/bin/").split()
        if len(words) > 1 and words[0] == "autograder" and not words[1].startswith("-"):
            assert {words[1], " ".join(words[1:3])} & known.keys(), typed


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for link in LINK.findall(prose(page)):
        name, _, anchor = link.partition("#")
        target = ((ROOT / page).parent / name).resolve() if name else ROOT / page
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


@pytest.mark.parametrize("page", PAGES)
def test_every_page_that_is_named_is_there(page: str) -> None:
    for name in CODE.findall(prose(page)):
        if re.fullmatch(r"docs/[\w-]+\.md", name):
            assert (ROOT / name).exists(), name


def test_the_index_leads_to_every_page() -> None:
    linked = set(LINK.findall(prose("docs/README.md")))
    assert {Path(page).name for page in PAGES[1:]} - {"README.md"} <= linked


def test_the_picture_needs_nothing_else_and_has_its_text() -> None:
    text = PICTURE.read_text("utf-8")
    root = ElementTree.fromstring(text)
    space = "{http://www.w3.org/2000/svg}"
    assert all(root.findtext(f"{space}{name}") for name in ("title", "desc"))
    assert "prefers-color-scheme: dark" in text
    assert not re.search(r"(href|src)=|@import|url\((?!#)", text)


def test_the_pictures_are_small_and_are_the_ones_that_are_drawn() -> None:
    pictures = {path.stem: path for path in (ROOT / "docs/pictures").glob("*.png")}
    assert pictures.keys() == draw.VIEWS.keys()
    for name, path in pictures.items():
        assert f"](docs/pictures/{name}.png)" in prose("README.md")
        assert path.stat().st_size <= draw.LARGEST


# The second exercise


@pytest.fixture(scope="module")
def second_exercise(tmp_path_factory: pytest.TempPathFactory, programs: Programs) -> Path:
    """The exercise of the page, built from its blocks, with what its commands have made."""
    folder = tmp_path_factory.mktemp("second") / "softmax"
    Desk(folder, programs).follow(EXERCISE)
    return folder


@pytest.fixture(scope="module")
def authored(tmp_path_factory: pytest.TempPathFactory, programs: Programs) -> Path:
    """What an author has who follows the page."""
    folder = tmp_path_factory.mktemp("authored")
    Desk(folder, programs).follow(AUTHOR)
    return folder


def test_the_authors_page_leads_to_a_graded_class(authored: Path) -> None:
    with (authored / "out/grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    stated = re.findall(r"^\| (ada|ben|cleo) \| (\d+) \| (\S*) ?\| ([^…|]*)", _text(AUTHOR), re.M)
    assert len(stated) == 3
    for name, score, misconceptions, message in stated:
        row = rows[name]
        assert (row["score"], row["misconceptions"]) == (score, misconceptions)
        assert row["message"].startswith(message.strip())


def _text(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def test_the_second_exercise_is_graded_as_its_page_says(second_exercise: Path) -> None:
    with (second_exercise / "out/grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert {name: (row["score"], row["misconceptions"]) for name, row in rows.items()} == {
        "ada": ("10", ""),
        "ben": ("0", "everything-in-one-sum"),
        "cleo": ("0", ""),
    }


def test_a_second_exercise_tells_its_own_hint_and_its_own_stub(second_exercise: Path) -> None:
    ben, cleo = (
        (second_exercise / f"out/results/{name}.json").read_text("utf-8")
        for name in ("ben", "cleo")
    )
    assert "All scores are divided by one sum." in ben
    assert '"verdict": "unfilled"' in cleo


def test_the_hand_out_of_a_second_exercise_holds_no_answer(second_exercise: Path) -> None:
    handed = (second_exercise / "assignment/softmax.py").read_text("utf-8")
    assert "def softmax(Z):" in handed
    assert "np.exp" not in handed
