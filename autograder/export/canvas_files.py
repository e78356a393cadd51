"""Canvas's zip of feedback files, as "Upload Submissions" takes it.

Canvas finds student and file by the first two numbers of a name from its own download
(app/models/abstract_assignment.rb, `infer_comment_context_from_filename`), attaches what the zip
has under that name to a comment, and shows it under the name that the student gave the file. So a
notebook gets a notebook of one cell, and a module a file of comments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from autograder.export.comments import Comments
from autograder.export.returned import File, Returned, returned
from autograder.policy.final import Final
from autograder.text import visible

_LATE, _ANONYMOUS = "LATE", "anon"
_NOT_CANVAS = "has no file under a name of Canvas's: grade the download as Canvas made it"


def files(finals: Iterable[Final], comments: Comments) -> Returned:
    """Return each student's feedback under the name that the submission had in the download.

    Args:
        finals: the class list.
        comments: what students are told.
    """
    return returned(_made(finals, comments))


def _made(finals: Iterable[Final], comments: Comments) -> Iterator[tuple[Final, File]]:
    for final in finals:
        lack = comments.lack(final)
        yield final, File(lack=lack) if lack else _file(final, comments)


def _file(final: Final, comments: Comments) -> File:
    for name in reversed(final.row.result.submission.split("/")):
        whose = _addressee(name)
        if whose and whose == _key(final):
            forms: dict[str, Callable[[Final], bytes]] = {
                ".ipynb": comments.notebook,
                ".py": comments.module,
            }
            make = forms.get(name[name.rfind(".") :].lower())
            if make is None:
                shown = visible(name)
                return File(
                    lack=f"would see the feedback as {shown}, which is no notebook or module"
                )
            return File(name=name, content=make(final))
        if whose:
            return File(lack=f"has a file that Canvas would give to its user {whose}")
    return File(lack=_NOT_CANVAS)


def _key(final: Final) -> str:
    """Return the user whose file it is, as it was read; a guess leads to nobody."""
    person = final.known.person
    if person.lms_id:
        return "" if "lms_id" in person.guessed else person.lms_id
    return final.row.result.student


def _addressee(name: str) -> str:
    """Return the user to whom Canvas would give a file of this name; empty where to nobody."""
    parts = [part for part in name.split("_") if part != _LATE]
    if parts[0] == _ANONYMOUS:
        return f"anon_{parts[1]}" if len(parts) > 3 and parts[2].isdecimal() else ""
    numbers = [part for part in parts if part.isascii() and part.isdecimal()]
    return numbers[0] if len(numbers) > 1 else ""
