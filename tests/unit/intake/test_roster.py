"""Class lists: every platform's own export, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import UsageError
from autograder.identity.people import Handed, Person
from autograder.intake.roster import Roster
from autograder.intake.roster_csv import load

ADA = Person(name="Ada Lovelace", email="ada@x.edu", username="ada", sis_id="0042", lms_id="4021")
PLAIN = "name,email,username,sis id,lms id\nAda Lovelace,ada@x.edu,ada,0042,4021\n"


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[[str | bytes], Roster]:
    def make(content: str | bytes) -> Roster:
        path = tmp_path / "class.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return load(path)

    return make


def people(roster: Roster) -> list[Person]:
    return [each.person for each in roster.people]


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


def test_a_roster_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        load(tmp_path / "class.csv")


CANVAS = {"lovelaceada_4021_1_a.py": None, "turingalan_4022_2_a.py": None}


@pytest.fixture
def graded(loaded: Callable[[str], Roster], read: Callable[..., Any]) -> Callable[..., Any]:
    """Read a download beside a roster."""

    def make(files: dict[str, bytes | None], roster: str, **options: str) -> Any:
        return read(files, roster=loaded(roster), **options)

    return make


def test_a_row_is_named_by_the_rosters_user_name(graded: Callable[..., Any]) -> None:
    row = graded(CANVAS, PLAIN).rows["ada"]
    assert row.person == ADA


def test_a_row_is_named_by_the_address_where_there_is_no_user_name(
    graded: Callable[..., Any],
) -> None:
    seen = graded(CANVAS, "lms id,email\n4021,Ada@x.edu\n")
    assert seen.students == ["ada@x.edu", "turingalan (4022)"]


@pytest.mark.parametrize(
    "name", ["Ada Lovelace", "Lovelace Ada", '"Lovelace, Ada"', "ÁDA LOVELACE"]
)
def test_a_name_that_nobody_shares_is_found(name: str, graded: Callable[..., Any]) -> None:
    assert "ada" in graded(CANVAS, f"name,username\n{name},ada\n").rows


def test_a_name_that_two_of_the_roster_share_is_not_guessed(graded: Callable[..., Any]) -> None:
    seen = graded(CANVAS, "name,username\nAda Lovelace,ada\nAda Lovelace,ada2\n")
    row = seen.rows["lovelaceada (4021)"]
    assert row.remarks == (
        "the roster does not say who this is: it could be line 2, Ada Lovelace, by name; or line "
        "3, Ada Lovelace, by name"
    )


def test_a_name_that_two_submissions_share_is_not_guessed(graded: Callable[..., Any]) -> None:
    files = {**CANVAS, "lovelaceada_5099_3_a.py": None}
    seen = graded(files, "name,username\nAda Lovelace,ada\n")
    assert seen.students == ["lovelaceada (4021)", "lovelaceada (5099)", "turingalan (4022)"]


def test_of_two_with_one_name_the_id_decides_and_leaves_the_other(
    graded: Callable[..., Any],
) -> None:
    files = {**CANVAS, "lovelaceada_5099_3_a.py": None}
    seen = graded(files, "name,username,lms id\nAda Lovelace,ada,4021\n")
    assert seen.students == ["ada", "lovelaceada (5099)", "turingalan (4022)"]


def test_a_name_with_the_number_of_another_is_not_guessed(graded: Callable[..., Any]) -> None:
    files = {"lovelaceada_5099_1_a.py": None, "turingalan_4022_2_a.py": None}
    seen = graded(files, "name,username,lms id\nAda Lovelace,ada,4021\n")
    assert seen.students == ["lovelaceada (5099)", "turingalan (4022)"]


def test_names_that_were_all_there_was_to_go_by_are_counted(graded: Callable[..., Any]) -> None:
    seen = graded(CANVAS, "name,username\nAda Lovelace,ada\n")
    assert "1 of the submissions match " in seen.said
    assert "only by name" in seen.said


def test_marks_that_cannot_be_seen_do_not_hide_a_name(graded: Callable[..., Any]) -> None:
    files = {"\u200fדוד כהן\u200f_7_assignsubmission_file_/a.py": None}
    seen = graded(files, "name,username\nדוד כהן,david\n")
    assert seen.students == ["david"]


def test_who_handed_in_nothing_is_told(graded: Callable[..., Any]) -> None:
    seen = graded(CANVAS, PLAIN + "Grace Hopper,,grace,,\n")
    assert "1 of " in seen.said
    assert "handed in nothing: Grace Hopper" in seen.said


def test_namesakes_who_are_not_told_apart_are_not_said_to_have_handed_in_nothing(
    graded: Callable[..., Any],
) -> None:
    names = {f"John Smith_{n}_assignsubmission_file_/a.py": None for n in (7, 8)}
    seen = graded(names, "name,username\nJohn Smith,js1\nJohn Smith,js2\nGrace Hopper,grace\n")
    assert "1 of " in seen.said
    assert "handed in nothing: Grace Hopper" in seen.said
    assert "2 of the submissions could be of several people in" in seen.said
    assert "of nobody" not in seen.said


def test_canvas_s_own_test_student_is_nobody(loaded: Callable[[str], Roster]) -> None:
    sheet = 'Student,ID,SIS Login ID,Section\n"Student, Test",9,f00,A\n"Student, Tess",8,tess,A\n'
    assert [person.username for person in people(loaded(sheet))] == ["tess"]


def test_who_is_not_in_the_roster_is_told(graded: Callable[..., Any]) -> None:
    seen = graded(CANVAS, PLAIN)
    assert seen.rows["turingalan (4022)"].remarks == "is not in the roster"
    assert "1 of the submissions match nobody in" in seen.said


@pytest.mark.parametrize("stem", ["ada", "0042", "4021", "ada@x.edu", "Ada Lovelace", "ADA"])
def test_a_plain_row_keeps_its_name_and_is_found_by_any_id(
    stem: str, graded: Callable[..., Any]
) -> None:
    assert graded({f"{stem}.py": None}, PLAIN).rows[stem].person == ADA


def test_a_repositorys_owner_is_found_by_the_name_on_the_code_host(
    graded: Callable[..., Any],
) -> None:
    files = {"regularization-countess/a.py": None, "regularization-alan/a.py": None}
    seen = graded(files, "name,github_username\nAda Lovelace,countess\n")
    assert seen.rows["countess"].person.name == "Ada Lovelace"


def test_an_id_that_two_people_have_in_different_columns_is_not_guessed(
    graded: Callable[..., Any],
) -> None:
    seen = graded({"7.py": None}, "sis id,lms id\n7,8\n9,7\n")
    assert seen.rows["7"].entry.known is None


def test_ten_thousand_lines_are_read(graded: Callable[..., Any]) -> None:
    lines = "".join(f"Ada Lovelace {n},ada{n},{n}\n" for n in range(10_000))
    seen = graded(
        {f"ada_{n}_{n}_a.py": None for n in range(3)},
        f"name,username,lms id\n{lines}",
        layout="canvas",
    )
    assert seen.students == ["ada0", "ada1", "ada2"]


@pytest.mark.parametrize("header", ["ID", "id", "identifier", "User ID", "Roster Identifier"])
def test_a_header_of_several_meanings_is_no_known_kind(
    header: str, loaded: Callable[[str], Roster]
) -> None:
    assert people(loaded(f"name,{header}\nAda Lovelace,4021\n")) == [
        Person(name="Ada Lovelace", ids=("4021",))
    ]


def test_several_headers_of_several_meanings_are_all_read(loaded: Callable[[str], Roster]) -> None:
    assert people(loaded("id,identifier\n7,ada\n"))[0].ids == ("7", "ada")


@pytest.mark.parametrize("stem", ["4021", "0042", "ada", "ada@x.edu"])
def test_a_value_of_no_known_kind_is_found_by_any(stem: str, graded: Callable[..., Any]) -> None:
    row = graded({f"{stem}.py": None}, f"name,identifier\nAda Lovelace,{stem}\n").rows[stem]
    assert row.person == Person(name="Ada Lovelace", ids=(stem,))


def test_a_value_whose_kind_the_download_tells_is_known(graded: Callable[..., Any]) -> None:
    row = graded(CANVAS, "name,ID\nAda Lovelace,4021\n").rows["Ada Lovelace (4021)"]
    assert row.person == Person(name="Ada Lovelace", lms_id="4021")


def test_a_download_that_contradicts_the_roster_is_not_introduced(
    graded: Callable[..., Any],
) -> None:
    row = graded(CANVAS, "name,lms id,username\nGrace Hopper,4021,grace\n").rows[
        "lovelaceada (4021)"
    ]
    assert row.remarks == (
        "the roster does not say who this is: it would be line 2, Grace Hopper, by LMS number, but "
        "the name is Grace Hopper there and lovelaceada here"
    )


@pytest.mark.parametrize(
    "line", ["Student,Test,9,f00,A", "    Points Possible,,,,"], ids=["test student", "points"]
)
def test_canvas_s_own_lines_are_nobody_in_columns_of_their_own(
    line: str, loaded: Callable[[str], Roster]
) -> None:
    sheet = f"LastName,FirstName,ID,SIS Login ID,Section\n{line}\nLovelace,Ada,8,ada,A\n"
    assert people(loaded(sheet)) == [Person(name="Ada Lovelace", username="ada", lms_id="8")]


WORKSHEET = (
    'Identifiant,"Nom complet","Adresse de courriel",Statut,Note,"Note maximale",'
    '"La note peut être modifiée","Dernière modification (travail remis)",'
    '"Dernière modification (note)"\n'
    '"Participant 7","Ada Lovelace",ada@x.edu,"Remis pour évaluation - 2 jours 3 heures en retard",'
    ',"20,00",Oui,"lundi 23 novembre 2026, 08:05",-\n'
    '"Participant 8","Grace Hopper",grace@x.edu,"Remis pour évaluation",,"20,00",Oui,'
    '"hier soir",-\n'
)


def test_moodles_worksheet_as_a_roster_tells_times_and_lateness(
    graded: Callable[..., Any],
) -> None:
    files = {
        "Ada Lovelace_7_assignsubmission_file_/a.py": None,
        "Grace Hopper_8_assignsubmission_file_/a.py": None,
    }
    rows = graded(files, WORKSHEET).rows
    assert rows["ada@x.edu"].person == Person(name="Ada Lovelace", email="ada@x.edu", lms_id="7")
    assert rows["ada@x.edu"].handed == Handed(
        submitted_at="2026-11-23T08:05:00", is_late=True, seconds_late=183_600
    )
    assert rows["grace@x.edu"].handed == Handed(is_late=False, unclear="hier soir")


@pytest.mark.parametrize("name", ["Grades-PH1-Lab-77.csv", "Notes.CSV"])
def test_moodles_worksheet_beside_the_submissions_tells_times_and_lateness(
    name: str, read: Callable[..., Any]
) -> None:
    files = {
        "Ada Lovelace_7_assignsubmission_file_/a.py": None,
        "Grace Hopper_8_assignsubmission_file_/a.py": None,
        "Alan Turing_9_assignsubmission_file_/a.py": None,
        name: WORKSHEET.encode(),
        "other.csv": b"name,mark\nAda,3\n",
    }
    seen = read(files)
    assert seen.rows["ada@x.edu"].handed.seconds_late == 183_600
    assert f"{name} is read as the worksheet of a Moodle download" in seen.said
    assert "other.csv is not part of a Moodle download" in seen.said


def test_of_two_worksheets_beside_the_submissions_none_is_used(read: Callable[..., Any]) -> None:
    files = {
        "Ada Lovelace_7_assignsubmission_file_/a.py": None,
        "Grace Hopper_8_assignsubmission_file_/a.py": None,
        "Alan Turing_9_assignsubmission_file_/a.py": None,
        "1.csv": WORKSHEET.encode(),
        "2.csv": WORKSHEET.encode(),
    }
    names = ["Ada Lovelace (7)", "Alan Turing (9)", "Grace Hopper (8)"]
    assert read(files).students == names


def test_a_students_own_worksheet_is_no_roster(read: Callable[..., Any]) -> None:
    files = {
        "Ada Lovelace_7_assignsubmission_file_/a.py": None,
        "Ada Lovelace_7_assignsubmission_file_/b.csv": WORKSHEET.encode(),
        "Grace Hopper_8_assignsubmission_file_/a.py": None,
    }
    assert read(files).students == ["Ada Lovelace (7)", "Grace Hopper (8)"]


def test_what_the_download_says_of_times_goes_before_the_roster(
    graded: Callable[..., Any],
) -> None:
    files = {
        "Lab_grace_attempt_2026-05-01-14-05-33_a.py": None,
        "Lab_grace_attempt_2026-05-01-14-05-33.txt": b"Name: Grace Hopper (grace)\n",
    }
    row = graded(files, WORKSHEET).rows["grace"]
    assert (row.handed.submitted_at, row.handed.unclear) == ("2026-05-01T14:05:33", "")


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


def test_two_people_of_one_name_and_no_key_are_two(loaded: Callable[[str], Roster]) -> None:
    assert len(loaded("name,section\nJohn Smith,1\nJohn Smith,2\n").people) == 2


@pytest.mark.parametrize("login", ["ann-lee", "ann.lee", "ann_lee", "annlee"])
def test_a_login_of_several_words_as_identifier_is_no_name(
    login: str, loaded: Callable[[str], Roster]
) -> None:
    assert people(loaded(f"identifier,section\n{login},1\n")) == [Person(ids=(login,))]


def test_a_name_without_spaces_as_identifier_is_a_name(loaded: Callable[[str], Roster]) -> None:
    assert people(loaded("identifier,github_username\n王小明,ming\n")) == [Person(name="王小明")]
