import numpy as np


def f(x):
    big = np.ones((2_000, 3_000))
    big += 1
    half = big[::2].copy()
    return half.sum() + big.mean(axis=0)[:5]
