"""Which level of isolation submissions get here, proved by trying.

Theory of operation. Before anything is graded, a program of our own is run the way a submission is,
and tries what a submission must not do. A level is claimed only when every probe failed. Nothing
is concluded from versions or settings. The zygote that proved a level can then run submissions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from autograder import system
from autograder.errors import GraderFault, UsageError
from autograder.results import Level

if TYPE_CHECKING:
    from autograder.sandbox.outside.zygote import Zygote


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
    return enough(best(), minimum)


def enough(proof: Proof, minimum: Level) -> Level:
    """Return the level that was proved.

    Raises:
        UsageError: it is less than what is asked for.
    """
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
    with Proving() as proving:
        return proving.proof()


class Proving:
    """A proof on its way: its process starts at once, and `proof` waits for it.

    Attributes:
        zygote: what proved the level, to run submissions with; None below `sealed`.
    """

    def __init__(self) -> None:
        self.zygote: Zygote | None = None
        self._lack = system.lack()
        if self._lack is None:
            # Not before: other systems lack modules that these import.
            from autograder.sandbox.walls import bubblewrap
            from autograder.sandbox.walls.sealing import SealError

            self._walls = bubblewrap.prefix()
            with suppress(SealError):  # `proof` says so
                self._start(self._walls or ())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.zygote is not None:
            self.zygote.close()
            self.zygote = None

    def proof(self) -> Proof:
        """Try the levels from the strongest down, and return the first that holds."""
        if self._lack is not None:
            reason, remedy = self._lack.reason, self._lack.remedy
            return Proof(level=Level.OPEN, probes={}, reason=reason, remedy=remedy)
        if self._walls is None:
            return self._sealed("bubblewrap is not installed", "install bubblewrap")
        from autograder.sandbox.walls.sealing import SealError

        try:
            walled = self._probes(self._walls)
        except (GraderFault, SealError) as error:
            return self._sealed(f"bubblewrap's walls are not to be had: {error}")
        if any(walled.values()):
            self.__exit__()
            return self._sealed("bubblewrap's walls have gaps")
        return Proof(level=Level.WALLED, probes=walled)

    def _sealed(self, reason: str, remedy: str = "") -> Proof:
        """Try `sealed`, which is not `walled` for this reason."""
        from autograder.sandbox.outside import probe
        from autograder.sandbox.walls.sealing import SealError

        try:
            sealed = self._probes(())
        except SealError as error:
            return Proof(level=Level.OPEN, probes={}, reason=str(error), remedy=error.remedy)
        except GraderFault as error:
            return Proof(level=Level.OPEN, probes={}, reason=str(error))
        let_through = [act for act, happened in sealed.items() if happened and act != probe.SEEING]
        if let_through:
            self.__exit__()
            reason, remedy = f"a sealed submission could still {', '.join(let_through)}", ""
        level = Level.OPEN if let_through else Level.SEALED
        return Proof(level=level, probes=sealed, reason=reason, remedy=remedy)

    def _probes(self, walls: Sequence[str]) -> dict[str, bool]:
        from autograder.sandbox.outside import probe

        zygote = self.zygote or self._start(walls)
        try:
            return probe.probes(zygote)
        except BaseException:
            self.__exit__()
            raise

    def _start(self, walls: Sequence[str]) -> Zygote:
        from autograder.sandbox.outside.zygote import Zygote
        from autograder.sandbox.walls import seccomp

        self.zygote = Zygote(program=seccomp.program(), walls=walls)
        return self.zygote
