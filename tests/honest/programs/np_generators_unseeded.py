import numpy as np


def f(x):
    rng = np.random.default_rng()
    children = np.random.SeedSequence().spawn(2)
    return float(0 <= rng.random() < 1) + len(children)
