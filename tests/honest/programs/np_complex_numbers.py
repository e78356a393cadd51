import numpy as np


def f(x):
    z = x + 1j * x[::-1]
    parts = [z.real, z.imag, np.abs(z), np.angle(z), (z @ z.conj().T).real, np.sqrt(z).imag, np.emath.sqrt(-1.0).imag]
    return np.concatenate([np.ravel(part) for part in parts])
