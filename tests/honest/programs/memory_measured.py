import resource
import sys
import tracemalloc


def f(x):
    tracemalloc.start()
    block = [0] * 10_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return float(peak > 0) + (usage.ru_maxrss > 0) + (sys.getsizeof(block) > 1000)
