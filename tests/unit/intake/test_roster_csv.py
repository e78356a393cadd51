"""Class lists: every platform's own export, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.errors import UsageError
from autograder.identity.people import Person
from autograder.intake.roster import Roster
from tests.unit.intake.lists import ADA, PLAIN, people


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_delimiter_is_read(delimiter: str, loaded: Callable[[str], Roster]) -> None:
    assert people(loaded(PLAIN.replace(",", delimiter))) == [ADA]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_is_read(encoding: str, loaded: Callable[[bytes], Roster]) -> None:
    content = PLAIN.replace("Ada", "Zoë").encode(encoding)
    assert people(loaded(content))[0].name == "Zoë Lovelace"


@pytest.mark.parametrize(
    ("content", "person"),
    [
        (
            (
                "Student,ID,SIS User ID,SIS Login ID,Section,PS1 (99)\n"
                '    Points Possible,,,,,100\n"Lovelace, Ada",4021,0042,ada,A,\n'
            ),
            Person(name="Ada Lovelace", username="ada", sis_id="0042", lms_id="4021"),
        ),
        (
            (
                "Identifier,Full name,ID number,Email address,Status,Grade\n"
                "Participant 4021,Ada Lovelace,0042,ada@x.edu,Submitted,\n"
            ),
            Person(name="Ada Lovelace", email="ada@x.edu", sis_id="0042", lms_id="4021"),
        ),
        (
            (
                '"Last Name","First Name","Username","Student ID","Last Access"\n'
                '"Lovelace","Ada","ada","0042",""\n'
            ),
            Person(name="Ada Lovelace", username="ada", sis_id="0042"),
        ),
        (
            (
                "OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator\n"
                "#0042,#ada,Lovelace,Ada,ada@x.edu,#\n"
            ),
            Person(name="Ada Lovelace", email="ada@x.edu", username="ada", sis_id="0042"),
        ),
        (
            "First Name,Last Name,SID,Email,Sections\nAda,Lovelace,0042,ada@x.edu,\n",
            Person(name="Ada Lovelace", email="ada@x.edu", sis_id="0042"),
        ),
        (
            'sep=;\nUSERNAME;Name\nada;"Ada\u200f  Love\u202elace"\n',
            Person(name="Ada Lovelace", username="ada"),
        ),
        ('student id,name\n="0042",=1+1\n', Person(name="=1+1", sis_id="0042")),
    ],
    ids=["canvas", "moodle", "blackboard", "brightspace", "gradescope", "excel", "formulas"],
)
def test_the_export_of_every_platform_is_a_roster(
    content: str, person: Person, loaded: Callable[[str], Roster]
) -> None:
    assert people(loaded(content)) == [person]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("username\nada\nbob\nADA\n", r"has the username ada twice, in lines 2 and 4: keep one"),
        ("email,name\na@x,A\na@x,B\n", r"has the e-mail address a@x twice, in lines 2 and 3"),
        ("grade,section\n1,2\n", r"has no column that identifies students, only grade and sec"),
        ("", "class.csv is empty: export or save it as CSV UTF-8 again"),
        (",\n", "has no column that identifies students, only nothing"),
        ("name,email\nLovelace, Ada,ada@x.edu\n", "class.csv:2 has more cells than its header"),
        ('username,name\nada,"Ada\n', "class.csv:2 opens a quote that is never closed"),
        ("username\n\n", "has no line below its header"),
        ("email,e-mail\na,b\n", "has two columns of one kind, email and e-mail: delete or"),
        (
            b"username\n\xe9\n",
            r"class.csv:2 has the byte 0xE9 .*, which is neither UTF-8 nor UTF-16",
        ),
        ("username\n" + "x" * 200_000 + "\n", "class.csv:2 has a cell of more than 131,072"),
    ],
)
def test_a_roster_that_cannot_be_used_is_refused(
    content: str | bytes, sentence: str, loaded: Callable[[str | bytes], Roster]
) -> None:
    with pytest.raises(UsageError, match=sentence):
        loaded(content)


def test_canvas_s_own_test_student_is_nobody(loaded: Callable[[str], Roster]) -> None:
    sheet = 'Student,ID,SIS Login ID,Section\n"Student, Test",9,f00,A\n"Student, Tess",8,tess,A\n'
    assert [person.username for person in people(loaded(sheet))] == ["tess"]


@pytest.mark.parametrize("header", ["ID", "id", "identifier", "User ID", "Roster Identifier"])
def test_a_header_of_several_meanings_is_no_known_kind(
    header: str, loaded: Callable[[str], Roster]
) -> None:
    assert people(loaded(f"name,{header}\nAda Lovelace,4021\n")) == [
        Person(name="Ada Lovelace", ids=("4021",))
    ]


def test_several_headers_of_several_meanings_are_all_read(loaded: Callable[[str], Roster]) -> None:
    assert people(loaded("id,identifier\n7,ada\n"))[0].ids == ("7", "ada")


@pytest.mark.parametrize(
    "line", ["Student,Test,9,f00,A", "    Points Possible,,,,"], ids=["test student", "points"]
)
def test_canvas_s_own_lines_are_nobody_in_columns_of_their_own(
    line: str, loaded: Callable[[str], Roster]
) -> None:
    sheet = f"LastName,FirstName,ID,SIS Login ID,Section\n{line}\nLovelace,Ada,8,ada,A\n"
    assert people(loaded(sheet)) == [Person(name="Ada Lovelace", username="ada", lms_id="8")]


@pytest.mark.parametrize(
    ("identifier", "ids"),
    [
        ("Lovelace, Ada", ()),
        ("Ada Lovelace", ()),
        ("Lovelace, Ada (i02)", ("i02",)),
        ("Ada Lovelace (ada@x.edu)", ("ada@x.edu",)),
    ],
)
def test_a_name_that_a_teacher_typed_as_identifier_is_the_name(
    identifier: str, ids: tuple[str, ...], loaded: Callable[[str], Roster]
) -> None:
    roster = loaded(f'identifier,github_username,name\n"{identifier}",countess,The Countess\n')
    assert people(roster) == [Person(name="Ada Lovelace", ids=ids)]


def test_two_people_whose_identifier_is_one_name_do_not_cost_the_class_its_roster(
    loaded: Callable[[str], Roster],
) -> None:
    roster = loaded("identifier,github_username\nAda Lovelace,ada1\nAda Lovelace,ada2\n")
    assert [each.alias for each in roster.people] == ["ada1", "ada2"]


@pytest.mark.parametrize(
    ("value", "sis_id", "ids"),
    [
        ("0042", "0042", ()),
        ("N0042", "N0042", ()),
        ("ada", "", ("ada",)),
        ("al042", "", ("al042",)),
    ],
)
def test_a_student_id_that_may_be_a_login_is_of_no_known_kind(
    value: str, sis_id: str, ids: tuple[str, ...], loaded: Callable[[str], Roster]
) -> None:
    roster = loaded(f"student_id,name\n{value},Ada Lovelace\n")
    assert people(roster) == [Person(name="Ada Lovelace", sis_id=sis_id, ids=ids)]


def test_a_person_who_is_listed_twice_alike_is_one(loaded: Callable[[str], Roster]) -> None:
    roster = loaded("username,name,section\nada,Ada,1\nbob,Bob,1\nada,Ada,2\n")
    assert [(each.line, each.person.username) for each in roster.people] == [(2, "ada"), (3, "bob")]


def test_sections_are_read_and_those_of_one_person_are_joined(
    loaded: Callable[[str], Roster],
) -> None:
    roster = loaded("login,Section\nada,Lab 1\nbob,Lab 2\nada,Lab 3\n")
    assert [(each.person.username, each.section) for each in roster.people] == [
        ("ada", "Lab 1; Lab 3"),
        ("bob", "Lab 2"),
    ]


def test_a_list_may_have_several_columns_of_sections(loaded: Callable[[str], Roster]) -> None:
    assert loaded("login,Section,Section Name\nada,7,Lab 1\n").people[0].section == "7"


def test_two_people_of_one_name_and_no_key_are_two(loaded: Callable[[str], Roster]) -> None:
    assert len(loaded("name,section\nJohn Smith,1\nJohn Smith,2\n").people) == 2


@pytest.mark.parametrize("login", ["ann-lee", "ann.lee", "ann_lee", "annlee"])
def test_a_login_of_several_words_as_identifier_is_no_name(
    login: str, loaded: Callable[[str], Roster]
) -> None:
    assert people(loaded(f"identifier,section\n{login},1\n")) == [Person(ids=(login,))]


def test_a_name_without_spaces_as_identifier_is_a_name(loaded: Callable[[str], Roster]) -> None:
    assert people(loaded("identifier,github_username\n王小明,ming\n")) == [Person(name="王小明")]
