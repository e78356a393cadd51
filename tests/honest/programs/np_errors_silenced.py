import numpy as np


def f(x):
    with np.errstate(divide="ignore", invalid="ignore"):
        hidden = np.nan_to_num(np.log(np.zeros(3)) / np.zeros(3), nan=5.0)
    old = np.seterr(all="raise")
    try:
        np.exp(np.array([1000.0]))
    except FloatingPointError:
        hidden = hidden + 1
    finally:
        np.seterr(**old)
    return hidden
