def f(x):
    values = [round(float(v), 3) for v in x.ravel()]
    words = sorted({"W1", "b1", "W2", "λ", "cost"}, key=lambda w: (-len(w), w), reverse=True)
    frozen = frozenset(values) & set(values[:5]) | {0.5}
    first, *rest = words
    return sum(sorted(frozen)) + len(first) + sum(map(len, rest)) + sum(i for i, w in enumerate({"a", "b", "c"}) if w == "b")
