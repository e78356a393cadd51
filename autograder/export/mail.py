"""A folder for a mail merge: a table of addresses, and a feedback page for each line of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from autograder.export.comments import Comments
from autograder.export.returned import File, Returned, returned
from autograder.identity.evidence import name_of
from autograder.policy.final import Final
from autograder.report.names import file_names
from autograder.text import cell

TABLE = "mail.csv"
_NO_ADDRESS = "has no e-mail address that was read: name a class list with grade --roster"


def files(finals: Sequence[Final], comments: Comments) -> Returned:
    """Return the pages of everybody with an address, and the table that names them.

    Args:
        finals: the class list.
        comments: what students are told.
    """
    results = [final.row.result for final in finals]
    names = file_names([(result.student, result.submission) for result in results])
    made = returned(
        (final, _page(final, f"pages/{name}.html", comments))
        for final, name in zip(finals, names, strict=True)
    )
    made.files[TABLE] = _table(made)
    return made


def _page(final: Final, name: str, comments: Comments) -> File:
    person = final.known.person
    is_read = "@" in person.email and "email" not in person.guessed
    lack = comments.lack(final) or ("" if is_read else _NO_ADDRESS)
    return File(lack=lack) if lack else File(name=name, content=comments.page(final))


def _table(made: Returned) -> bytes:
    """Return one line for each page; a spreadsheet computes no cell of it."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["email", "name", "score", "max_score", "file"])
    for name, final in made.sent.items():
        person, result = final.known.person, final.row.result
        score = None if final.excused or final.score is None else f"{final.score:g}"
        called = name_of(person) or result.student
        row = [person.email, called, score, result.max_score, name]
        writer.writerow([each if isinstance(each, int) else cell(each or "") for each in row])
    return table.getvalue().encode()
