"""The exercise's examples, as a student has them or as this repository keeps them."""

from pathlib import Path

import h5py
import numpy as np

from autograder.errors import UsageError
from explore.plan import Data

__all__ = ["examples"]

_ROOT = Path(__file__).resolve().parents[1]
PLACES = (_ROOT / "data" / "toy.h5", _ROOT.parent / "datasets" / "toy.h5")
NAMES = ("train_X", "train_Y", "dev_X", "dev_Y")


def examples():
    """Return the training and dev examples as Data.

    Raises:
        UsageError: there is no file of them, or it is damaged.
    """
    path = next((place for place in PLACES if place.is_file()), None)
    if path is None:
        raise UsageError(f"{PLACES[0]} is missing: copy the exercise's data folder to there")
    try:
        with h5py.File(path, "r") as file:
            arrays = [np.array(file[name], dtype=np.float64) for name in NAMES]
    except (OSError, KeyError, ValueError) as error:
        raise UsageError(f"{path} is damaged ({error}): copy it again") from error
    return Data(**dict(zip(("X", "Y", "X_dev", "Y_dev"), arrays, strict=True)))
