import array


def f(x):
    values = array.array("d", [float(v) for v in x.ravel()])
    values.append(1.5)
    values.byteswap()
    values.byteswap()
    ints = array.array("i", range(10))
    return sum(values) + ints.itemsize * len(ints) + memoryview(values)[0]
