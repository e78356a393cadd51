"""Shows the class report in a browser of this machine while it changes.

The server listens on the loopback alone, answers only requests that know its token and name it by
its own address, reads files and writes nothing. It hands out the report and the pages that it
links to; the gradebook, grades.csv and results stay where they are. The report itself makes no
request, as always: a frame around it asks whether there is a newer one.
"""

from __future__ import annotations

import re
import secrets
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from autograder.report.templates import asset, html, policy

_HERE = "127.0.0.1"
NAMED, NAMELESS = "report.html", "report-anonymous.html"
_PAGE = re.compile(r"feedback/[^/]+\.html")
_TYPE = "text/html; charset=utf-8"


class Server(ThreadingHTTPServer):
    """A server for one output folder.

    Args:
        out: the folder that grading writes.
        port: where to listen; 0 for any that is free.
        report: which report the frame shows.
    """

    daemon_threads = True

    def __init__(self, out: Path, port: int = 0, report: str = NAMED) -> None:
        super().__init__((_HERE, port), _Handler)
        self.out = out
        self.token = secrets.token_urlsafe(16)
        self.report = report

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Mind a mistake of ours, and not a reader who has gone."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        """The address of the frame, with the token."""
        return f"http://{_HERE}:{self.server_port}/{self.token}/"

    def frame(self) -> bytes:
        """Return the page that shows the report and asks for news of it."""
        style, script = asset("live.css"), asset("live.js")
        allowed = f"{policy(style, script)}; connect-src 'self'; frame-src 'self'"
        return html("live.html", style=style, script=script, policy=allowed, report=self.report)

    def version(self) -> str:
        """Return a text that changes with the report."""
        try:
            state = (self.out / self.report).stat()
        except OSError:
            return ""
        return f"{state.st_mtime_ns}-{state.st_size}"


class _Handler(BaseHTTPRequestHandler):
    server: Server
    server_version = "autograder"
    sys_version = ""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing: an address has the token in it."""

    def do_GET(self) -> None:
        """Answer with a page, or with nothing that tells what is there."""
        wanted = self._wanted()
        if wanted == "":
            self._send(self.server.frame())
        elif wanted == "version":
            self._send(self.server.version().encode(), "text/plain")
        elif wanted is not None and self._is_shown(wanted):
            self._send_file(self.server.out / wanted)
        else:
            self._refuse()

    def _wanted(self) -> str | None:
        """Return what is asked for, below the token; None where that is not known or not ours."""
        port = self.server.server_port
        is_ours = self.headers.get("Host") in (f"{_HERE}:{port}", f"localhost:{port}")
        _, token, *rest = self.path.partition("?")[0].split("/", 2)
        is_known = secrets.compare_digest(token.encode(), self.server.token.encode())
        return unquote(rest[0]) if is_ours and is_known and rest else None

    def _is_shown(self, wanted: str) -> bool:
        """Return whether it is the report, or a page that the report links to."""
        is_page = self.server.report == NAMED and _PAGE.fullmatch(wanted) is not None
        return wanted == self.server.report or is_page

    def _send_file(self, path: Path) -> None:
        try:
            is_file = path.is_file() and not path.is_symlink()
            content = path.read_bytes() if is_file else None
        except (OSError, ValueError):  # the second for a name that no file can have
            content = None
        if content is None:
            self._refuse()
        else:
            self._send(content)

    def _refuse(self) -> None:
        self._send(b"not found", "text/plain", 404)

    def _send(self, content: bytes, kind: str = _TYPE, status: int = 200) -> None:
        self.send_response(status)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(content)),
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "SAMEORIGIN",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
