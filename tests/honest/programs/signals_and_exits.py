import atexit
import signal


def stop(number, frame):
    raise KeyboardInterrupt


atexit.register(print, "done")


def f(x):
    signal.signal(signal.SIGINT, stop)
    return float(signal.getsignal(signal.SIGINT) is stop) + x.sum()
