from fractions import Fraction


def f(x):
    total = sum((Fraction(float(v)).limit_denominator(1000) for v in x.ravel()), Fraction(1, 3))
    return float(total)
