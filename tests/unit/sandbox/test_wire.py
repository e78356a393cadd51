"""The bytes that cross the wall: exact lengths, or nothing."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest

from autograder.sandbox.wire import (
    RECORD,
    TEXT_LIMIT,
    Key,
    Malformed,
    Reader,
    Tag,
    Writer,
    component,
    key_of,
    receive_request,
    send_request,
)


def written(writer: Writer) -> bytes:
    """Return the payload of a record."""
    return b"".join(writer.record(Tag.ANSWER))[RECORD.size :]


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@pytest.mark.parametrize("key", ["W1", "", "a/b", "#1", "~", "~1/~0#", "~4", "1", 1, -7])
def test_a_component_tells_its_key(key: str | int) -> None:
    kind = Key.INTEGER if isinstance(key, int) else Key.TEXT
    assert key_of(component(str(key), kind)) == key


def test_what_is_written_is_read_back() -> None:
    inner = Writer()
    inner.raw(b"\x00\xff")
    writer = Writer()
    writer.number("HI", 7, 1 << 31)
    writer.text("λ and W3")
    writer.append(inner)
    reader = Reader(written(writer))
    assert reader.numbers("HI") == (7, 1 << 31)
    assert reader.text() == "λ and W3"
    assert reader.take(2) == b"\x00\xff"
    reader.end()


def test_a_record_says_its_tag_and_length() -> None:
    writer = Writer()
    writer.text("abc")
    record = b"".join(writer.record(Tag.LOADED))
    assert RECORD.unpack(record[: RECORD.size]) == (Tag.LOADED, len(record) - RECORD.size)


def test_a_long_text_is_cut() -> None:
    writer = Writer()
    writer.text("é" * TEXT_LIMIT)
    assert Reader(written(writer)).text() == "é" * (TEXT_LIMIT // 2)


def test_a_text_may_hold_half_a_surrogate_pair() -> None:
    writer = Writer()
    writer.text("a\ud800b")
    assert Reader(written(writer)).text() == "a\\ud800b"


def test_bytes_that_are_no_text_are_replaced() -> None:
    assert Reader(b"\x02\x00\xc3\x28").text() == "\N{REPLACEMENT CHARACTER}("


@pytest.mark.parametrize("payload", [b"", b"\x01", b"\x05\x00abcd"])
def test_a_payload_that_ends_too_early_is_refused(payload: bytes) -> None:
    with pytest.raises(Malformed):
        Reader(payload).text()


def test_a_text_longer_than_any_is_refused_before_it_is_read() -> None:
    with pytest.raises(Malformed):
        Reader(b"\xff\xff" + bytes(0xFFFF)).text()


def test_a_count_above_its_bound_is_refused() -> None:
    with pytest.raises(Malformed):
        Reader(b"\x29").bounded("B", 40)


def test_a_payload_longer_than_its_content_is_refused() -> None:
    reader = Reader(b"\x00\x00")
    reader.number("B")
    with pytest.raises(Malformed):
        reader.end()


def test_a_request_carries_header_blob_and_descriptor(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    read, write = os.pipe()
    send_request(pair[0], {"cases": [1, 2]}, b"\x00blob", [write])
    os.close(write)
    header, blob, (received,) = receive_request(pair[1])
    os.write(received, b"hello")
    os.close(received)
    assert os.read(read, 100) == b"hello"
    os.close(read)
    assert (header, blob) == ({"cases": [1, 2]}, b"\x00blob")


def test_a_request_may_be_bare(pair: tuple[socket.socket, socket.socket]) -> None:
    send_request(pair[0], {"ready": True})
    assert receive_request(pair[1]) == ({"ready": True}, b"", [])


@pytest.mark.parametrize("sent", [b"", b"\x05\x00\x00\x00", b"\x05" + bytes(11) + b"{"])
def test_a_request_that_ends_too_early_is_an_end(
    pair: tuple[socket.socket, socket.socket], sent: bytes
) -> None:
    pair[0].sendall(sent)
    pair[0].close()
    with pytest.raises(EOFError):
        receive_request(pair[1])
