import re


def f(x):
    text = "cost: 0.6931, 0.52 and -1e-3; W1 W2"
    numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", text)]
    named = re.compile(r"(?P<name>W)(?P<number>\d)", re.IGNORECASE)
    return sum(numbers) + sum(int(m["number"]) for m in named.finditer(text)) + len(re.sub(r"\W+", " ", text))
