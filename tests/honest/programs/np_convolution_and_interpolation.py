import numpy as np


def f(x):
    line = np.linspace(0, 1, 12)
    kernel = np.hanning(5)
    parts = [np.convolve(line, kernel, mode="same"), np.correlate(line, kernel), np.interp([0.33, 0.66], line, line**2)]
    parts += [np.logspace(0, 2, 5), np.geomspace(1, 8, 4), np.i0(line), np.sinc(line), np.digitize(line, [0.2, 0.7])]
    return np.concatenate([np.asarray(part, float) for part in parts])
