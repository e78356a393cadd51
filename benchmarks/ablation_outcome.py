"""What came of taking a wall away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.ablation_wall import Wall


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one run of pytest.

    Attributes:
        ran: how many tests were run.
        noticed: the tests that saw what got through.
        otherwise: the tests that failed for another reason, each with its message.
        fault: why the run tells nothing; empty when it does.
    """

    ran: int = 0
    noticed: tuple[str, ...] = ()
    otherwise: tuple[tuple[str, str], ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one wall.

    Attributes:
        together: without all of its parts.
        alone: without each part, in order; empty when the wall has only one.
    """

    wall: Wall
    together: Outcome
    alone: tuple[Outcome, ...] = ()


def problems(results: Sequence[Result]) -> list[str]:
    """Return a sentence for each wall whose removal was not noticed enough."""
    found = []
    for result in results:
        wall, outcome = result.wall, result.together
        faults = [part.fault for part in (outcome, *result.alone) if part.fault]
        if faults:
            found.append(f"{wall.name}: {faults[0]}")
        elif len(outcome.noticed) < wall.needed:
            other = "".join(f"\n  {test}: {why[:300]}" for test, why in outcome.otherwise[:3])
            found.append(
                f"{wall.name}: {len(outcome.noticed)} of {outcome.ran} tests see what gets "
                f"through, and {wall.needed} must: write one that does.{other}"
            )
    return found
