"""Moodle: ``Ada Lovelace_12345_assignsubmission_file_`` with the files in it, or before each name.

The number is the one that Moodle calls the participant's. With anonymous marking everybody has
the same word for a name, such as ``Participant``. Where teams hand in, the team's name and a
hyphen come first: ``Group 4-Ada Lovelace``; names have hyphens, too. Moodle's names hold no
underscore, and say nothing of time or lateness. Text typed into Moodle is in a file of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.identity.people import Person
from autograder.intake.layouts.model import Context, NameLayout, Piece, brief
from autograder.intake.nodes import Node
from autograder.text import nfc

_NAME = re.compile(
    r"(?P<name>[^_]+)_(?P<id>[0-9]+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?",
    re.DOTALL,
)
# How Moodle calls somebody without a name, without what file names cannot hold.
_PARTICIPANTS = frozenset(
    """
    Participant Participante Partecipante Participants Teilnehmer Teilnehmerin Deelnemer Deltaker
    Deltager Deltagare Osallistuja Uczestnik Účastník Résztvevő Katılımcı Peserta Участник Учасник
    Dalyvis Osaleja Udeleženec Sudionik Учесник Συμμετέχων מתמודד مشارك 参加者 参与者 參與者 참가자
    """.split()
)
_TYPED = "is text typed into Moodle, not a file: hand in a .py or .ipynb"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Named:
    """A node, and the parts of its name."""

    node: Node
    name: str
    number: str
    kind: str
    file: str

    @property
    def word(self) -> str:
        """What may stand for a name: it is behind the last hyphen, and the number may follow."""
        return self.name.rpartition("-")[2].removesuffix(f" {self.number}").strip()


def _tell(node: Node) -> _Named | None:
    found = _NAME.fullmatch(nfc(node.name))
    if found is None or node.is_folder is bool(found["file"]):
        return None
    return _Named(
        node=node,
        name=found["name"],
        number=found["id"],
        kind=found["kind"],
        file=found["file"] or "",
    )


def _settle(told: Sequence[_Named], context: Context) -> list[Piece]:
    del context
    numbers: dict[str, set[str]] = defaultdict(set)
    for each in told:
        numbers[each.word].add(each.number)
    # In other languages it is known by being everybody's. Two people may share a name.
    is_anonymous = len(numbers) == 1 and len(numbers[told[0].word]) > 2
    return [_piece(each, is_anonymous=is_anonymous) for each in told]


def _piece(named: _Named, *, is_anonymous: bool) -> Piece:
    name, number = brief(named.name), named.number
    is_anonymous |= named.word in _PARTICIPANTS or name == f"{named.word} {number}"
    parts = name.split("-")
    others = tuple("-".join(parts[at:]).strip() for at in range(1, len(parts)))
    person = Person(name=name, lms_id=number, guessed=("name",) if others else ())
    return Piece(
        node=named.node.renamed(named.file or named.node.name),
        key=(number, named.name),
        person=Person(lms_id=number) if is_anonymous else person,
        student=f"{brief(named.word)} {number}" if is_anonymous else "",
        reason=_TYPED if named.kind == "onlinetext" else "",
        names=() if is_anonymous else tuple(filter(None, others)),
    )


MOODLE = NameLayout(name="moodle", title="a Moodle download", tell=_tell, settle=_settle)
