"""One assignment of one Canvas, with the token of the environment, and its errors as sentences.

The token is read from the environment alone. It is sent to Canvas and to nobody else, and it is in
no file, message or log of ours.
"""

from __future__ import annotations

import logging
import os
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

from autograder import extras
from autograder.errors import GraderFault, UsageError
from autograder.text import visible

URL, TOKEN = "CANVAS_API_URL", "CANVAS_API_TOKEN"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PAUSES = (1, 2, 4, 8, 16, 32)  # seconds; Canvas lets a throttled token go on within a minute
_THROTTLED = "Rate Limit Exceeded"
_LONGEST = 200  # characters of what Canvas answers

Answer = TypeVar("Answer")


def address(environ: Mapping[str, str] = os.environ) -> str:
    """Return the address of Canvas.

    Raises:
        UsageError: it is not set, or is no address to which a token may be sent.
    """
    url = environ.get(URL, "").strip().rstrip("/").removesuffix("/api/v1")
    parts = urlsplit(url)
    is_local = parts.hostname in _LOOPBACK
    if not parts.hostname or parts.scheme not in (("https", "http") if is_local else ("https",)):
        raise UsageError(
            f"{URL} is {visible(url)!r}: set it to the address of your Canvas, such as "
            "https://canvas.example.edu"
        )
    return url


def token(environ: Mapping[str, str] = os.environ) -> str:
    """Return the token.

    Raises:
        UsageError: it is not set.
    """
    found = environ.get(TOKEN, "").strip()
    if not found:
        raise UsageError(
            f"{TOKEN} is not set: make a token in Canvas under Account, Settings, New Access "
            "Token, and set it in the environment"
        )
    return found


def the_assignment(course: int, number: int) -> Any:
    """Return an assignment of Canvas's, as `canvasapi` has it.

    Args:
        course: the course's number.
        number: the assignment's.

    Raises:
        UsageError: address or token are not set or not accepted, `canvasapi` is not installed, or
            there is no such assignment.
    """
    canvas = _api()(address(), token())
    with answered():
        return patiently(lambda: canvas.get_course(course).get_assignment(number))


def _api() -> Any:
    try:
        import canvasapi
    except ImportError as error:
        raise UsageError(
            f"Canvas's API needs canvasapi: install it with `{extras.command('canvas')}`"
        ) from error
    logging.getLogger("canvasapi").setLevel(logging.WARNING)  # it logs whole answers

    def quietly(url: str, secret: str) -> Any:
        with warnings.catch_warnings():  # that a local address has no TLS
            warnings.simplefilter("ignore", UserWarning)
            return canvasapi.Canvas(url, secret)

    return quietly


@contextmanager
def answered() -> Iterator[None]:
    """Turn what Canvas refuses into a sentence.

    Raises:
        UsageError: whoever holds the token can mend it.
        GraderFault: Canvas answers with an error of its own, or not at all.
    """
    from canvasapi import exceptions
    from requests import RequestException

    try:
        yield
    except (exceptions.InvalidAccessToken, exceptions.Unauthorized) as error:
        raise UsageError(
            f"Canvas does not accept the token in {TOKEN}, or its user may not do this: make a new "
            "one under Account, Settings"
        ) from error
    except exceptions.ResourceDoesNotExist as error:
        raise UsageError(
            "Canvas has no such course or assignment that this token's user may see: copy both "
            "numbers from the assignment's address, .../courses/COURSE/assignments/ASSIGNMENT"
        ) from error
    except exceptions.CanvasException as error:
        said = visible(str(error))[:_LONGEST]
        raise GraderFault(
            f"Canvas refused a request ({said}): run the same command again to go on"
        ) from error
    except RequestException as error:
        raise GraderFault(
            f"Canvas at {urlsplit(address()).hostname} cannot be reached "
            f"({type(error).__name__}): run the same command again to go on"
        ) from error


def patiently(ask: Callable[[], Answer], pause: Callable[[float], None] = time.sleep) -> Answer:
    """Return what `ask` returns; where Canvas says that it was asked too often, wait and repeat.

    A throttled request was not carried out, so that repeating it does nothing twice. Nothing else
    is repeated.

    Args:
        ask: makes requests; it may be called again.
        pause: waits for so many seconds.
    """
    from canvasapi.exceptions import Forbidden, RateLimitExceeded

    for seconds in _PAUSES:
        try:
            return ask()
        except Forbidden as error:
            # Canvas's older versions answer 403, and say why in the text.
            if not isinstance(error, RateLimitExceeded) and _THROTTLED not in str(error):
                raise
            pause(seconds)
    return ask()
