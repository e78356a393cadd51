import numpy as np


def f(x):
    rng = np.random.default_rng(0)
    A, B = rng.standard_normal((2, 300, 300))
    C = A @ B
    single = A.astype(np.float32) @ B.astype(np.float32)
    return np.concatenate([C[0, :50], C.sum(axis=1)[:50], single[0, :50], [np.trace(C)]])
