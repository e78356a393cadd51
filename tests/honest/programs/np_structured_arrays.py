import numpy as np
from numpy.lib import recfunctions


def f(x):
    table = np.array([(1, 2.5, "a"), (2, 3.5, "b")], dtype=[("step", "i4"), ("cost", "f8"), ("name", "U1")])
    table["cost"][0] = x.sum()
    records = table.view(np.recarray)
    dtype = np.dtype({"names": ["a", "b"], "formats": ["f4", "i8"], "offsets": [0, 8]})
    numbers = recfunctions.structured_to_unstructured(table[["step", "cost"]])
    return numbers.sum() + records.cost[1] + np.sort(table, order="cost")["step"][0] + dtype.itemsize
