"""Names that an author's file cannot have."""

from __future__ import annotations

import sys
import sysconfig
from importlib.machinery import PathFinder


def is_taken(name: str) -> bool:
    """Return whether Python or an installed package has a module of that name.

    One of the two would be imported in the place of the other.
    """
    installed = [sysconfig.get_path(kind) for kind in ("purelib", "platlib")]
    known = {*sys.stdlib_module_names, __name__.partition(".")[0]}
    return name in known or PathFinder.find_spec(name, installed) is not None
