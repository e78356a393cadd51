import timeit


def f(x):
    took = timeit.timeit(lambda: x.sum(), number=10)
    return float(took >= 0) + x.sum()
