"""Makes `pytest SUITE --submission FILE` safe before pytest reads its command line.

pytest looks for its settings before it loads a plugin, and so before it knows that --submission
takes a value: it takes FILE for a place of tests, and runs what the settings beside it name. No
plugin comes early enough to prevent that. So a line in `by_hand.pth`, which Python runs at its
start, has this module imported where --submission is on a command line, and nowhere else. It joins
FILE to its option: --submission=FILE, which pytest takes for an option that it does not know yet.

It is installed on its own, as `autograder_joined`, and forgotten again: pytest warns of what a
plugin's package had imported before.
"""

from __future__ import annotations

import os
import sys

__all__ = ["join", "problem"]

_OPTION = "--submission"
_PYTEST = ("pytest", "py.test")


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
    """Return whether this process was started as `python -m pytest`."""
    pairs = zip(sys.orig_argv, sys.orig_argv[1:], strict=False)
    return any(option == "-m" and name in _PYTEST for option, name in pairs)


def _main() -> None:
    program = os.path.basename(sys.argv[0]).partition(".exe")[0]
    if program not in _PYTEST and not _is_module():
        return
    join(sys.argv)
    if _is_module() and not sys.flags.safe_path:
        sentence = problem(sys.argv, os.path.realpath("."))
        if sentence:
            os.write(2, f"ERROR: {sentence}\n".encode())
            os._exit(4)  # pytest's own code for wrong usage; an exception would not end Python here


_main()
