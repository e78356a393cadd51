"""What the page is told: everything that was found, as plain values for its script and table."""

import math

import numpy as np

from autograder.text import visible
from explore.diagnosis import diagnosed
from explore.minimum import SETTLED
from explore.plan import LINE
from explore.search import verdict

__all__ = ["ceiling", "content", "falls", "rows", "total"]

DIGITS = 6
AT_ZERO = 1e-3  # as a share of the weights in the beginning
BRIEF = ("lambda", "J", "norms", "state", "steps", "collapsed", "silent", "train", "dev")


def content(filename, data, explored, right):
    """Return what the page's script draws from.

    Args:
        filename: whose functions these are.
        data: explore.plan.Data.
        explored: explore.run.Explored of the student's functions.
        right: what explore.diagnosis.public returns.
    """
    unit = _unit(explored.runs)
    plan, diagnosis = explored.plan, diagnosed(explored, right, data)
    is_right = not diagnosis.sentences
    return {
        "file": visible(filename),
        "m": data.m,
        "dev": data.X_dev.shape[1],
        "alpha": plan.alpha,
        "share": float(data.Y.mean()),
        "ceiling": ceiling(data),
        "own_ceiling": explored.look["at_zero"],
        "cap": 2 * data.m / plan.alpha,
        "settled": SETTLED,
        "window": data.window(),
        "points": _points(data),
        "unit": unit + 1,
        "remarks": list(diagnosis.sentences),
        "pull": diagnosis.pull,
        "t": LINE.tolist(),
        "runs": [_run(run, unit) for run in explored.runs],
        "starts": _starts(explored),
        "along": _along(explored.along),
        "right": None if is_right or right is None else [_right(run) for run in right["runs"]],
        "search": _search(explored.search, plan),
        "verdict": verdict(explored.search, is_right=is_right),
    }


def ceiling(data):
    """Return H(ȳ), the cross-entropy of predicting the share of class 1 for every example."""
    share = float(data.Y.mean())
    return float(-share * np.log(share) - (1 - share) * np.log(1 - share))


def total(run):
    """Return the norm of all weights together; None where it is not finite."""
    return None if None in run["norms"] else math.hypot(*run["norms"])


def rows(explored):
    """Return the rows of the table, as texts: one for each λ."""
    return [
        (
            _number(run["lambda"]),
            _number(run["J"]),
            _number(run["cross_entropy"]),
            _number(_term(run)),
            *(_number(norm) for norm in (*run["norms"], total(run))),
            _percent(run["train"]),
            _percent(run["dev"]),
            " + ".join(str(count) for count in run["silent"]),
            f"{run['state']} after {run['steps']:,}",
        )
        for run in explored.runs
    ]


def falls(runs):
    """Return the last λ whose weights fit and the first where they collapse; None if none follow.

    A collapse after trainings that diverged is no fall. Before the smallest λ that was trained, 0
    is taken for the last that fits: there nothing pulls.
    """
    ordered = sorted(runs, key=lambda run: run["lambda"])
    first = next((at for at, run in enumerate(ordered) if run["collapsed"]), None)
    if first is None or ordered[first]["lambda"] == 0:
        return None
    before = ordered[first - 1] if first else {"lambda": 0.0, "state": ""}
    if before["state"] == "diverged":
        return None
    return [before["lambda"], ordered[first]["lambda"]]


def _run(run, unit):
    short = {name: _rounded(run[name]) for name in BRIEF} | {"total": _rounded(total(run))}
    path = _shown(
        [[step, *(part[unit] for part in parts), rate] for step, *parts, rate in run["path"]]
    )
    parts = {"ce": _rounded(run["cross_entropy"]), "l2": _rounded(_term(run))}
    return (
        short
        | parts
        | {
            "polished": run["polished"],
            "path": path,
            "grid": run.get("grid"),
            "slopes": _rounded(run.get("slopes")),
            "line": _rounded(run.get("line")),
        }
    )


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


def _starts(explored):
    """Return total ‖W‖ over λ from each start, and where it falls; the exercise's own is first."""
    found = []
    for start in range(explored.plan.starts + 1):
        runs = explored.runs if start == 0 else explored.starts
        runs = [run for run in runs if run["start"] == start]
        drawn = sorted((run for run in runs if run["lambda"] > 0), key=lambda run: run["lambda"])
        if drawn:
            curve = [[_rounded(run["lambda"]), _rounded(total(run))] for run in drawn]
            found.append({"curve": curve, "falls": _rounded(falls(runs))})
    return found


def _along(found):
    if found is None:
        return None
    return {
        "lambda": _rounded(found["lambda"]),
        "line": _rounded(found["line"]),
        "crossing": _rounded(found["crossing"]),
    }


def _right(run):
    return {
        "lambda": _rounded(run["lambda"]),
        "J": _rounded(run["J"]),
        "ce": _rounded(run["cross_entropy"]),
        "total": _rounded(total(run)),
        "dev": _rounded(run["dev"]),
    }


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
        "chosen": _rounded(found.chosen),
        "repeats": plan.repeats,
        "steps": plan.search_steps,
    }


def _rounded(value, digits=DIGITS):
    """Return `value` with fewer digits, which a page does not show anyway."""
    if isinstance(value, list | tuple):
        return [_rounded(item, digits) for item in value]
    return float(f"{value:.{digits}g}") if isinstance(value, float) else value


def _percent(share):
    return "none" if share is None else f"{100 * share:.1f} %"


def _number(value):
    if value is None:
        return "not finite"
    if abs(value) >= 1e6:
        return f"{value:.1e}"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return "0" if value == 0 else f"{value:.3g}" if abs(value) >= 1e-3 else f"{value:.1e}"
