"""A digest of answers: equal for equal answers, to the last bit, and only for those.

All that is said of an answer counts, and the order in which its parts were returned. So whatever is
worked out from answers alone may be remembered by their digest.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from autograder.sandbox.answers import Answers


def digest(answers: Answers) -> str:
    """Return the digest of the answers to all calls; empty where a text in them has no bytes."""
    try:
        told = msgspec.msgpack.encode((answers.first, answers.again), enc_hook=_told)
    except UnicodeEncodeError:  # half a character
        return ""
    return hashlib.sha256(told).hexdigest()


def _told(array: Any) -> tuple[str, tuple[int, ...], bytes]:
    return array.dtype.str, array.shape, array.tobytes()
