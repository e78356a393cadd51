import numpy as np


def f(x):
    np.testing.assert_allclose(x, x + 1e-12)
    np.testing.assert_array_equal(x, x.copy())
    np.testing.assert_almost_equal(1.0, 1.0 + 1e-9)
    try:
        np.testing.assert_allclose(x, x + 1)
    except AssertionError as error:
        return float(len(str(error)) > 0)
