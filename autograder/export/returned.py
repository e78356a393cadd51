"""Feedback files that go back to students, each under the name by which a platform finds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.policy.final import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A student's feedback; no name where it may not go to anybody.

    Attributes:
        name: the file's, with slashes; empty where there is none.
        content: its bytes.
        lack: why there is none, to follow the student's name.
    """

    name: str = ""
    content: bytes = b""
    lack: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Everybody's feedback.

    Attributes:
        files: contents by name.
        sent: the student of each file, by its name.
        kept: students who get none, and why; `(student, reason)`.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    sent: dict[str, Final] = field(default_factory=dict)
    kept: list[tuple[Final, str]] = field(default_factory=list)


def returned(made: Iterable[tuple[Final, File]]) -> Returned:
    """Put files together; where a name would be two rows', neither is sent."""
    everybody = list(made)
    rows = Counter(file.name.casefold() for _, file in everybody if file.name)
    all_of_it = Returned()
    for final, file in everybody:
        is_shared = rows[file.name.casefold()] > 1
        if file.lack or is_shared:
            all_of_it.kept.append((final, file.lack or "shares a key with another row"))
            continue
        all_of_it.files[file.name] = file.content
        all_of_it.sent[file.name] = final
    return all_of_it
