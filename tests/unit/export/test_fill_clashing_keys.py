"""In no LMS's sheet does a grade reach a row that a known key contradicts, whatever keys clash."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import UsageError
from autograder.export.fill import FORMS, fill
from autograder.identity.people import Person
from autograder.policy.final import Final
from tests.unit.finals import final
from tests.unit.identity.clashing import (
    NAMES,
    VALUES,
    Asker,
    agrees,
    askers,
    contradicts,
    must_be_found,
    named_so,
    people,
)

pytestmark = pytest.mark.slow

TITLE = "Lab"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lms:
    """How one LMS writes a row, below how many of its own; the grade stands in column `grade`."""

    header: str
    row: Callable[[Person], str]
    kinds: Sequence[str]
    needs: str
    grade: int
    above: int = 1


def _last(person: Person) -> str:
    first, _, last = person.name.partition(" ")
    return f"{last},{first}"


SHEETS = {
    "canvas": Lms(
        header="Student,ID,SIS User ID,SIS Login ID,Section,Lab (5)\n  Points Possible,,,,,100\n",
        row=lambda p: f'"{p.name}",{p.lms_id},{p.sis_id},{p.username},S,',
        kinds=("lms_id", "sis_id", "username"),
        needs="username",
        grade=5,
        above=2,
    ),
    "moodle": Lms(
        header="Identifier,Full name,ID number,Email address,Username,Grade,Maximum Grade\n",
        row=lambda p: f"Participant {p.lms_id},{p.name},{p.sis_id},{p.email},{p.username},,100.00",
        kinds=("lms_id", "sis_id", "email", "username"),
        needs="lms_id",
        grade=5,
    ),
    "blackboard": Lms(
        header="Last Name,First Name,Username,Student ID,Lab [Total Pts: 100 Score] |5\n",
        row=lambda p: f"{_last(p)},{p.username},{p.sis_id},",
        kinds=("sis_id", "username"),
        needs="username",
        grade=4,
    ),
    "brightspace": Lms(
        header=(
            "OrgDefinedId,Username,Last Name,First Name,Email,"
            "Lab Points Grade <Numeric MaxPoints:100>,End-of-Line Indicator\n"
        ),
        row=lambda p: f"#{p.sis_id},#{p.username},{_last(p)},{p.email},,#",
        kinds=("sis_id", "username", "email"),
        needs="username",
        grade=5,
    ),
}


def rows_of(lms: Lms) -> st.SearchStrategy[list[Person]]:
    """Return the people of a sheet; each has what the LMS itself never leaves out."""
    needed = st.sampled_from(("7", "8", "9") if lms.needs == "lms_id" else VALUES)
    one = st.builds(
        lambda person, key: Person(
            **{kind: getattr(person, kind) for kind in ("name", *lms.kinds)} | {lms.needs: key}
        ),
        people(lms.kinds, guesses=False),
        needed,
    )
    return st.lists(one, max_size=5)


@pytest.mark.parametrize("name", SHEETS)
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_grades_go_along_read_keys_and_against_none(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    lms = SHEETS[name]
    asking: list[Asker] = data.draw(askers())
    others: list[Person] = data.draw(rows_of(lms))
    template = tmp_path / "sheet.csv"
    template.write_text(lms.header + "".join(f"{lms.row(p)}\n" for p in others), "utf-8")
    finals = [
        final(each.called, 10 + number, **{key: getattr(each.person, key) for key in KEYS})
        for number, each in enumerate(asking)
    ]
    written = _written(template, name, finals, lms)
    for row, number in written.items():
        assert agrees(asking[number], others[row]) or named_so(asking[number], others[row])
        assert not contradicts(asking[number], others[row])
    for number, each in enumerate(asking):
        place = must_be_found(each, asking, others)
        assert place is None or written.get(place) == number


KEYS = ("name", "lms_id", "sis_id", "username", "email", "ids", "guessed")


def _written(template: Path, name: str, finals: list[Final], lms: Lms) -> dict[int, int]:
    """Return whose grade each row received, both counted from 0."""
    try:
        filled = fill(template, FORMS[name], finals, wanted="", title=TITLE)
    except UsageError:  # nobody is sure
        return {}
    table = list(csv.reader(io.StringIO(filled.content.decode())))[lms.above :]
    return {
        row: round(float(cells[lms.grade])) - 10
        for row, cells in enumerate(table)
        if cells[lms.grade]
    }


def test_the_sheets_are_read_as_they_were_meant(tmp_path: Path) -> None:
    person = Person(name=NAMES[0], lms_id="7", sis_id="8", username="ada", email="a@x.edu")
    for name, lms in SHEETS.items():
        template = tmp_path / name
        template.write_text(f"{lms.header}{lms.row(person)}\n", "utf-8")
        for kind in lms.kinds:
            asker = final("", 11, **{kind: getattr(person, kind)})
            assert _written(template, name, [asker], lms) == {0: 1}
