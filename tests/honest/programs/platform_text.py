import platform


def f(x):
    text = platform.platform() + platform.system() + platform.machine() + platform.processor()
    return float(len(text) > 0) + float(len(platform.uname()) > 0)
