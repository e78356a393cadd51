import json


def f(x):
    text = json.dumps({"W1": x.tolist(), "name": "né", "none": None}, indent=2, sort_keys=True)
    back = json.loads(text)
    return sum(map(sum, back["W1"])) + len(text)
