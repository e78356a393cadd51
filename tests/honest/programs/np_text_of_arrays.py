import numpy as np


def f(x):
    np.set_printoptions(precision=3, suppress=True, linewidth=60)
    with np.printoptions(threshold=5):
        text = repr(x) + str(np.arange(100)) + np.array2string(x, separator=", ")
    names = np.char.upper(np.array(["cost", "relu"])) + np.char.add("a", "b")
    print(x, x.dtype, x.shape, text)
    return float(len(text)) + len("".join(names)) + len(np.format_float_scientific(1 / 3, 4))
