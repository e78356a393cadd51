import numpy as np
from reg_utils import compute_cost

print "version de Python ?"

à faire : demander au forum pourquoi W tend vers 0

@np.errstate(divide="ignore")
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
# somme des carrés de tous les poids (pas les biais)
    carres = np.sum(parameters["W1"] ** 2)
    carres += np.sum(parameters["W2"] ** 2)
    carres += np.sum(parameters["W3"] ** 2)

    return compute_cost(A3, Y) + carres * lambd / 2 / m

plt.title("coût selon lambda"

def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) = cache
# couche 3
    dZ3 = A3 - Y
    dW3 = 1 / m * (dZ3 @ A2.T + lambd * W3)
    db3 = 1 / m * dZ3.sum(1, keepdims=True)
# couche 2
    dA2 = W3.T @ dZ3
    dZ2 = dA2 * (Z2 > 0)
    dW2 = 1 / m * (dZ2 @ A1.T + lambd * W2)
    db2 = 1 / m * dZ2.sum(1, keepdims=True)
# couche 1
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (Z1 > 0)
    dW1 = 1 / m * (dZ1 @ X.T + lambd * W1)
    db1 = 1 / m * dZ1.sum(1, keepdims=True)
    return {"dZ3": dZ3, "dW3": dW3, "db3": db3,
            "dA2": dA2, "dZ2": dZ2, "dW2": dW2, "db2": db2,
            "dA1": dA1, "dZ1": dZ1, "dW1": dW1, "db1": db1}

for lam in [0, 0.1, 1, 10]:
    print "lambda", lam
