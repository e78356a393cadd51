import numpy as np


def f(x):
    A = np.random.default_rng(1).standard_normal((150, 150))
    parts = [np.linalg.svd(A, compute_uv=False)[:50], np.abs(np.linalg.eigvals(A))[:50], np.linalg.solve(A, A[:, 0])[:50]]
    return np.concatenate(parts)
