import random


def f(x):
    random.seed()
    drawn = random.SystemRandom().random() + random.random()
    return float(0 <= drawn < 2)
