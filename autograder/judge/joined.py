"""Makes `pytest SUITE --submission FILE` safe before pytest reads its command line.

pytest looks for its settings before it loads a plugin, and so before it knows that --submission
takes a value: it takes FILE for a place of tests, and runs what the settings beside it name. No
plugin comes early enough to prevent that. So a line in `by_hand.pth`, which Python runs at its
start, has this module imported where --submission is on a command line, and nowhere else. It joins
FILE to its option: --submission=FILE, which pytest takes for an option that it does not know yet.

Python may be told of pytest in many ways: `python -m pytest`, `-mpytest`, `-Bm pytest`, a script
`pytest-3`, the variable PYTEST_ADDOPTS. A file of arguments (`pytest @FILE`) and a program that
calls `pytest.main` are not seen here; `gate` refuses what pytest takes from beside FILE then.

It is also what runs early enough to keep NumPy from starting threads, so that the process that
reads the vectors can be forked.

It is installed on its own, as `autograder_joined`, and forgotten again: pytest warns of what a
plugin's package had imported before.
"""

from __future__ import annotations

import os
import re
import sys

_OPTION = "--submission"
_ADDED = "PYTEST_ADDOPTS"
_PYTEST = re.compile(r"py\.?test(-?[0-9.]+)?(\.exe|\.py)?", re.IGNORECASE)
_MODULE = re.compile(r"-[A-Za-z]*m(.*)", re.DOTALL)  # Python's options can be written in one


def join(arguments: list[str]) -> None:
    """Join the option to its value in the arguments of pytest."""
    while _OPTION in arguments[:-1]:
        at = arguments.index(_OPTION)
        arguments[at : at + 2] = [f"{_OPTION}={arguments[at + 1]}"]


def problem(arguments: list[str], here: str) -> str:
    """Return why `python -m pytest` must not be run with these arguments in the folder `here`.

    It is for the submission's own folder, which Python puts first on its search path.
    """
    files = [each.partition("=")[2] for each in arguments if each.startswith(f"{_OPTION}=")]
    beside = [each for each in files if os.path.realpath(os.path.dirname(each) or ".") == here]
    if not beside or os.path.exists(os.path.join(here, "checks", "assignment.json")):
        return ""  # elsewhere, or a student's own hand-out
    return (
        f"python -m pytest imports what lies beside {beside[0]!a}: use the command pytest, or "
        "autograder judge FILE"
    )


def _is_module() -> bool:
    """Return whether this process was started as `python -m pytest`, however it is written."""
    pairs = zip(sys.orig_argv[1:], [*sys.orig_argv[2:], ""], strict=True)
    named = ((_MODULE.fullmatch(option), following) for option, following in pairs)
    return any(found and _PYTEST.fullmatch(found[1] or following) for found, following in named)


def _join_added() -> None:
    """Join the option to its value in the variable that pytest puts before its arguments."""
    if _OPTION in os.environ.get(_ADDED, ""):
        import shlex  # only here: this runs at Python's start

        added = shlex.split(os.environ[_ADDED])
        join(added)
        os.environ[_ADDED] = shlex.join(added)


def _main() -> None:
    if not _PYTEST.fullmatch(os.path.basename(sys.argv[0])) and not _is_module():
        return
    join(sys.argv)
    _join_added()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if _is_module() and not sys.flags.safe_path:
        sentence = problem(sys.argv, os.path.realpath("."))
        if sentence:
            os.write(2, f"ERROR: {sentence}\n".encode())
            os._exit(4)  # pytest's own code for wrong usage; an exception would not end Python here


_main()
