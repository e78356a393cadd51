from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple

Layer = namedtuple("Layer", "weights bias")


def f(x):
    layer = Layer(weights=x, bias=1.0)
    counts = Counter(int(v) % 3 for v in x.ravel())
    groups = defaultdict(list)
    for v in x.ravel():
        groups[v > 0].append(v)
    window = deque(x.ravel(), maxlen=3)
    both = ChainMap({"a": 1}, OrderedDict(b=2))
    return layer._replace(bias=2.0).bias + counts[0] + sum(groups[True]) + sum(window) + both["b"]
