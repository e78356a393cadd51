import numpy as np


class Named(np.ndarray):
    def __new__(cls, values, name=""):
        made = np.asarray(values).view(cls)
        made.name = name
        return made

    def __array_finalize__(self, other):
        self.name = getattr(other, "name", "")


def f(x):
    named = Named(x, "W1") * 2
    return np.asarray(named) + len(named.name) + np.asmatrix(x).T.shape[0]
