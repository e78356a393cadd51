def name(value):
    match value:
        case {"kind": "relu", **rest}:
            return 1 + len(rest)
        case [first, *_] if first > 0:
            return 2
        case int() | float():
            return 3
        case str(text):
            return len(text)
        case _:
            return 0


def f(x):
    return sum(10**i * name(v) for i, v in enumerate([{"kind": "relu", "a": 1}, [1], 1.5, "four", None]))
