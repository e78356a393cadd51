# first draft, wrong, kept for the report
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    return lambd


def backward_propagation_with_regularization(X, Y, cache, lambd):
    return {}
