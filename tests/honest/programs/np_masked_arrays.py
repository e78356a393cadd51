import numpy as np
import numpy.ma as ma


def f(x):
    masked = ma.masked_less(x, 0.0)
    invalid = ma.masked_invalid(np.array([1.0, np.nan, np.inf]))
    return masked.filled(-1.0).ravel().tolist()[0] + masked.mean() + invalid.sum() + ma.count_masked(masked)
