"""What is trained: the examples, the network, and the values of λ."""

from dataclasses import dataclass, replace
from pathlib import Path

import h5py
import numpy as np

from autograder.errors import UsageError

__all__ = [
    "COST",
    "FULL",
    "GRADIENTS",
    "LAYERS",
    "LINE",
    "NAMES",
    "PROBED",
    "SLOPE_OFF",
    "Data",
    "Plan",
    "Task",
    "examples",
]

COST = "compute_cost_with_regularization"
GRADIENTS = "backward_propagation_with_regularization"
LAYERS = (2, 20, 3, 1)
NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")
PROBED = (0.0, 0.5, 1.0, 2.0, 4.0)  # values of λ at which the L2 term is looked at
SLOPE_OFF = 1e-4  # share by which gradients may miss the slope of J: far above what rounding does
LINE = np.linspace(0.0, 1.5, 31)  # how far along the line from W = 0 to W*, which is 1

_ROOT = Path(__file__).resolve().parents[1]
PLACES = (_ROOT / "data" / "toy.h5", _ROOT.parent / "datasets" / "toy.h5")
DATASETS = ("train_X", "train_Y", "dev_X", "dev_Y")
STARTS_FROM = 0.5  # smallest λ that is trained from the other starts as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """Training and dev examples: X of shape (2, m), Y of shape (1, m)."""

    X: np.ndarray
    Y: np.ndarray
    X_dev: np.ndarray
    Y_dev: np.ndarray

    @property
    def m(self):
        """The number of training examples."""
        return self.X.shape[1]

    def window(self):
        """Return left, bottom, right and top of the square part of the plane that is drawn."""
        X = np.hstack([self.X, self.X_dev])
        middle = (X.max(axis=1) + X.min(axis=1)) / 2
        half = 1.06 * float(np.max(X.max(axis=1) - X.min(axis=1))) / 2
        return [*(middle - half).tolist(), *(middle + half).tolist()]

    def split_again(self, seed):
        """Return the same examples, split at random into two sets of the same sizes."""
        X, Y = np.hstack([self.X, self.X_dev]), np.hstack([self.Y, self.Y_dev])
        order = np.random.default_rng(seed).permutation(X.shape[1])
        train, dev = order[: self.m], order[self.m :]
        return Data(X=X[:, train], Y=Y[:, train], X_dev=X[:, dev], Y_dev=Y[:, dev])


def examples():
    """Return the training and dev examples as Data, of the hand-out or of the repository.

    Raises:
        UsageError: there is no file of them, or it is damaged.
    """
    path = next((place for place in PLACES if place.is_file()), None)
    if path is None:
        raise UsageError(f"{PLACES[0]} is missing: copy the exercise's data folder to there")
    try:
        with h5py.File(path, "r") as file:
            arrays = [np.array(file[name], dtype=np.float64) for name in DATASETS]
    except (OSError, KeyError, ValueError) as error:
        raise UsageError(f"{path} is damaged ({error}): copy it again") from error
    return Data(**dict(zip(("X", "Y", "X_dev", "Y_dev"), arrays, strict=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One training, from its own start to its end.

    Attributes:
        steps: how often J or its gradient is computed, at most.
        start: 0 for the fixed initial weights; another number for others.
        repeat: 0 for the examples as they were given; another number for a random split.
        begin: the parameters to begin with, instead of those of the start.
        detailed: whether the decision boundary and the steps on the way are wanted.
    """

    lambd: float
    steps: int
    start: int = 0
    repeat: int = 0
    begin: dict[str, list[list[float]]] | None = None
    detailed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is trained, and for how long.

    Attributes:
        alpha: the learning rate with which every training begins.
        smallest: the smallest λ above 0.
        coarse_steps: the most updates of each training of the first, coarse page.
        coarse_positions: how many values of λ that page has, besides 0.
        steps: the most updates of one training on the slider.
        start_steps: the most updates of one training from another start.
        search_steps: the most updates of one training of the random search.
        positions: how many values of λ the slider has, besides 0 and those near the collapse.
        refinements: how many more values of λ are tried where the weights collapse.
        starts: from how many other initial weights the collapse is looked at.
        draws: how many values of λ the random search draws, besides 0.
        repeats: how many splits it tries each of them on.
        work_seconds: what all trainings together should take of one core; with slow functions
            they get fewer steps.
        total_seconds: wall clock after which the page is made of what there is.
    """

    alpha: float = 0.3
    smallest: float = 0.03
    coarse_steps: int = 250
    coarse_positions: int = 9
    steps: int = 2_500
    start_steps: int = 600
    search_steps: int = 500
    positions: int = 20
    refinements: int = 5
    starts: int = 2
    draws: int = 13
    repeats: int = 5
    workers: int = 2
    work_seconds: float = 60.0
    total_seconds: float = 120.0

    def largest(self, m):
        """Return the largest λ that is trained: at 2m/α and beyond no update shrinks W."""
        return 0.95 * 2 * m / self.alpha

    def lambdas(self, m):
        """Return 0 and the evenly spaced (on a log scale) values of λ."""
        return [0.0, *np.geomspace(self.smallest, self.largest(m), self.positions).tolist()]

    def drawn(self, m):
        """Return 0 and random values of λ: one in each of equal parts of the log scale."""
        low, high = np.log([self.smallest, self.largest(m)])
        parts = (np.arange(self.draws) + np.random.default_rng(7).random(self.draws)) / self.draws
        return [0.0, *np.exp(low + (high - low) * parts).tolist()]

    def coarse(self):
        """Return the plan of the first page: few and short trainings, and no search."""
        return replace(
            self,
            steps=self.coarse_steps,
            positions=self.coarse_positions,
            refinements=0,
            starts=0,
            draws=0,
        )

    def trainings(self, lambdas):
        """Return the tasks of the slider, and those from other initial weights.

        The others are trained at those values of λ only at which the weights may collapse.
        """
        others = [lambd for lambd in lambdas if lambd > STARTS_FROM]
        return [Task(lambd=lambd, steps=self.steps) for lambd in lambdas], [
            Task(lambd=lambd, steps=self.start_steps, start=start, detailed=False)
            for start in range(1, self.starts + 1)
            for lambd in others
        ]


FULL = Plan()
