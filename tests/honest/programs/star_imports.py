from math import *
from numpy import *


def f(x):
    return sum(x) + float(array([1.0, 2.0]).max()) + cos(0.0)
