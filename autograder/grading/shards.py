"""Parts of a class that are graded apart, and how each gradebook says which part it holds.

A student's shard follows from the name alone. A submission that is added between two runs therefore
moves nobody else to another shard.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.errors import UsageError
from autograder.gradebook.model import Part
from autograder.text import encodable, nfc

if TYPE_CHECKING:
    from autograder.intake.plan import Batch
    from autograder.intake.rows import Entry


_MOST = 10_000  # shards
_WRITTEN = re.compile(r"(\d{1,5})/(\d{1,5})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several parts of a class, counted from 1.

    Attributes:
        number: which part.
        of: how many parts there are.
    """

    number: int = 1
    of: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Return the shard that is written as K/N.

        Raises:
            UsageError: it is not one.
        """
        match = _WRITTEN.fullmatch(text)
        number, of = map(int, match.groups()) if match else (0, 0)
        if not 1 <= number <= of <= _MOST:
            raise UsageError(
                f"--shard {text} names no part: write K/N, such as 3/10 for the third of ten"
            )
        return cls(number, of)

    def entries(self, batch: Batch) -> tuple[Entry, ...]:
        """Return the submissions of a batch that are in this shard, in the batch's order."""
        return tuple(entry for entry in batch.entries if self.holds(entry.student))

    def holds(self, student: str) -> bool:
        """Return whether this student's submissions are in this shard."""
        digest = hashlib.sha256(encodable(nfc(student)).encode()).digest()
        return int.from_bytes(digest[:8], "big") % self.of == self.number - 1

    def part(self, batch: Batch) -> Part:
        """Return what the gradebook of this shard keeps, so that shards of one class are known."""
        rows = [(entry.student, entry.path) for entry in batch.entries]
        everybody = json.dumps([rows, sorted(batch.absent)]).encode()
        digest = hashlib.sha256(everybody).hexdigest()
        return Part(number=self.number, of=self.of, class_sha256=digest)


WHOLE = Shard()
