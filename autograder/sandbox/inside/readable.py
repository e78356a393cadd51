"""The files that a process may read which is shut in."""

from __future__ import annotations

import os
import sys
import sysconfig
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def readable(declared: Iterable[str] = ()) -> list[str]:
    """Return the folders and files that a sealed process may read.

    These are the standard library, NumPy where it was imported, and what the exercise declares; no
    more.

    Args:
        declared: the last of these.
    """
    folders = standard_library(sys.path)
    if numpy := sys.modules.get("numpy"):
        package = os.path.dirname(str(numpy.__file__))
        folders += [package, package + ".libs"]
    return [*filter(os.path.isdir, folders), *declared]


def standard_library(path: list[str]) -> list[str]:
    """Return the folders of `path` that hold the standard library; NumPy is imported already."""
    compiled = os.path.join(sys.base_prefix, "DLLs")  # where Windows keeps the compiled part
    roots = tuple(os.path.normcase(root) for root in (sysconfig.get_path("stdlib"), compiled))
    return [
        folder
        for folder in path
        if os.path.normcase(folder).startswith(roots) and "-packages" not in folder
    ]
