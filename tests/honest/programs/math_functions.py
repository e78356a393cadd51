import math


def f(x):
    values = [math.erf(v) + math.lgamma(1 + abs(v)) + math.log1p(abs(v)) for v in x.ravel()]
    return math.fsum(values) + math.hypot(3, 4) + math.comb(10, 3) + math.isqrt(99) + math.dist((0, 0), (1, 1))
