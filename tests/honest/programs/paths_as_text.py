import posixpath
from pathlib import Path, PurePosixPath, PureWindowsPath


def f(x):
    path = Path("data") / "train.h5"
    return len(path.stem) + len(PurePosixPath("/a/b").parts) + len(PureWindowsPath("c:\\a").drive) + len(
        posixpath.normpath("a/../b")
    ) + path.exists() + Path("no", "where").is_dir()
