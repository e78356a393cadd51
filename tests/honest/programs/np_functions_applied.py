import numpy as np


def scalar(a, b=1.0):
    return a - b if a > b else a + b


def f(x):
    parts = [
        np.vectorize(scalar)(x),
        np.apply_along_axis(np.ptp, 0, x),
        np.apply_over_axes(np.sum, x, [0, 1]),
        np.frompyfunc(scalar, 2, 1)(x, 0.5).astype(float),
        np.fromfunction(lambda i, j: i + 2 * j, (2, 3)),
        np.piecewise(x, [x < 0, x >= 0], [lambda v: -v, lambda v: v**2]),
        np.select([x < 0, x > 1], [x, x * 2], default=7.0),
    ]
    return np.concatenate([part.ravel() for part in parts])
