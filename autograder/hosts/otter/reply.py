"""What the engine's process beside Otter is asked, and what it answers: one line of JSON each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from autograder.gradebook.stored import decode_result, encode_result
from autograder.results import Result

__all__ = ["Graded", "Request", "decode_reply", "decode_request", "encode"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A student's folder.

    Attributes:
        folder: absolute path.
        added: names at its top that Otter has put there.
    """

    folder: str
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What the engine says of it.

    Attributes:
        result: with points per question.
        extra_data: the record of what was graded with what, as in results/<student>.json.
    """

    result: Result
    extra_data: dict[str, Any]


class _Reply(msgspec.Struct, kw_only=True):
    result: str = ""
    extra_data: dict[str, Any] = {}
    fault: str = ""


def encode(message: Request | Graded | str) -> bytes:
    """Return one line for a request, an answer, or the sentence that says why there is none."""
    match message:
        case Request():
            return msgspec.json.encode(message) + b"\n"
        case Graded():
            reply = _Reply(result=encode_result(message.result), extra_data=message.extra_data)
        case str():
            reply = _Reply(fault=message)
    return msgspec.json.encode(reply) + b"\n"


def decode_request(line: bytes) -> Request:
    """Return the request in a line.

    Raises:
        ValueError: it holds none.
    """
    return msgspec.json.decode(line, type=Request)


def decode_reply(line: bytes) -> Graded | str:
    """Return the answer in a line, or the sentence that says why there is none.

    Raises:
        ValueError: it holds neither.
    """
    reply = msgspec.json.decode(line, type=_Reply)
    if reply.fault:
        return reply.fault
    return Graded(result=decode_result(reply.result), extra_data=reply.extra_data)
