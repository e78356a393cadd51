import numpy as np


def f(x):
    parts = [x.sum(axis=0, keepdims=True), x.mean(1), x.var(), x.std(ddof=1), np.prod(x), np.cumsum(x), np.cumprod(x)]
    parts += [np.diff(x), np.gradient(x[0]), np.trapezoid(x[0]), np.add.reduceat(x[0], [0, 2]), np.maximum.accumulate(x)]
    parts += [np.nansum(np.where(x > 0, np.nan, x)), np.average(x, axis=0), np.cov(x), np.corrcoef(x), np.histogram(x)[0]]
    return np.concatenate([np.ravel(part) for part in parts])
