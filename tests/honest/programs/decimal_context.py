from decimal import ROUND_HALF_EVEN, Decimal, getcontext, localcontext

getcontext().prec = 50


def f(x):
    with localcontext() as context:
        context.prec = 30
        context.rounding = ROUND_HALF_EVEN
        total = sum(Decimal(repr(float(v))).exp() for v in x.ravel())
    return float(total.sqrt().ln())
