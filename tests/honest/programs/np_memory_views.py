import numpy as np


def f(x):
    strided = np.lib.stride_tricks.as_strided(x, shape=(2, 2), strides=x.strides)
    shared = np.frombuffer(memoryview(x.copy()).cast("B"), dtype=np.float64)
    viewed = x.copy().view(np.int64).view(np.float64)
    parts = [strided, shared, viewed, x.T, x[::-1, ::2], x.reshape(-1), np.asfortranarray(x), x.ravel(order="F")]
    x.flags.writeable = False
    x.flags.writeable = True
    return np.concatenate([part.ravel() for part in parts])
