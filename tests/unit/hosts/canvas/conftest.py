"""A local server that answers as the documentation of Canvas's API says.

- GET /api/v1/courses/:course, GET .../assignments/:assignment
- GET .../assignments/:assignment/submissions, page by page with a Link header
- PUT .../submissions/:user, with submission[posted_grade], submission[excuse] and
  comment[text_comment] as form fields
- GET /files/:file/download: a file that was handed in

(https://canvas.instructure.com/doc/api/submissions.html; nothing there is asked by a test.)
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

SECRET = "1~secret"
PAGE = 2  # submissions on a page
BASE = "/api/v1/courses/7"
NONE: Mapping[str, str] = MappingProxyType({})
REFUSAL = {"WWW-Authenticate": 'Bearer realm="canvas-lms"'}


class Canvas(ThreadingHTTPServer):
    """The server, what it knows, and what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.points: float | None = 20
        self.submissions: dict[int, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.tokens: list[str | None] = []
        self.throttled = 0  # how many of the next requests are refused as too many
        self.throttled_status = 429
        self.broken_after: int | None = None  # how many more requests are answered at all

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def hand_in(self, user: int, name: str, *files: str, **more: Any) -> None:
        """Have a student hand in files; the number of each is the user's and its place."""
        attachments = []
        for place, file in enumerate(files):
            number = user * 10 + place
            self.files[f"/files/{number}/download"] = f"# {name}: {file}\n".encode()
            url = f"{self.url}/files/{number}/download?verifier=x"
            attachments.append({"id": number, "display_name": file, "url": url, "size": 10})
        self.submissions[user] = {
            "id": user + 1000,
            "user_id": user,
            "assignment_id": 9,
            "attempt": 1,
            "late": False,
            "score": None,
            "excused": False,
            "submission_type": "online_upload",
            "attachments": attachments,
            "submission_comments": [],
            "user": {"id": user, "sortable_name": name, "login_id": f"u{user}",
                     "sis_user_id": f"s{user}"},
        } | more  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    server: Canvas

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def do_GET(self) -> None:
        path, query = urlsplit(self.path)[2:4]
        if self._is_refused():
            return
        if path in self.server.files:
            self._send(200, self.server.files[path])
        elif path == BASE:
            self._json({"id": 7, "name": "Deep Learning"})
        elif path == f"{BASE}/assignments/9":
            points = self.server.points
            self._json({"id": 9, "name": "L2", "course_id": 7, "points_possible": points})
        elif path == f"{BASE}/assignments/9/submissions":
            number = int(parse_qs(query).get("page", ["1"])[0])
            everybody = list(self.server.submissions.values())
            url = f"{self.server.url}{path}?page={number + 1}"
            more = {"Link": f'<{url}>; rel="next"'} if len(everybody) > number * PAGE else {}
            self._json(everybody[(number - 1) * PAGE : number * PAGE], headers=more)
        else:
            self._json({"errors": [{"message": "not found"}]}, 404)

    def do_PUT(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self._is_refused():
            return
        submission = self.server.submissions[int(self.path.rpartition("/")[2])]
        if "submission[posted_grade]" in form:
            submission["score"] = float(form["submission[posted_grade]"][0])
        if form.get("submission[excuse]") == ["true"]:
            submission["excused"] = True
        for text in form.get("comment[text_comment]", []):
            submission["submission_comments"].append({"comment": text, "author_id": 1})
        self._json({key: value for key, value in submission.items() if key != "user"})

    def _is_refused(self) -> bool:
        self.server.asked.append(f"{self.command} {urlsplit(self.path).path}")
        self.server.tokens.append(self.headers.get("Authorization"))
        if self.server.broken_after is not None:
            self.server.broken_after -= 1
            if self.server.broken_after < 0:
                self._json({"errors": "broken"}, 500)
                return True
        if self.server.throttled:
            self.server.throttled -= 1
            text = b"403 Forbidden (Rate Limit Exceeded)"
            self._send(self.server.throttled_status, text)
            return True
        if self.path.startswith("/api") and self.server.tokens[-1] != f"Bearer {SECRET}":
            self._json({"errors": [{"message": "Invalid access token."}]}, 401, REFUSAL)
            return True
        return False

    def _json(
        self, value: Any, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        self._send(status, json.dumps(value).encode(), headers or {})

    def _send(self, status: int, content: bytes, headers: Mapping[str, str] = NONE) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def canvas(monkeypatch: pytest.MonkeyPatch) -> Iterator[Canvas]:
    """A running server, to which the environment leads."""
    with Canvas() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setenv("CANVAS_API_URL", server.url)
        monkeypatch.setenv("CANVAS_API_TOKEN", SECRET)
        yield server
        server.shutdown()
        thread.join()
