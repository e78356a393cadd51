import numpy as np
import reg_utils


# I renamed things: "lambda" is taken in Python and "lambd" hurts my eyes.
def compute_cost_with_regularization(output, labels, params, lam):
    examples = labels.shape[1]
    W = np.concatenate([params[key].ravel() for key in ("W1", "W2", "W3")])
    return reg_utils.compute_cost(output, labels) + lam / (2 * examples) * (W @ W)


def backward_propagation_with_regularization(inputs, labels, memory, lam):
    examples = inputs.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = memory
    shrink = lam / examples
    delta3 = A3 - labels
    back2 = W3.T @ delta3
    delta2 = back2 * np.heaviside(Z2, 0)
    back1 = W2.T @ delta2
    delta1 = back1 * np.heaviside(Z1, 0)
    average = np.full((examples, 1), 1 / examples)
    return {
        "dZ3": delta3, "dW3": delta3 @ A2.T / examples + shrink * W3, "db3": delta3 @ average,
        "dA2": back2, "dZ2": delta2, "dW2": delta2 @ A1.T / examples + shrink * W2, "db2": delta2 @ average,
        "dA1": back1, "dZ1": delta1, "dW1": delta1 @ inputs.T / examples + shrink * W1, "db1": delta1 @ average,
    }
