"""Each wall can still be taken away, so that `make ablation` cannot pass by doing nothing."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from autograder.intake.model import Caps
from benchmarks.ablation import read_report
from benchmarks.ablation_child import BELTS, HOSTILE
from benchmarks.ablation_outcome import Outcome, Result, problems
from benchmarks.ablation_page import Measure, table
from benchmarks.ablation_wall import Change, Wall
from benchmarks.ablation_walls import WALLS
from tests.hostile.alone import ACTS
from tests.hostile.table import PROGRAMS

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/ablation.md").read_text("utf-8")
CHANGES = {(change.path, change.old, change.new): change for w in WALLS for change in w.changes}
each_change = pytest.mark.parametrize(
    "change", CHANGES.values(), ids=lambda change: f"{change.path}: {change.old.strip()[:40]}"
)
each_wall = pytest.mark.parametrize("wall", WALLS, ids=lambda wall: wall.name)

PROMISED = """
    seccomp Landlock uid_drop descriptor_closing capability_drop not_dumpable parent's_death
    session_of_its_own standard_error environment exact-shape_decoding message_caps HTML_escaping
    formula_quoting
""".split()


@each_change
def test_the_text_of_a_wall_stands_exactly_once_in_its_file(change: Change) -> None:
    assert (ROOT / change.path).read_text("utf-8").count(change.old) == 1


@each_change
def test_what_is_left_without_a_wall_is_another_program(change: Change) -> None:
    whole = (ROOT / change.path).read_text("utf-8")
    without = whole.replace(change.old, change.new)
    assert ast.dump(ast.parse(without)) != ast.dump(ast.parse(whole))


@each_wall
def test_the_parts_of_a_wall_do_not_undo_each_other(wall: Wall) -> None:
    for path in {change.path for change in wall.changes}:
        text = (ROOT / path).read_text("utf-8")
        for change in (change for change in wall.changes if change.path == path):
            assert text.count(change.old) == 1
            text = text.replace(change.old, change.new)
        ast.parse(text)


@each_wall
def test_the_tests_that_should_notice_are_there(wall: Wall) -> None:
    assert wall.tests
    programs = {program.id for program in PROGRAMS}
    for test in wall.tests:
        file, _, name = test.partition("::")
        assert (ROOT / file).exists()
        case = re.fullmatch(r"(\w+)\[(?:root-|plain-)?(\w+)\]", name)
        if name:
            function = case[1] if case else name
            text = (ROOT / file).read_text("utf-8")
            assert f"def {function}(" in text or f"import (\n    {function}," in text
        if case:
            assert case[2] in programs | ACTS.keys()


@each_wall
def test_a_wall_says_what_gets_through_in_words_that_are_no_accident(wall: Wall) -> None:
    assert wall.needed >= 1
    assert wall.sees
    assert not [words for words in wall.sees if re.search(words, "")]


@each_wall
def test_each_part_of_a_wall_that_has_several_has_a_name(wall: Wall) -> None:
    assert len(wall.changes) == 1 or all(change.name for change in wall.changes)


def test_every_wall_has_a_name_of_its_own() -> None:
    assert len({wall.name for wall in WALLS}) == len(WALLS)


@pytest.mark.parametrize("kind", PROMISED)
def test_every_wall_that_is_promised_is_taken_away(kind: str) -> None:
    assert [wall for wall in WALLS if wall.name.startswith(kind.replace("_", " "))]


def test_every_limit_of_a_child_is_taken_away() -> None:
    confine = (ROOT / "autograder/sandbox/walls/confine.py").read_text("utf-8")
    limits = set(re.findall(r"RLIMIT_\w+(?=: |, 0)", confine))
    assert {"RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_NPROC"} <= limits
    assert limits == {name for _, old, _ in CHANGES for name in re.findall(r"RLIMIT_\w+", old)}


def test_every_call_whose_arguments_are_filtered_is_let_through_whole() -> None:
    seccomp = (ROOT / "autograder/sandbox/walls/seccomp.py").read_text("utf-8")
    filtered = set(re.findall(r'rules\.add\(ALLOW, "(\w+)", ', seccomp))
    assert "openat" in filtered
    assert filtered == {
        match[1] for w in WALLS if (match := re.match(r"filter of (\w+)'s arguments", w.name))
    }


@pytest.mark.parametrize("cap", [field.name for field in fields(Caps)])
def test_every_cap_of_intake_is_taken_away(cap: str) -> None:
    assert [wall for wall in WALLS if wall.name == f"intake's cap: {cap}"]


def test_three_tests_must_notice_where_a_whole_layer_goes() -> None:
    layers = ("seccomp", "Landlock", "uid drop", "descriptor closing")
    strict = {wall.name for wall in WALLS if wall.needed >= 3}
    assert strict >= {*layers, *(w.name for w in WALLS if w.name.startswith("exact-shape"))}


def test_enough_hostile_programs_are_run_without_a_wall() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 100


@pytest.mark.parametrize("name", [*(wall.name for wall in WALLS), *BELTS])
def test_every_wall_is_in_the_table_of_the_docs(name: str) -> None:
    assert f"\n| {name} | " in PAGE


def test_the_table_of_the_docs_has_no_wall_that_is_gone() -> None:
    rows = re.findall(r"^\| (?!↳|wall taken away)([^-|][^|]*) \|", PAGE, re.MULTILINE)
    assert set(rows) == {wall.name for wall in WALLS} | BELTS.keys()


def test_every_program_that_the_docs_name_exists() -> None:
    cells = [row.split(" | ")[1] for row in PAGE.split("\n") if row.startswith("| ")]
    plain = re.sub(r"`test_\w+`(?: \([^)]*\))?", "", "\n".join(cells))
    named = {name.removeprefix("plain-") for name in re.findall(r"`([\w-]+)`", plain)}
    assert named - {"_capset"} <= {program.id for program in PROGRAMS}


REPORT = """<testsuites><testsuite tests="3">
<testcase classname="tests.unit.test_moat" name="test_a" />
<testcase classname="tests.unit.test_moat" name="test_b[c d-1]">
<failure message="AssertionError: it got through: it swam">E  it swam</failure></testcase>
<testcase classname="tests.unit.test_moat" name="test_c">
<failure message="ConnectionResetError">E  gone</failure></testcase>
<testcase classname="tests.unit.test_moat" name="test_d">
<error message="failed on setup with 'it swam'">it swam</error></testcase>
</testsuite></testsuites>"""


def test_only_a_test_that_saw_what_got_through_has_noticed() -> None:
    outcome = read_report(REPORT, ["it swam"])
    assert outcome.ran == 4
    assert outcome.noticed == ("tests/unit/test_moat.py::test_b[c d-1]",)
    others = [name for name, _ in outcome.otherwise]
    assert others == ["tests/unit/test_moat.py::test_c", "tests/unit/test_moat.py::test_d"]


def test_a_failure_that_names_something_else_has_not_noticed() -> None:
    assert not read_report(REPORT, ["it flew"]).noticed


def test_a_run_of_no_tests_tells_nothing() -> None:
    assert read_report("<testsuites><testsuite /></testsuites>", ["it swam"]).fault


def result(needed: int, *alone: Outcome, **outcome: object) -> Result:
    change = next(iter(CHANGES.values()))
    moat = Wall(name="moat", changes=(change,), sees=("swam",), tests=("t.py",), needed=needed)
    return Result(wall=moat, together=Outcome(**outcome), alone=alone)  # type: ignore[arg-type]


def test_a_wall_that_enough_tests_miss_is_no_problem() -> None:
    assert not problems([result(2, ran=5, noticed=("a", "b"))])


def test_a_wall_that_too_few_tests_miss_is_named_with_what_else_failed() -> None:
    (found,) = problems([result(2, ran=5, noticed=("a",), otherwise=(("b", "it broke"),))])
    assert found.startswith("moat: 1 of 5 tests see what gets through, and 2 must")
    assert "b: it broke" in found


def test_a_run_that_tells_nothing_is_a_problem() -> None:
    assert problems([result(1, fault="it did not end")]) == ["moat: it did not end"]


def test_a_part_whose_run_tells_nothing_is_a_problem() -> None:
    part = Outcome(fault="it did not end")
    assert problems([result(1, part, ran=5, noticed=("a",))]) == ["moat: it did not end"]


def test_the_table_says_of_each_part_whether_the_others_hold() -> None:
    whole = result(1, Outcome(ran=1), ran=1, noticed=("a/test_a.py::test_b[root-c]",))
    shown = table([whole], [], Measure(seconds=1.0, processor=1.0))
    assert "\n| moat | `test_b` (`c`) |  |\n| ↳ only " in shown
    assert "| nothing gets through |  |\n" in shown


def test_a_wall_of_one_part_is_one_row() -> None:
    others = (("a/test_a.py::test_d", "it broke"),)
    whole = result(1, ran=2, noticed=("a/test_a.py::test_b",), otherwise=others)
    shown = table([whole], [], Measure(seconds=1.0, processor=1.0))
    assert "\n| moat | `test_b` | `test_d` |\n| no new privileges | a belt: " in shown
