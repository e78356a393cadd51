import numpy as np
from reg_utils import compute_cost as cross_entropy_of

sq = lambda W: float(np.vdot(W, W))

compute_cost_with_regularization = lambda A3, Y, parameters, lambd: (
    cross_entropy_of(A3, Y) + lambd / (2 * Y.shape[1]) * sum(sq(parameters[f"W{l}"]) for l in range(1, 4))
)


def my_backprop(X, Y, cache, lambd):
    m = Y.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    g = {"dZ3": A3 - Y}
    g["dA2"] = W3.T @ g["dZ3"]
    g["dZ2"] = g["dA2"] * np.sign(A2)
    g["dA1"] = W2.T @ g["dZ2"]
    g["dZ1"] = g["dA1"] * np.sign(A1)
    g |= {f"dW{l}": (g[f"dZ{l}"] @ A.T + lambd * W) / m for l, A, W in [(1, X, W1), (2, A1, W2), (3, A2, W3)]}
    g |= {f"db{l}": g[f"dZ{l}"].mean(1)[:, None] for l in (1, 2, 3)}
    return g


backward_propagation_with_regularization = my_backprop
