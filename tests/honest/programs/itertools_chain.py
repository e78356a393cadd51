import itertools


def f(x):
    pairs = itertools.combinations(x.ravel(), 2)
    sums = itertools.accumulate(a * b for a, b in pairs)
    groups = itertools.groupby(sorted(int(v) for v in x.ravel()), key=lambda v: v % 2)
    return sum(sums) + sum(len(list(g)) for _, g in groups) + len(list(itertools.product("ab", repeat=3)))
