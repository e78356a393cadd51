import sys


def f(x):
    for step in range(5_000):
        print("Cost after iteration %d: %f" % (step, x.sum()))
    print(*range(1000), sep="\n", end="\n\n", flush=True)
    sys.stdout.write("written\n")
    sys.stderr.write("also written\n")
    sys.stdout.flush()
    print(x, {"λ": x}, "→ Δ é 漢字 \N{SNOWMAN}")
    return x.sum()
