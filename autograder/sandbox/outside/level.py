"""Which level of isolation submissions get here, proved by trying.

Theory of operation. Before anything is graded, a program of our own is run the way a submission is,
and tries what a submission must not do. A level is claimed only when every probe failed. Nothing
is concluded from versions or settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder import system
from autograder.errors import GraderFault, UsageError
from autograder.results import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was proved.

    Attributes:
        level: the strongest level that holds.
        probes: whether each act, in words, was let through at the strongest level tried.
        reason: why the level is no higher; empty when it is the highest there is.
        remedy: what would make it higher; empty where that is not known.
    """

    level: Level
    probes: Mapping[str, bool]
    reason: str = ""
    remedy: str = ""


def at_least(minimum: Level) -> Level:
    """Return the strongest level that is proved here.

    Raises:
        UsageError: it is less than what is asked for.
    """
    proof = best()
    levels = list(Level)
    if levels.index(proof.level) >= levels.index(minimum):
        return proof.level
    remedy = f"{proof.remedy} (see autograder doctor)" if proof.remedy else "see autograder doctor"
    raise UsageError(
        f"submissions can only be run at level {proof.level} here, because {proof.reason}, and "
        f"{minimum} is asked for: {remedy}, or grade only code that you trust, with --min-level "
        f"{proof.level}"
    )


def best() -> Proof:
    """Try the levels from the strongest down, and return the first that holds."""
    lack = system.lack()
    if lack is not None:
        return Proof(level=Level.OPEN, probes={}, reason=lack.reason, remedy=lack.remedy)
    # Not before: other systems lack modules that these import.
    from autograder.sandbox.outside import probe
    from autograder.sandbox.walls import bubblewrap
    from autograder.sandbox.walls.sealing import SealError
    from autograder.sandbox.walls.seccomp import program

    try:
        filter_program = program()
        sealed = probe.probes(filter_program, ())
    except SealError as error:
        return Proof(level=Level.OPEN, probes={}, reason=str(error), remedy=error.remedy)
    except GraderFault as error:
        return Proof(level=Level.OPEN, probes={}, reason=str(error))
    let_through = [act for act, happened in sealed.items() if happened and act != probe.SEEING]
    if let_through:
        reason = f"a sealed submission could still {', '.join(let_through)}"
        return Proof(level=Level.OPEN, probes=sealed, reason=reason)
    walls = bubblewrap.prefix()
    if walls is None:
        return Proof(
            level=Level.SEALED,
            probes=sealed,
            reason="bubblewrap is not installed",
            remedy="install bubblewrap",
        )
    try:
        walled = probe.probes(filter_program, walls)
    except (GraderFault, SealError) as error:
        reason = f"bubblewrap's walls are not to be had: {error}"
        return Proof(level=Level.SEALED, probes=sealed, reason=reason)
    if any(walled.values()):
        return Proof(level=Level.SEALED, probes=sealed, reason="bubblewrap's walls have gaps")
    return Proof(level=Level.WALLED, probes=walled)
