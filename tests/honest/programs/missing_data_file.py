import os


def f(x):
    try:
        with open("lambda.txt") as file:
            return float(file.read())
    except OSError:
        return 0.7 if not os.path.isfile("lambda.txt") else 0.1
