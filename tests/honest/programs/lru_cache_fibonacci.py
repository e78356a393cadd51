from functools import cache, lru_cache


@lru_cache(maxsize=None)
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


@cache
def factorial(n):
    return 1 if n == 0 else n * factorial(n - 1)


def f(x):
    return float(fibonacci(80) + factorial(15) + fibonacci.cache_info().currsize)
