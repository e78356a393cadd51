import sys


def f(x):
    try:
        lambd = float(input("lambda: "))
    except EOFError:
        lambd = 0.7
    return lambd + len(sys.stdin.read()) + len(sys.stdin.readline())
