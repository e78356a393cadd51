import os
import platform
import sys

version = sys.version
process = os.getpid(), os.getppid()
folder = os.getcwd()
home = os.environ.get("HOME", "none")


def f(x):
    path = os.path.join("data", "train.h5")
    facts = sys.version_info[:2], sys.platform, sys.byteorder, sys.maxsize, os.sep, platform.python_version()
    print(version, process, folder, home, facts, os.cpu_count(), sys.argv, sys.executable, os.name)
    return len(os.path.splitext(path)[0]) + sys.float_info.epsilon + sys.getsizeof(1.0) + float(
        os.path.exists("no/such/file")
    )
