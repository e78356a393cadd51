import numpy as np


def f(x):
    spectrum = np.fft.fft(x, axis=1)
    parts = [spectrum.real, spectrum.imag, np.fft.ifft(spectrum).real, np.abs(np.fft.rfft(np.arange(64.0)))]
    parts += [np.fft.fftfreq(8), np.fft.fftshift(np.arange(6.0)), np.abs(np.fft.fft2(x))]
    return np.concatenate([part.ravel() for part in parts])
