import random

random.seed(1)
generator = random.Random(7)


def f(x):
    items = list(range(20))
    generator.shuffle(items)
    return random.gauss(0, 1) + generator.choice(items) + sum(random.sample(items, 5)) + random.random()
