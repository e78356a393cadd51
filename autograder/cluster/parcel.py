"""An assignment as bytes, for machines that do not share this one's disks.

It holds the hidden suite and vectors: whoever runs a worker can read the answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from autograder.errors import DescriptionError
from autograder.grading.engine import suite_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.description import Assignment


_SUITE, _HELPERS, _VECTORS, _READABLE = "suite", "helpers", "vectors.h5", "readable"


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
    """Return an assignment with the contents of its suite, helpers, data and hidden vectors.

    Raises:
        SuiteError: there is no hidden suite.
        DescriptionError: a file cannot be read.
    """
    try:
        suite = assignment.hidden_suite
        rules = (
            {suite.name: suite.read_bytes()} if assignment.is_one_file else suite_files(assignment)
        )
        files = {f"{_SUITE}/{name}": content for name, content in rules.items()}
        files |= {f"{_HELPERS}/{path.name}": path.read_bytes() for path in assignment.helpers}
        files |= {f"{_READABLE}/{path.name}": path.read_bytes() for path in assignment.readable}
        files[_VECTORS] = assignment.hidden_vectors.read_bytes()
    except OSError as error:
        raise DescriptionError(
            f"{error.filename} cannot be read ({error.strerror}): check [tool.autograder], which "
            "names it"
        ) from error
    return Parcel(assignment=assignment, files=files)


def unpack(parcel: Parcel, folder: Path) -> Assignment:
    """Write a parcel into an empty folder, and return the assignment as it lies there.

    Raises:
        OSError: it cannot be written.
    """
    for name, content in parcel.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    suite = folder / _SUITE
    assignment = replace(
        parcel.assignment,
        root=folder,
        hidden_suite=suite,
        hidden_vectors=folder / _VECTORS,
        helpers=tuple(folder / _HELPERS / path.name for path in parcel.assignment.helpers),
        readable=tuple(folder / _READABLE / path.name for path in parcel.assignment.readable),
    )
    if not parcel.assignment.is_one_file:
        return assignment
    file = suite / parcel.assignment.hidden_suite.name
    return replace(assignment, source=file, vector_builder=file, hidden_suite=file)
