import numpy as np


def f(x):
    U, s, Vt = np.linalg.svd(x, full_matrices=False)
    symmetric = x @ x.T
    Q, R = np.linalg.qr(x)
    values, vectors = np.linalg.eigh(symmetric)
    general = np.linalg.eigvals(symmetric + np.triu(np.ones_like(symmetric)))
    L = np.linalg.cholesky(symmetric + np.eye(len(symmetric)))
    solution = np.linalg.lstsq(x.T, np.ones(x.shape[1]), rcond=None)[0]
    parts = [U * s @ Vt, Q @ R, values, vectors, general.real, general.imag, L, solution]
    return np.concatenate([np.abs(part).ravel() for part in parts])
