import io

import numpy as np


def f(x):
    file, several, text = io.BytesIO(), io.BytesIO(), io.StringIO()
    np.save(file, x)
    np.savez_compressed(several, W=x, b=x * 2)
    np.savetxt(text, x, fmt="%.6f", delimiter=",")
    for stream in (file, several, text):
        stream.seek(0)
    read = np.genfromtxt(io.StringIO("1,2\n3,"), delimiter=",", filling_values=0)
    loaded = np.load(several)
    return np.load(file) + loaded["W"] + loaded["b"] + np.loadtxt(text, delimiter=",") + read.sum()
