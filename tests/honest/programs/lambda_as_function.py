import numpy as np

f = lambda x: np.sum(x) * 2
