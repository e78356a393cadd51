import bisect
import heapq


def f(x):
    heap = [float(v) for v in x.ravel()]
    heapq.heapify(heap)
    smallest = heapq.heappop(heap)
    ordered = sorted(heap)
    bisect.insort(ordered, 0.25)
    merged = list(heapq.merge(ordered, [1.0, 2.0]))
    return smallest + bisect.bisect_left(ordered, 0.5) + heapq.nlargest(2, heap)[1] + len(merged)
