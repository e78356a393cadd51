import numpy as np


def f(x):
    unary = [np.sin, np.cos, np.tan, np.arctan, np.sinh, np.tanh, np.exp, np.expm1, np.cbrt, np.sign, np.floor, np.rint]
    x = x[:2, :4]
    parts = [function(x) for function in unary]
    parts += [np.log(np.abs(x) + 1), np.log1p(np.abs(x)), np.logaddexp(x, 0), np.arctan2(x, 2), np.clip(x, -1, 1)]
    return np.concatenate([part.ravel() for part in parts])
