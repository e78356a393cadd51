import sys


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


def f(x):
    sys.setrecursionlimit(10_000)
    return depth(5_000)
