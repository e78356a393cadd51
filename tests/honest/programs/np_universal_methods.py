import numpy as np


def f(x):
    out = np.zeros_like(x)
    np.add(x, 1, out=out, where=x > 0)
    np.add.at(out, (0, [0, 0]), 5.0)
    np.multiply.outer(x[0], x[1])
    bits = np.bitwise_xor.reduce(np.arange(10)) + np.left_shift(1, 4)
    return out + np.logical_and(x > 0, x < 1) + bits
