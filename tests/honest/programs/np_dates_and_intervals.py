import numpy as np


def f(x):
    days = np.arange("2024-02-27", "2024-03-03", dtype="datetime64[D]")
    span = (days[-1] - days[0]) / np.timedelta64(1, "h")
    return float(span) + np.is_busday(days).sum() + np.busday_count("2024-01-01", "2024-02-01")
