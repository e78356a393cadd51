"""Choosing λ: a random search on a log scale, repeated, with its uncertainty."""

from dataclasses import dataclass, replace

import numpy as np

from explore.plan import Task

__all__ = ["Draw", "Search", "described", "summary", "tasks", "verdict"]

FIRST = "Correct the two functions before you choose."
NOTHING = "There is nothing to compare: training diverged, or there was no time for the search."


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """One λ and the dev accuracy that it reached on each split.

    Attributes:
        error: the standard error of the mean over the splits.
    """

    lambd: float
    scores: tuple[float, ...]
    mean: float
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """All draws by λ, the best of them, and those that cannot be told from it.

    Attributes:
        band: smallest and largest λ around the best that cannot be told from it.
        diverged: how many values of λ are left out because training diverged with them.
    """

    draws: tuple[Draw, ...]
    best: Draw
    band: tuple[float, float]
    diverged: int = 0

    @property
    def chosen(self):
        """The λ to take: the largest of the band."""
        return self.band[1]


def tasks(plan, m):
    """Return one task for each λ that is drawn and each split."""
    one = Task(lambd=0.0, steps=plan.search_steps, detailed=False)
    return [
        replace(one, lambd=lambd, repeat=repeat)
        for repeat in range(1, plan.repeats + 1)  # if time is up, every λ has met the same splits
        for lambd in plan.drawn(m)
    ]


def summary(asked, results):
    """Return the Search that results make; None when fewer than two λ have two splits each.

    Args:
        asked: what `tasks` returned.
        results: what each of them gave, or None. A λ with which training diverges, even once,
            is left out: there is no network to judge.
    """
    scores: dict[float, list[float]] = {}
    for task, result in zip(asked, results, strict=True):
        if result is not None:
            scores.setdefault(task.lambd, []).append(result["dev"])
    judged = {lambd: found for lambd, found in scores.items() if None not in found}
    draws = [_draw(lambd, found) for lambd, found in sorted(judged.items()) if len(found) > 1]
    if len(draws) < 2:
        return None
    best = max(draws, key=lambda draw: draw.mean)
    band, diverged = _band(draws, best), len(scores) - len(judged)
    return Search(draws=tuple(draws), best=best, band=band, diverged=diverged)


def described(found):
    """Return how a Search was made, in a sentence or two."""
    tried = len(found.draws) + found.diverged
    lost = f" Training diverged at {found.diverged} of them." if found.diverged else ""
    splits = max(len(draw.scores) for draw in found.draws)
    return (
        f"{tried} values of λ, 0 and others drawn at random on the log scale, were each trained "
        f"on {splits} random splits.{lost} The best mean is at λ = {_shown(found.best.lambd)}."
    )


def verdict(found, *, is_right=True):
    """Return which λ to take, by a Search or None, in the words of page and notebook alike.

    Functions that are not right have no λ that could be taken.
    """
    if found is None:
        return NOTHING
    low, high = map(_shown, found.band)
    if found.band[0] == found.band[1]:
        told, zero = f"λ = {high} is the best, and all others are worse", ""
        take = f"Take λ = {high}."
    else:
        told, zero = f"Any λ from {low} to {high} is as good as the best", _zero(found)
        take = f"Take the largest, λ = {high}: it is the simplest model that does the job."
    return f"{told}, as far as these examples can tell{zero}. {take if is_right else FIRST}"


def _zero(found):
    """Return the part of a sentence that says whether λ = 0 is as good, if it was tried."""
    if found.draws[0].lambd != 0:
        return ""
    return f"; λ = 0 is {'among them' if found.band[0] == 0 else 'worse'}"


def _shown(lambd):
    return f"{float(f'{lambd:.2g}'):,g}"


def _draw(lambd, scores):
    error = float(np.std(scores, ddof=1) / np.sqrt(len(scores)))
    return Draw(lambd=lambd, scores=tuple(scores), mean=float(np.mean(scores)), error=error)


def _band(draws, best):
    """Go from the best to both sides, up to the first that is worse for sure."""
    low = high = draws.index(best)
    while low > 0 and not _worse(draws[low - 1], best):
        low -= 1
    while high + 1 < len(draws) and not _worse(draws[high + 1], best):
        high += 1
    return draws[low].lambd, draws[high].lambd


def _worse(draw, best):
    """Return whether a draw is worse by more than two standard errors, compared split by split.

    On one split all values of λ meet the same easy or hard examples, so the difference on it says
    more than the difference of two means.
    """
    pairs = zip(best.scores, draw.scores, strict=False)  # time may have been up before the last
    behind = _draw(draw.lambd, tuple(high - low for high, low in pairs))
    return behind.mean > 2 * behind.error
