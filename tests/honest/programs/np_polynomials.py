import numpy as np
from numpy.polynomial import Chebyshev, Legendre, Polynomial


def f(x):
    line = np.arange(10.0)
    fitted = Polynomial.fit(line, np.sin(line), 4)
    parts = [fitted(line), np.polyfit(line, line**2, 2), np.polyval([1, 2, 3], line), np.roots([1.0, -3.0, 2.0])]
    parts += [Chebyshev([1, 2, 3])(line / 10), Legendre.basis(3)(line / 10), np.poly1d([1, 2])(line)]
    return np.concatenate(parts)
