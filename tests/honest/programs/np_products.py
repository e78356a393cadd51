import numpy as np


def f(x):
    parts = [
        np.einsum("ij,kj->ik", x, x),
        np.einsum("ij,ij->", x, x, optimize=True),
        np.tensordot(x, x, axes=([1], [1])),
        np.kron(x[:1], x[:1]),
        np.outer(x[0], x[1]),
        np.vdot(x, x),
        np.inner(x, x),
        np.cross(x[0, :3], x[1, :3]),
        np.linalg.multi_dot([x, x.T, x]),
        np.linalg.matrix_power(x @ x.T, 3),
        np.dot(x, x.T),
    ]
    return np.concatenate([np.ravel(part) for part in parts])
