def make_counter():
    count = 0

    def step(by=1):
        nonlocal count
        count += by
        return count

    return step


steps = [lambda value, k=k: value * k for k in range(5)]
total = 0


def f(x):
    global total
    counter = make_counter()
    counter()
    total += counter(5)
    return total + sum(step(x.sum()) for step in steps)
