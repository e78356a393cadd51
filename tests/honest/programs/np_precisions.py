import numpy as np


def f(x):
    half, single, long = x.astype(np.float16), x.astype(np.float32), x.astype(np.longdouble)
    eps = [np.finfo(kind).eps for kind in (np.float16, np.float32, np.float64, np.longdouble)]
    ints = np.array([250, 10], np.uint8) + np.uint8(10)
    parts = [np.exp(half), np.tanh(single), np.sqrt(np.abs(long)), eps, ints, np.array([np.iinfo(np.int32).max])]
    return np.concatenate([np.asarray(part, np.float64).ravel() for part in parts])
