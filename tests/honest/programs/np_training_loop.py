import numpy as np


def f(x):
    np.random.seed(3)
    W, b, costs = np.random.randn(1, x.shape[0]) / np.sqrt(x.shape[0]), np.zeros((1, 1)), []
    Y = (x[:1] > 0).astype(int)
    for i in range(2_000):
        A = 1 / (1 + np.exp(-(W @ x + b)))
        dZ = A - Y
        W -= 0.1 * (dZ @ x.T / Y.size + 0.01 * W)
        b -= 0.1 * dZ.mean(axis=1, keepdims=True)
        if i % 100 == 0:
            costs.append(float(-np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))))
            print(f"Cost after iteration {i}: {costs[-1]}")
    return np.append(W, costs)
