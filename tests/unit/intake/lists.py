"""A class list, and downloads of the people in it."""

from __future__ import annotations

from autograder.identity.people import Person
from autograder.intake.roster import Roster

ADA = Person(name="Ada Lovelace", email="ada@x.edu", username="ada", sis_id="0042", lms_id="4021")


PLAIN = "name,email,username,sis id,lms id\nAda Lovelace,ada@x.edu,ada,0042,4021\n"


CANVAS = {"lovelaceada_4021_1_a.py": None, "turingalan_4022_2_a.py": None}


def people(roster: Roster) -> list[Person]:
    return [each.person for each in roster.people]
