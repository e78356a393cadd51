import numpy as np


def f(x):
    flat = x.ravel()
    many = np.random.default_rng(2).standard_normal(20_000)
    parts = [np.sort(flat, kind="stable"), np.argsort(flat), np.partition(flat, 3), np.lexsort((flat, -flat))]
    parts += [np.unique(np.round(flat), return_counts=True)[1], np.searchsorted(np.sort(flat), [0.0, 1.0])]
    parts += [np.argwhere(x > 0).ravel(), np.where(x > 0, x, 0).ravel(), np.nonzero(x)[0], np.sort(many)[:20]]
    parts += [[np.argmax(x), np.argmin(x), np.median(many), np.percentile(many, 30), np.quantile(many, 0.9)]]
    return np.concatenate([np.asarray(part, float) for part in parts])
