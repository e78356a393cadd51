"""What intake finds: a student's bytes, or the reason why there are none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How much is read before a row, or the whole batch, is refused with a sentence.

    Attributes:
        file_bytes: of one submitted file, unpacked.
        student_bytes: of all the code files of one student's folder or zip, unpacked. There is
            no total for a batch: it is read one student at a time and nothing is kept.
        student_files: names below one student's folder or in one student's zip.
        student_depth: folders within folders below a student's folder.
        rows: submissions in one batch.
        names: in a folder or zip given on the command line.
        directory_bytes: of the table of contents of a zip, known before it is read.
        ratio: unpacked to packed size; what packs better than this, and is larger than a MiB,
            was made to do harm.
    """

    file_bytes: int = 16 * MIB
    student_bytes: int = 64 * MIB
    student_files: int = 2_000
    student_depth: int = 12
    rows: int = 50_000
    names: int = 100_000
    directory_bytes: int = 16 * MIB
    ratio: int = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One student's bytes and identity.

    Attributes:
        student: exact name (file stem, folder name, or as a layout has it), NFC, undecodable
            bytes escaped.
        path: of the chosen file, relative to what was asked for, as shown to people.
        filename: the chosen file's own name; its ending says how the bytes are read.
        content: the file's bytes, unparsed; with further files of the same student, one piece, as
            `handed` packs it.
        remarks: what the instructor should know, such as other files that were passed over.
    """

    student: str
    path: str
    filename: str
    content: bytes
    remarks: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Hex digest of the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A row without readable bytes; `reason` is a sentence for instructor and student."""

    student: str
    path: str
    reason: str
    remarks: tuple[str, ...] = ()
