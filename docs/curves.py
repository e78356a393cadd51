"""Make `assignment/explore/right.json`: what the page on W finds with right functions.

    python -m docs.curves

The page draws these numbers beside those of functions that are wrong. They are results of the
exercise's own functions on its public examples; they change when the training of the page does.
"""

import json
import sys
from pathlib import Path

from autograder.description import find
from autograder.student import finding

ROOT = Path(__file__).resolve().parents[1]
DIGITS = 8
MORE_DIGITS = 12  # of what differences are taken of
NAMES = ("lambda", "J", "cross_entropy", "norms", "dev", "collapsed", "start", "state")


def computed():
    """Return `look` and `runs` of the reference, with a few digits each."""
    sys.path.insert(0, str(ROOT / "assignment"))
    from explore import crew, plan, run

    data, file = plan.examples(), finding.read(ROOT / "solutions/regularization.py")
    hired = crew.Crew(find(ROOT), file, data, plan.FULL)
    found = run.trained(hired, data, plan.FULL, lambda _: None, searched=False)
    look = {name: value for name, value in found.look.items() if name != "seconds"}
    runs = [{name: each[name] for name in NAMES} for each in found.runs]
    return {"look": _rounded(look, MORE_DIGITS), "runs": _rounded(runs, DIGITS)}


def _rounded(value, digits):
    if isinstance(value, dict):
        return {name: _rounded(item, digits) for name, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item, digits) for item in value]
    return float(f"{value:.{digits}g}") if isinstance(value, float) else value


if __name__ == "__main__":
    text = json.dumps(computed(), separators=(",", ":"))
    (ROOT / "assignment/explore/right.json").write_text(text + "\n", "utf-8")
