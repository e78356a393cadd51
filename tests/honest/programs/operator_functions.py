import operator


def f(x):
    rows = [{"cost": 3.0, "step": 1}, {"cost": 1.0, "step": 2}]
    best = min(rows, key=operator.itemgetter("cost"))
    return operator.mul(best["step"], 3) + operator.attrgetter("shape")(x)[0] + operator.matmul(x, x.T)[0, 0]
