"""The two-dimensional data that students train on: who heads the ball, and where.

A goalkeeper's kick comes down at (x1, x2) on a pitch; the class is 1 when a player of our own
team heads it. Our team stands above a bent border that is blurred, and now and then luck decides:
a network that is free to do so learns the luck by heart.

Coordinates are integers over 1024 and every decision is made in integers, so that the same seed
gives the same points on every machine.
"""

import numpy as np

__all__ = ["SEED", "arrays"]

SEED = 3  # the notebook describes what these points show, so no term changes it
_UNIT = 1024  # one unit of length
_HALF = 820  # the pitch reaches as far as this on each side of its middle
_SIZES = {"train": 211, "dev": 200}
_NOISE = 130  # each of the draws that blur a border is at most this far from 0
_DRAWS = 4
_LUCK = 16  # one header in so many goes to the other side


def arrays(seed=SEED):
    """Return train_X (2, 211), train_Y (1, 211), dev_X (2, 200) and dev_Y (1, 200), as float64.

    Args:
        seed: any integer; the same one gives the same points.
    """
    stream = np.random.RandomState(seed % 2**32)
    found = {}
    for name, size in _SIZES.items():
        points = stream.randint(-_HALF, _HALF + 1, (2, size), np.int64)
        blur = stream.randint(-_NOISE, _NOISE + 1, (_DRAWS, size), np.int64).sum(axis=0)
        found[f"{name}_X"] = points / _UNIT
        lucky = stream.randint(0, _LUCK, size, np.int64) == 0
        ours = (_above(*points) + blur > 0) ^ lucky
        found[f"{name}_Y"] = ours[np.newaxis].astype(np.float64)
    return found


def _above(across, up):
    """Return how far above the border a point lies: a line with one bend, in 1024ths."""
    bend = 3 * across * across // (2 * _UNIT)
    return up + across // 3 - bend + 300
