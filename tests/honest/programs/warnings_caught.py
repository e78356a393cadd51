import warnings

import numpy as np


def f(x):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        np.log(np.zeros(2))
        warnings.warn("slow", DeprecationWarning, stacklevel=1)
    warnings.filterwarnings("ignore")
    return float(len(caught))
