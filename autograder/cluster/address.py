"""Which scheduler is meant, and whether strangers could reach it.

Whoever can reach a Dask scheduler can run code on all of its workers, and on this machine too: what
it sends is unpickled. So a connection has to be encrypted, with certificates on both sides, or
stay on one machine.
"""

from __future__ import annotations

import json
import socket
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from autograder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable


_ENCRYPTED = ("tls", "wss", "gateway")  # gateway: dask-gateway's, TLS through its proxy
_ONE_MACHINE = ("inproc",)


def the_address(named: str) -> str:
    """Return the address of a scheduler that is named by its address or by a scheduler file.

    Raises:
        UsageError: the file is no scheduler file, or there is neither.
    """
    path = Path(named)
    if "://" not in named and (path.is_file() or path.suffix == ".json"):
        return _in_file(path)
    address = named if "://" in named else f"tcp://{named}"
    if _port(address) is None and _scheme(address) not in (*_ONE_MACHINE, "gateway"):
        raise UsageError(
            f"--dask {named} is neither a scheduler's address nor a file: write it as "
            "tls://HOST:8786, or name the file that `dask scheduler --scheduler-file` wrote"
        )
    return address


def refuse_open(addresses: Iterable[str]) -> None:
    """Refuse addresses of a cluster that others could reach without a certificate.

    Raises:
        UsageError: names the first of them.
    """
    for address in addresses:
        if not is_protected(address):
            raise UsageError(
                f"{address} is neither encrypted nor on this machine, so whoever reaches it could "
                "read the hidden answers, change grades and run programs here: start the cluster "
                "with TLS, or accept that with --dask-insecure"
            )


def is_protected(address: str) -> bool:
    """Return whether only holders of a certificate, or programs on this machine, reach it."""
    scheme = _scheme(address)
    if scheme in _ENCRYPTED or scheme in _ONE_MACHINE:
        return True
    host = urlsplit(address).hostname or ""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)} if host else set()
    except OSError:
        return False
    return bool(found) and all(ip_address(str(ip).partition("%")[0]).is_loopback for ip in found)


def _scheme(address: str) -> str:
    return address.partition("://")[0]


def _port(address: str) -> int | None:
    try:
        return urlsplit(address).port
    except ValueError:
        return None


def _in_file(path: Path) -> str:
    try:
        address = json.loads(path.read_text("utf-8"))["address"]
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}): name the file that `dask scheduler "
            "--scheduler-file` wrote, once the scheduler is up"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{path} is no scheduler file: name the file that `dask scheduler --scheduler-file` "
            "wrote"
        ) from error
    return str(address)
