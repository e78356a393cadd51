"""Keeps the working folder out of what trusted code imports. It may be a student's.

`python -m` puts that folder first on the search path, and so does an empty entry of PYTHONPATH,
which `PYTHONPATH=$PYTHONPATH:/more` makes where there was none: a `numpy.py` in it would run as
whoever grades. A folder `autograder` in it is too early for us to stop: `python -m autograder`
takes that for this package. The command `autograder` does not, unless PYTHONPATH has such an entry;
then a module `vectorgrade`, which is the command, is taken from there too.
"""

from __future__ import annotations

import os
import sys

import autograder


def leave_working_folder() -> None:
    """Take the working folder off the search path, unless this package itself lies in it."""
    try:
        here = os.path.realpath(os.getcwd())
    except OSError:  # it is gone, and nothing can be imported from it
        return
    own = os.path.realpath(os.path.dirname(os.path.dirname(autograder.__file__)))
    if here != own:
        sys.path[:] = [entry for entry in sys.path if os.path.realpath(entry) != here]
