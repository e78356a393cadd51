"""What the page is told: everything that was found, as plain values for its script and table."""

import numpy as np

from autograder.text import visible
from explore.training import SETTLED, window

__all__ = ["content", "entropy", "remarks", "rows"]

SLOPE_OFF = 1e-4  # as a share of the slope: far above what rounding does
DIGITS = 6
AT_ZERO = 1e-3  # as a share of the weights in the beginning


def content(filename, data, explored, dashed):
    """Return what the page's script draws from.

    Args:
        filename: whose functions these are.
        data: explore.plan.Data.
        explored: explore.run.Explored of the student's functions.
        dashed: the same of the reference, or None.
    """
    unit = _unit(explored.runs)
    plan = explored.plan
    return {
        "file": visible(filename),
        "m": data.m,
        "dev": data.X_dev.shape[1],
        "alpha": plan.alpha,
        "share": float(data.Y.mean()),
        "ceiling": entropy(data),
        "cap": 2 * data.m / plan.alpha,
        "settled": SETTLED,
        "window": window(data),
        "points": _points(data),
        "unit": unit + 1,
        "remarked": bool(remarks(explored, data)),
        "runs": [_run(run, unit) for run in explored.runs],
        "reference": None if dashed is None else [_run(run, unit) for run in dashed.runs],
        "search": _search(explored.search, plan),
    }


def entropy(data):
    """Return H(ȳ), the cross-entropy of predicting the share of class 1 for every example."""
    share = float(data.Y.mean())
    return float(-share * np.log(share) - (1 - share) * np.log(1 - share))


def remarks(explored, data):
    """Return what the two functions show about themselves, in sentences; right ones show nothing.

    They are compared with each other only: their gradient with the slope of their J.
    """
    without, with_it = explored.look["slope"]
    at_zero, moves = explored.look["at_zero"], explored.look["moves"]
    found = []
    if not _small(without):
        found.append(
            "Even with λ = 0 your gradients are not the slope of your J, so these curves are not "
            "those of the exercise: run the self-check first."
        )
    elif not _small(with_it):
        found.append(
            "Your gradients are the slope of your J without λ, and no longer with it: one of the "
            "two treats the L2 term differently, so run the self-check on both."
        )
    if moves is not None and abs(moves) < 1e-12:
        found.append("Your J is the same whatever λ is: its L2 term is missing or always 0.")
    if at_zero is None or abs(at_zero - entropy(data)) > 1e-9:
        found.append(
            "Your J at W = 0 is not H(ȳ), so the ceiling that is drawn is not that of your J."
        )
    return found


def rows(explored):
    """Return the rows of the table, as texts: one for each λ."""
    return [
        (
            _number(run["lambda"]),
            _number(run["J"]),
            _number(run["cross_entropy"]),
            _number(_term(run)),
            *(_number(norm) for norm in run["norms"]),
            f"{100 * run['train']:.1f} %",
            f"{100 * run['dev']:.1f} %",
            " + ".join(str(count) for count in run["silent"]),
            f"{run['state']} after {run['steps']:,}",
        )
        for run in explored.runs
    ]


def _small(error):
    return error is not None and error <= SLOPE_OFF


def _run(run, unit):
    names = ("lambda", "J", "norms", "state", "steps", "collapsed", "silent")
    short = {name: _rounded(run[name]) for name in (*names, "train", "dev")}
    path = _shown(
        [[step, *(part[unit] for part in parts), rate] for step, *parts, rate in run["path"]]
    )
    entropies = {"ce": _rounded(run["cross_entropy"]), "l2": _rounded(_term(run))}
    return short | entropies | {"grid": run["grid"], "path": path}


def _shown(path):
    """Return the part of a unit's path that can be seen: up to where it is at 0, or runs away."""
    shown = []
    for step, weights, *pulls, rate in path:
        if any(None in part for part in (weights, *pulls)):
            break
        shown.append(_rounded([step, weights, *pulls, rate]))
        if np.hypot(*weights) < AT_ZERO * np.hypot(*path[0][1]):
            break
    return shown


def _term(run):
    """Return the student's L2 term: what their J has beside the cross-entropy."""
    if run["J"] is None or run["cross_entropy"] is None:
        return None
    return run["J"] - run["cross_entropy"]


def _unit(runs):
    """Return the unit of layer 1 that learns the largest weights at the smallest λ above 0."""
    path = runs[min(1, len(runs) - 1)]["path"]
    weights = np.array(path[-1][1], dtype=float)
    return int(np.argmax(np.nan_to_num(np.hypot(*weights.T))))


def _points(data):
    both = ((data.X, data.Y), (data.X_dev, data.Y_dev))
    train, dev = ([*map(_rounded, [*X.tolist(), Y[0].tolist()])] for X, Y in both)
    return {"train": train, "dev": dev}


def _search(found, plan):
    if found is None:
        return None
    return {
        "draws": [
            {
                "lambda": _rounded(draw.lambd),
                "scores": _rounded(list(draw.scores)),
                "mean": _rounded(draw.mean),
                "error": _rounded(draw.error),
            }
            for draw in found.draws
        ],
        "best": _rounded(found.best.lambd),
        "band": _rounded(list(found.band)),
        "repeats": plan.repeats,
        "steps": plan.search_steps,
    }


def _rounded(value):
    """Return `value` with fewer digits, which a page does not show anyway."""
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def _number(value):
    if value is None:
        return "not finite"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return "0" if value == 0 else f"{value:.3g}" if abs(value) >= 1e-3 else f"{value:.1e}"
