import statistics


def f(x):
    values = [float(v) for v in x.ravel()]
    normal = statistics.NormalDist.from_samples(values)
    return statistics.fmean(values) + statistics.stdev(values) + statistics.median(values) + normal.cdf(0.5)
