import numpy as np


def f(x):
    column, row = x[:, :1], x[:1]
    grid = np.meshgrid(np.arange(3), np.arange(2), indexing="ij")
    windows = np.lib.stride_tricks.sliding_window_view(x[0], 2)
    wide = np.broadcast_to(row, x.shape)
    parts = [column + row, wide * x, np.ix_([0, 1], [0, 1])[0], np.mgrid[:2, :2], np.ogrid[:2][:, None], *grid, windows]
    return np.concatenate([np.ravel(part).astype(float) for part in parts])
