"""Right versions of the gradients."""

import numpy as np

from reformulations.model import reformulation


@reformulation("q2")
def gradients_line_by_line(X, Y, cache, lambd):
    """Write each line with NumPy's functions, and the masks as integers."""
    m = X.shape[1]
    (_Z1, A1, W1, _b1, _Z2, A2, W2, _b2, _Z3, A3, W3, _b3) = cache
    dZ3 = A3 - Y
    dW3 = 1.0 / m * np.dot(dZ3, A2.T) + (lambd * W3) / m
    db3 = 1.0 / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = np.dot(W3.T, dZ3)
    dZ2 = np.multiply(dA2, np.int64(A2 > 0))
    dW2 = 1.0 / m * np.dot(dZ2, A1.T) + (lambd * W2) / m
    db2 = 1.0 / m * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    dW1 = 1.0 / m * np.dot(dZ1, X.T) + (lambd * W1) / m
    db1 = 1.0 / m * np.sum(dZ1, axis=1, keepdims=True)
    return {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dA2": dA2, "dZ2": dZ2, "dW2": dW2, "db2": db2,
            "dA1": dA1, "dZ1": dZ1, "dW1": dW1, "db1": db1}  # fmt: skip


def by_layers(X, Y, cache, lambd, *, weights, mean, passed, back=lambda W, dZ: W.T @ dZ):
    """Return the gradients, going back through the layers with the given operations.

    Args:
        X: the input.
        Y: the true classes.
        cache: what forward propagation left.
        lambd: λ.
        weights: makes dW from dZ, the activations before it, W, λ and m.
        mean: makes db from dZ and m.
        passed: makes dZ from dA, A and Z.
        back: makes dA from the W and dZ of the layer after it.
    """
    Z, A, W = (None, *cache[0::4]), (X, *cache[1::4]), (None, *cache[2::4])
    m = Y.shape[1]
    grads = {"dZ3": A[3] - Y}
    for layer in range(3, 0, -1):
        dZ = grads[f"dZ{layer}"]
        grads[f"dW{layer}"] = weights(dZ, A[layer - 1], W[layer], lambd, m)
        grads[f"db{layer}"] = mean(dZ, m)
        if layer > 1:
            dA = grads[f"dA{layer - 1}"] = back(W[layer], dZ)
            grads[f"dZ{layer - 1}"] = passed(dA, A[layer - 1], Z[layer - 1])
    return grads


def mean_product(dZ, A, W, lambd, m):
    """Return dW as the formula has it."""
    return dZ @ A.T / m + lambd / m * W


def mean_column(dZ, _m):
    """Return db as a column."""
    return dZ.mean(axis=1, keepdims=True)


def where_active(dA, A, _Z):
    """Return dZ by choosing between dA and 0."""
    return np.where(A > 0, dA, 0)


@reformulation("q2")
def gradients_with_where(X, Y, cache, lambd):
    """Choose between dA and 0."""
    return by_layers(
        X, Y, cache, lambd, weights=mean_product, mean=mean_column, passed=where_active
    )


@reformulation("q2")
def gradients_with_einsum(X, Y, cache, lambd):
    """Let einsum do every product and sum."""
    return by_layers(
        X, Y, cache, lambd,
        weights=lambda dZ, A, W, lambd, m: (np.einsum("ij,kj->ik", dZ, A) + lambd * W) / m,
        mean=lambda dZ, m: np.einsum("ij->i", dZ)[:, None] / m,
        passed=lambda dA, A, _: np.einsum("ij,ij->ij", dA, (A > 0).astype(float)),
        back=lambda W, dZ: np.einsum("ij,ik->jk", W, dZ),
    )  # fmt: skip


@reformulation("q2")
def gradients_with_masks_from_z(X, Y, cache, lambd):
    """Take the mask from Z, and put the product the other way round."""
    return by_layers(
        X, Y, cache, lambd,
        weights=lambda dZ, A, W, lambd, m: (A @ dZ.T).T / m + W * lambd / m,
        mean=lambda dZ, m: (np.sum(dZ, axis=1) / m).reshape(-1, 1),
        passed=lambda dA, _A, Z: dA * (Z > 0),
    )  # fmt: skip


@reformulation("q2")
def gradients_with_heaviside(X, Y, cache, lambd):
    """Use the step function, and vectors of ones in place of sums."""
    return by_layers(
        X, Y, cache, lambd,
        weights=lambda dZ, A, W, lambd, m: np.tensordot(dZ, A, axes=(1, 1)) / m + lambd / m * W,
        mean=lambda dZ, m: dZ @ np.full((m, 1), 1 / m),
        passed=lambda dA, _A, Z: dA * np.heaviside(Z, 0.0),
    )  # fmt: skip


@reformulation("q2")
def gradients_with_signs(X, Y, cache, lambd):
    """Use the sign of the activation as the mask, and divide dZ by m before the products."""
    return by_layers(
        X, Y, cache, lambd,
        weights=lambda dZ, A, W, lambd, m: (dZ / m) @ A.T + (lambd / m) * W,
        mean=lambda dZ, m: np.sum(dZ / m, axis=1, keepdims=True),
        passed=lambda dA, A, _: dA * np.sign(A),
    )  # fmt: skip


@reformulation("q2")
def gradients_with_copied_masks(X, Y, cache, lambd):
    """Copy dA and set entries to 0."""

    def passed(dA, A, _):
        dZ = np.array(dA, copy=True)
        dZ[A <= 0] = 0
        return dZ

    return by_layers(X, Y, cache, lambd, weights=mean_product, mean=mean_column, passed=passed)


@reformulation("q2")
def gradients_with_a_row_of_ones(X, Y, cache, lambd):
    """Get dW and db from one product, by a row of ones under the activations."""

    def weights(dZ, A, W, lambd, m):
        return (dZ @ np.vstack([A, np.ones((1, m))]).T)[:, :-1] / m + lambd * W / m

    def mean(dZ, m):
        return (dZ @ np.vstack([np.zeros((1, m)), np.ones((1, m))]).T)[:, -1:] / m

    return by_layers(X, Y, cache, lambd, weights=weights, mean=mean, passed=where_active)


@reformulation("q2")
def gradients_by_example(X, Y, cache, lambd):
    """Add up outer products, example by example."""

    def weights(dZ, A, W, lambd, m):
        total = np.zeros(W.shape)
        for example in range(m):
            total += np.outer(dZ[:, example], A[:, example])
        return (total + lambd * W) / m

    return by_layers(X, Y, cache, lambd, weights=weights, mean=mean_column, passed=where_active)


@reformulation("q2")
def gradients_with_lists(X, Y, cache, lambd):
    """Use plain Python: lists of rows, sums of products, arrays at the end."""

    def weights(dZ, A, W, lambd, m):
        rows, columns, old = dZ.tolist(), A.tolist(), W.tolist()
        return np.array([
            [(sum(d * a for d, a in zip(row, column, strict=True)) + lambd * old[i][k]) / m
             for k, column in enumerate(columns)]
            for i, row in enumerate(rows)
        ])  # fmt: skip

    def mean(dZ, m):
        return np.array([[sum(row) / m] for row in dZ.tolist()])

    return by_layers(X, Y, cache, lambd, weights=weights, mean=mean, passed=where_active)


@reformulation("q2")
def gradients_by_the_chain_rule(X, Y, cache, lambd):
    """Derive the cost by A3 first, then multiply by the derivative of the sigmoid."""
    A3 = cache[9]
    dA3 = -np.divide(Y, A3) + np.divide(1 - Y, 1 - A3)
    # `by_layers` begins with A3 - Y: give it what makes that the product.
    product = dA3 * A3 * (1 - A3)
    return by_layers(
        X, A3 - product, cache, lambd, weights=mean_product, mean=mean_column, passed=where_active
    )


@reformulation("q2")
def gradients_over_transposed_data(X, Y, cache, lambd):
    """Work with an example in each row, and turn the results back."""
    Z, A, W = cache[0::4], (X, *cache[1::4]), cache[2::4]
    m = X.shape[1]
    rows = [activation.T for activation in A]
    D = rows[3] - Y.T
    grads = {}
    for layer in (3, 2, 1):
        grads[f"dZ{layer}"] = D.T
        grads[f"dW{layer}"] = D.T.dot(rows[layer - 1]) / m + W[layer - 1] * (lambd / m)
        grads[f"db{layer}"] = D.sum(axis=0)[:, np.newaxis] / m
        if layer > 1:
            back = D.dot(W[layer - 1])
            grads[f"dA{layer - 1}"] = back.T
            D = np.where(Z[layer - 2].T > 0, back, 0.0)
    return grads


@reformulation("q2")
def gradients_with_the_term_added_later(X, Y, cache, lambd):
    """Add the L2 term afterwards, in a second loop, and only when λ is not 0."""
    grads = by_layers(X, Y, cache, 0, weights=mean_product, mean=mean_column, passed=where_active)
    if lambd != 0:
        for layer, W in zip((1, 2, 3), cache[2::4], strict=True):
            grads[f"dW{layer}"] += lambd * W / Y.size
    return grads


@reformulation("q2", note=True)
def gradients_in_float32(X, Y, cache, lambd):
    """Compute in single precision."""
    single = [array.astype(np.float32) for array in (X, Y, *cache)]
    return by_layers(
        single[0], single[1], single[2:], np.float32(lambd),
        weights=mean_product, mean=mean_column, passed=where_active,
    )  # fmt: skip


@reformulation("q2", note=True)
def gradients_rounded_to_eight_decimals(X, Y, cache, lambd):
    """Round to the eight decimals that a notebook shows."""
    grads = by_layers(
        X, Y, cache, lambd, weights=mean_product, mean=mean_column, passed=where_active
    )
    return {name: np.around(value, 8) for name, value in grads.items()}
