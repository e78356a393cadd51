import contextlib
import io

import numpy as np


def f(x):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        np.show_config()
        np.info(np.sum)
    return float(len(np.__version__) > 0) + float(np.shares_memory(x, x.T)) + np.iterable(x)
