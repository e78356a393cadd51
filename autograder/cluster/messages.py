"""What goes to workers of a cluster and comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.cluster.parcel import Parcel
    from autograder.errors import AutograderError
    from autograder.gradebook.model import Key
    from autograder.grading.messages import Done, Failed, Job
    from autograder.results import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What to grade with.

    Attributes:
        parcel: the assignment.
        key: what every result depends on, without a submission; a worker's must be the same.
        level: how strongly to confine; a worker must prove at least it.
    """

    parcel: Parcel
    key: Key
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Submissions that are graded one after another, between two looks at honest code."""

    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What became of each job of a batch; honest code came back right afterwards."""

    answers: tuple[Done | Failed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """The batch was begun, and what was at it ended before it was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsound:
    """Honest code of our own no longer comes back right there, so nothing of the batch counts."""

    worker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why a worker cannot grade."""

    error: AutograderError


Outcome = Graded | Lost | Unsound | Refused
