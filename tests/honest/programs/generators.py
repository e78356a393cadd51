def batches(x, size):
    for start in range(0, x.size, size):
        yield x.ravel()[start : start + size]


def running():
    total = 0.0
    while True:
        value = yield total
        total += value


def delegating(x):
    yield from (v for v in x.ravel() if v > 0)
    return "done"


def f(x):
    mean = running()
    next(mean)
    for batch in batches(x, 5):
        last = mean.send(batch.sum())
    mean.close()
    return last + sum(delegating(x))
