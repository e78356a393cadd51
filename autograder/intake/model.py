"""What intake finds: a student's bytes, or the reason why there are none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

__all__ = ["Submission", "Unreadable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One student's bytes and identity.

    Attributes:
        student: exact name (file stem or folder name), NFC, undecodable bytes escaped.
        path: of the chosen file, relative to what was asked for, as shown to people.
        filename: the chosen file's own name; its ending says how the bytes are read.
        content: the file's bytes, unparsed.
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
