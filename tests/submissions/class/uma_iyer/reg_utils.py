# my changed copy, please use this one
import numpy as np


def compute_cost(A3, Y):
    return -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / 2
