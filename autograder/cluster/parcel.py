"""An assignment as bytes, for machines that do not share this one's disks.

It holds the hidden suite and vectors: whoever runs a worker can read the answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from autograder.errors import DescriptionError
from autograder.grading.engine import suite_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from autograder.description import Assignment


_SUITE, _HELPERS, _READABLE = "suite", "helpers", "readable"
_VECTORS, _HINTS = "vectors.h5", "hints.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What grading needs of an assignment.

    Attributes:
        assignment: its description, with paths of the machine that it comes from.
        files: contents by their relative paths.
    """

    assignment: Assignment
    files: Mapping[str, bytes]


def pack(assignment: Assignment) -> Parcel:
    """Return an assignment with the contents of all that running and judging read.

    Raises:
        SuiteError: there is no hidden suite.
        DescriptionError: a file cannot be read.
    """
    try:
        return Parcel(assignment=assignment, files=dict(_files(assignment)))
    except OSError as error:
        raise DescriptionError(
            f"{error.filename} cannot be read ({error.strerror}): check [tool.autograder], which "
            "names it"
        ) from error


def unpack(parcel: Parcel, folder: Path) -> Assignment:
    """Write a parcel into an empty folder, and return the assignment as it lies there.

    Raises:
        OSError: it cannot be written.
    """
    for name, content in parcel.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    sent, suite = parcel.assignment, folder / _SUITE
    assignment = replace(
        sent,
        root=folder,
        hidden_suite=suite,
        hidden_vectors=folder / _VECTORS,
        hints=folder / _HINTS,
        helpers=tuple(folder / _HELPERS / path.name for path in sent.helpers),
        readable=tuple(folder / _READABLE / path.name for path in sent.readable),
    )
    if not sent.is_one_file:
        return assignment
    file = suite / sent.hidden_suite.name
    return replace(assignment, source=file, vector_builder=file, hidden_suite=file)


def _files(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    suite = assignment.hidden_suite
    if assignment.is_one_file:
        yield f"{_SUITE}/{suite.name}", suite.read_bytes()
    else:
        for name, content in suite_files(assignment).items():
            yield f"{_SUITE}/{name}", content
    for folder, paths in ((_HELPERS, assignment.helpers), (_READABLE, assignment.readable)):
        for path in paths:
            yield f"{folder}/{path.name}", path.read_bytes()
    yield _VECTORS, assignment.hidden_vectors.read_bytes()
    seen = assignment.observed
    if seen.exists():
        yield seen.name, seen.read_bytes()
