"""Blackboard: ``Problem Set 1_ada_l_attempt_2026-05-01-14-05-33_regularization.ipynb``.

Beside each attempt's files lies a note, the same name without a file and with ``.txt``, whose
first line is ``Name: Ada Lovelace (ada_l)``. It tells where the assignment's name ends and the
user's begins; so do the names of all together, which share the assignment's, as far as only one
underscore is in what they share; and so does a roster that knows several of them. What remains
is a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.identity.naming import folded
from autograder.identity.people import Handed, Person
from autograder.intake.layouts.model import Context, NameLayout, Piece, brief, handed_at, small
from autograder.intake.names import listed
from autograder.intake.nodes import Node
from autograder.moments import instant
from autograder.text import nfc

_ATTEMPT = re.compile(r"_attempt_(?P<time>[0-9]{4}(?:-[0-9]{2}){5})")
_REST = re.compile(r"_(?P<file>.+)|\.txt", re.DOTALL)
# In every language; what it names must end the file's name, too.
_FIRST_LINE = re.compile(r"[^:：]{1,40}[:：]\s*(?P<name>.*?)\s*[(（](?P<user>[^()（）]+)[)）]\s*")
_LARGEST_NOTE = 1 << 20  # it holds what the student typed as well
_NOTE = "is Blackboard's note on an attempt without a file: hand in a .py or .ipynb"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A node whose name fits, and the parts of the name."""

    node: Node
    head: str
    time: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _User:
    """Who is meant by a head, and all that may be meant where nobody can tell."""

    person: Person
    student: str = ""
    remarks: tuple[str, ...] = ()


def _tell(node: Node) -> _Named | None:
    text = nfc(node.name)
    for found in () if node.is_folder else _ATTEMPT.finditer(text):
        rest, head = _REST.fullmatch(text, found.end()), text[: found.start()]
        if rest is not None and any(_cuts(head)):
            return _Named(node=node, head=head, time=found["time"], file=rest["file"] or "")
    return None


def _settle(told: Sequence[_Named], context: Context) -> list[Piece]:
    users = _users(told, context)
    return [_piece(each, users[each.head]) for each in told]


def _piece(named: _Named, user: _User) -> Piece:
    handed, remarks = _handed(named)
    return Piece(
        node=named.node.renamed(named.file or named.node.name),
        key=(named.head,),
        student=user.student,
        person=user.person,
        handed=handed,
        is_form=not named.file,
        reason="" if named.file else _NOTE,
        remarks=(*user.remarks, *remarks),
    )


def _handed(named: _Named) -> tuple[Handed, tuple[str, ...]]:
    """Return when a file was handed in; of several times that its name may tell, the last."""
    times = [named.time, *(found["time"] for found in _ATTEMPT.finditer(named.file))]
    told = [handed_at(time) for time in dict.fromkeys(times)]
    last = max(told[1:], key=lambda each: instant(each.submitted_at), default=told[0])
    if not told[0].submitted_at or instant(last.submitted_at) <= instant(told[0].submitted_at):
        return told[0], ()
    both = listed([told[0].submitted_at, last.submitted_at])
    return last, (f"its name can be read with the times {both}: the later one counts",)


def _users(named: Sequence[_Named], context: Context) -> dict[str, _User]:
    """Return who is meant by every head, ``<assignment>_<user>``."""
    noted: dict[str, Person] = {}
    for each in named:
        if not each.file and each.head not in noted:
            person = _noted(each, context)
            if person is not None:
                noted[each.head] = person
    heads = list(dict.fromkeys(each.head for each in named))
    told = {head.removesuffix(f"_{nfc(person.username)}") for head, person in noted.items()}
    shared = told or _assignments(heads, context)
    return {
        head: _User(person=noted[head]) if head in noted else _user(head, shared) for head in heads
    }


def _noted(named: _Named, context: Context) -> Person | None:
    """Return whom the note names, if its name says the same."""
    content = small([named.node], named.node.name, context.caps, _LARGEST_NOTE)
    if content is None:
        return None
    line = content.decode("utf-8-sig", "replace").partition("\n")[0][:1000]
    found = _FIRST_LINE.fullmatch(line)
    if found is None or not nfc(named.head).endswith("_" + nfc(found["user"])):
        return None
    user = brief(found["user"])
    return Person(name=brief(found["name"]), username=user) if user else None


def _assignments(heads: Sequence[str], context: Context) -> set[str]:
    """Return what the assignment may be called: what all heads begin with, up to an underscore.

    Where a roster knows the users of several heads by one of these, it is that.
    """
    shared = set.intersection(*({name for name, _ in _cuts(head)} for head in heads))
    if context.roster is None or len(shared) < 2:
        return shared
    users = context.roster.usernames()
    known = {
        name: sum(folded(head.removeprefix(f"{name}_")) in users for head in heads)
        for name in shared
    }
    found = [name for name, count in known.items() if count]
    return set(found) if len(found) == 1 and known[found[0]] > 1 else shared


def _cuts(head: str) -> Iterator[tuple[str, str]]:
    """Yield every assignment and user that a head may be made of."""
    for found in re.finditer("_", head):
        if head[: found.start()] and head[found.end() :]:
            yield head[: found.start()], head[found.end() :]


def _user(head: str, assignments: set[str]) -> _User:
    """Return who is meant where no note says it."""
    cuts = [*_cuts(head)]
    users = [user for name, user in cuts if name in assignments] or [user for _, user in cuts]
    user = brief(users[-1])
    if len(users) == 1 and user:
        return _User(person=Person(username=user))
    remark = (
        f"the user name is a guess, {listed([*map(brief, users)])}: Blackboard's own .txt files "
        "beside it would settle it"
    )
    person = Person(username=user, guessed=("username",) if user else ())
    return _User(person=person, student=brief(head), remarks=(remark,))


BLACKBOARD = NameLayout(
    name="blackboard", title="a Blackboard download", tell=_tell, settle=_settle
)
