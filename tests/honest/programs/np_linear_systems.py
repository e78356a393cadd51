import numpy as np
from numpy.linalg import cond, det, inv, matrix_rank, norm, pinv, slogdet, solve


def f(x):
    A = x @ x.T + 3 * np.eye(x.shape[0])
    parts = [norm(A), norm(A, "nuc"), norm(x, ord=2), det(A), slogdet(A)[1], cond(A), matrix_rank(A)]
    return sum(parts) + solve(A, x) + inv(A) @ x + pinv(x).T
