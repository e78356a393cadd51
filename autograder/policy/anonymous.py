"""The class list without the people: for colleagues, talks and programs that need no names.

Each row has a pseudonym, which stays the same for one gradebook. Rows are in the order of the
pseudonyms, so that the alphabet does not tell who is who.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import replace

from autograder.gradebook.store import Gradebook
from autograder.identity.people import Known
from autograder.intake.names import split
from autograder.policy.final import Final
from autograder.policy.mentions import names
from autograder.results import BY_HAND, QuestionResult, Result, Status
from autograder.text import nfc

_KEY = "pseudonyms"  # the name under which it is kept
_DIGITS = 10
_HIDDEN = "…"
_WORD = re.compile(r"[^\W\d_]+")
_INITIALS = 2  # letters; they are part of other words
_UNREADABLE = "it could not be read"


def secret(gradebook: Gradebook) -> bytes:
    """Return the secret from which pseudonyms are made; without it, nobody finds out a name.

    Raises:
        UsageError: the gradebook is damaged.
    """
    kept = gradebook.kept(_KEY, str)
    if kept is None:
        kept = secrets.token_hex(16)
        gradebook.keep(_KEY, kept)
    return bytes.fromhex(kept)


def anonymous(finals: Iterable[Final], key: bytes) -> list[Final]:
    """Return the class list under pseudonyms, without files, times, comments and own lines.

    Args:
        finals: the class list.
        key: the gradebook's secret.
    """
    hidden = [_hidden(final, pseudonym(final, key)) for final in finals]
    return sorted(hidden, key=lambda final: final.row.result.student)


def pseudonym(final: Final, key: bytes) -> str:
    """Return what a row is called where names are hidden."""
    row = final.row.key
    identity = f"{row.student}\0{row.submission}".encode("utf-8", "surrogatepass")
    return f"student-{hmac.new(key, identity, hashlib.sha256).hexdigest()[:_DIGITS]}"


def _hidden(final: Final, called: str) -> Final:
    result = final.row.result
    path = renamed(final, called)
    key = replace(final.row.key, student=called, submission=path, submission_sha256="")
    words = telling(final)
    shown = replace(
        result,
        student=called,
        submission=path,
        submission_sha256="",
        message=_message(result, words),
        questions=tuple(
            replace(question, message=_told(question, words)) for question in result.questions
        ),
        rules=tuple(
            replace(rule, message=without(rule.message, words), line="", place="")
            for rule in result.rules
        ),
        notes=(),
        taken=(),
        remarks=0,
    )
    row = replace(final.row, key=key, result=shown, recorded_at="")
    return replace(final, row=row, known=Known(), reason="", note="")


def renamed(final: Final, called: str) -> str:
    """Return what a row's file is called, of which only the ending stays."""
    return f"{called}{split(final.row.result.submission)[1]}" if final.row.result.submission else ""


def telling(final: Final) -> frozenset[str]:
    """Return the texts that tell whose a row is, and the words of its names."""
    student, person = final.row.result.student, final.known.person
    parts = _WORD.findall(f"{student} {person.name} {person.email.partition('@')[0]}")
    return names(student, person) | {nfc(part) for part in parts if len(part) > _INITIALS}


def _message(result: Result, words: Iterable[str]) -> str:
    if result.status is Status.UNREADABLE:  # what was found is told with the files' names
        return _UNREADABLE
    is_commented = any(question.verdict in BY_HAND for question in result.questions)
    return "" if is_commented else without(result.message, words)


def _told(question: QuestionResult, words: Iterable[str]) -> str:
    """Return what is said of a question, without what a teacher wrote to the student."""
    return "" if question.verdict in BY_HAND else without(question.message, words)


def without(text: str, words: Iterable[str]) -> str:
    """Return a text without words that tell whose it is, in capitals or not.

    A word that is nothing but letters goes only where it stands by itself, as in ``ada_sum``.
    """
    for word in sorted(words, key=len, reverse=True):
        pattern = re.escape(word)
        if _WORD.fullmatch(word):
            pattern = rf"(?<![^\W\d_]){pattern}(?![^\W\d_])"
        text = re.sub(pattern, _HIDDEN, text, flags=re.IGNORECASE)
    return text
