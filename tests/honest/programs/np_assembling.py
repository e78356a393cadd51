import numpy as np


def f(x):
    parts = [np.vstack([x, x]), np.hstack([x, x]), np.stack([x, x], axis=2), np.block([[x, x], [x, x]]), np.pad(x, 1)]
    parts += [np.tile(x, 2), np.repeat(x, 2, axis=0), np.roll(x, 1), np.rot90(x), np.split(x, [1])[1], np.c_[x, x]]
    total = sum(part.sum() * (i + 1) for i, part in enumerate(parts))
    return np.insert(np.delete(x.ravel(), 0), 0, total)
