def compute_cost_with_regularization(A3, Y, parameters, lambd):
    pass
