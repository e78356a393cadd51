import argparse
import getopt
import shlex


def f(x):
    parser = argparse.ArgumentParser(prog="train", description="Train a network.")
    parser.add_argument("--lambd", type=float, default=0.7)
    parser.add_argument("--steps", type=int, nargs="*", default=[1])
    options = parser.parse_args(shlex.split("--steps 1 2 3"))
    return options.lambd + sum(options.steps) + len(parser.format_help()) + len(getopt.getopt(["-a"], "a")[0])
