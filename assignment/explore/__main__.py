"""`python -m explore [FILE] [-o PAGE.html]`: draw why W goes to 0 from your own two functions."""

import argparse
import sys
from io import TextIOWrapper
from pathlib import Path

from autograder import exercise
from autograder.errors import AutograderError, ExitCode
from autograder.student import browser
from explore import explore

__all__ = ["main"]

CHECKS = Path(__file__).resolve().parents[1] / exercise.FOLDER


def main(arguments=None):
    """Draw the page; return the exit code: 0 drawn, 2 usage, 3 the file cannot be drawn."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that knows no Greek is told all the same
            stream.reconfigure(errors="backslashreplace")
    asked = _parser().parse_args(arguments)
    try:
        show = browser.opener(wanted=asked.open)
        outcome = explore(exercise.read(CHECKS), asked.file, asked.page, show=show)
    except AutograderError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 - it is told to a person
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    print("\n".join(outcome.sentences))  # noqa: T201 - the same
    return ExitCode.DONE if outcome.drawn else ExitCode.NOT_ALL_PASSED


def _parser():
    parser = argparse.ArgumentParser(prog="python -m explore", description=__doc__)
    parser.add_argument(
        "file", nargs="?", type=Path, help="your notebook or module; else the one in this folder"
    )
    parser.add_argument(
        "-o", dest="page", type=Path, default=Path("explore.html"), metavar="PAGE.html"
    )
    parser.add_argument(
        "--no-open", dest="open", action="store_false", help="do not open the page in a browser"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
