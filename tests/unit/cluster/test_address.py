"""A scheduler is named by its address or its file, and must not be open to a network."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.cluster.address import is_protected, refuse_open, the_address
from autograder.errors import UsageError


@pytest.mark.parametrize(
    ("named", "address"),
    [
        ("tcp://127.0.0.1:8786", "tcp://127.0.0.1:8786"),
        ("127.0.0.1:8786", "tcp://127.0.0.1:8786"),
        ("tls://scheduler.example:8786", "tls://scheduler.example:8786"),
        ("gateway://gateway.example/cluster.1", "gateway://gateway.example/cluster.1"),
    ],
)
def test_an_address_is_taken_as_it_is_and_needs_no_protocol(named: str, address: str) -> None:
    assert the_address(named) == address


def test_a_scheduler_file_names_its_address(tmp_path: Path) -> None:
    file = tmp_path / "scheduler.json"
    file.write_text('{"type": "Scheduler", "address": "tls://10.0.0.5:8786"}', "utf-8")
    assert the_address(str(file)) == "tls://10.0.0.5:8786"


def test_a_file_that_is_not_there_yet_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"scheduler\.json cannot be read .* scheduler is up"):
        the_address(str(tmp_path / "scheduler.json"))


@pytest.mark.parametrize("content", ["", "[]", "{}", "{"])
def test_another_file_is_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "scheduler.json"
    file.write_text(content, "utf-8")
    with pytest.raises(UsageError, match="is no scheduler file"):
        the_address(str(file))


@pytest.mark.parametrize("named", ["", "tcp://host", "host", "tls://host:port"])
def test_what_is_no_address_is_refused_with_an_example(named: str) -> None:
    with pytest.raises(UsageError, match="write it as tls://HOST:8786"):
        the_address(named)


@pytest.mark.parametrize(
    "address",
    [
        "tcp://127.0.0.1:8786",
        "tcp://127.8.8.8:1",
        "tcp://[::1]:8786",
        "tcp://localhost:8786",
        "inproc://192.168.0.1/1/2",
        "tls://203.0.113.9:8786",
        "gateway://203.0.113.9/cluster",
    ],
)
def test_encryption_or_one_machine_protects(address: str) -> None:
    assert is_protected(address)
    refuse_open([address])


@pytest.mark.parametrize(
    "address",
    ["tcp://203.0.113.9:8786", "tcp://[2001:db8::1]:8786", "ws://203.0.113.9:1", "tcp://0.0.0.0:1",
     "ucx://203.0.113.9:1", "tcp://:8786"],
)  # fmt: skip
def test_an_open_address_is_refused_with_what_could_happen(address: str) -> None:
    with pytest.raises(UsageError, match=r"read the hidden answers.*--dask-insecure"):
        refuse_open(["tls://203.0.113.9:8786", address])
