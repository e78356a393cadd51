"""The server shows the report and its pages to whoever knows the token, and nothing else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from autograder.report.serving import NAMELESS, Server


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """What grading leaves."""
    for name in ("report.html", NAMELESS, "grades.csv", "gradebook.sqlite", "feedback/ada b.html",
                 "results/ada.json"):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"this is {name}", "utf-8")
    (tmp_path / "feedback/secret.html").symlink_to("/etc/passwd")
    return tmp_path


def running(server: Server) -> Iterator[Server]:
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def server(out: Path) -> Iterator[Server]:
    """A running server."""
    yield from running(Server(out))


def ask(server: Server, path: str, method: str = "GET", host: str = "") -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{server.server_port}")
    connection.endheaders()
    return connection.getresponse()


def test_the_report_and_its_pages_are_shown_as_they_are(server: Server) -> None:
    for name in ("report.html", "feedback/ada%20b.html"):
        answer = ask(server, f"/{server.token}/{name}")
        assert (answer.status, answer.read().decode()) == (
            200,
            f"this is {name}".replace("%20", " "),
        )


def test_the_frame_has_a_policy_under_which_only_our_script_runs(server: Server) -> None:
    page = unescape(ask(server, f"/{server.token}/").read().decode())
    assert "default-src 'none'; style-src 'sha256-" in page
    assert "connect-src 'self'; frame-src 'self'" in page
    assert 'src="report.html"' in page


def test_the_version_changes_with_the_report(server: Server, out: Path) -> None:
    before = ask(server, f"/{server.token}/version").read()
    (out / "report.html").write_text("a longer report", "utf-8")
    assert ask(server, f"/{server.token}/version").read() != before
    (out / "report.html").unlink()
    assert ask(server, f"/{server.token}/version").read() == b""


@pytest.mark.parametrize(
    "path",
    ["grades.csv", "gradebook.sqlite", "results/ada.json", "feedback/secret.html", "feedback/",
     "feedback/../grades.csv", "..%2fx.html", "feedback/%2e%2e%2fgrades.csv", NAMELESS, "x%00.html",
     "feedback/x%00.html", "feedback/missing.html"],
)  # fmt: skip
def test_nothing_else_is_shown(server: Server, path: str) -> None:
    assert ask(server, f"/{server.token}/{path}").status == 404


@pytest.mark.parametrize(
    "path", ["/", "//", "/report.html", "/wrong/report.html", "/wrong/", "/\u00e9/"]
)
def test_nothing_is_shown_without_the_token(server: Server, path: str) -> None:
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=30) as raw:
        host = f"127.0.0.1:{server.server_port}"
        raw.sendall(f"GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
        assert raw.recv(100).startswith(b"HTTP/1.0 404 ")


def test_a_page_of_another_name_that_leads_here_is_told_nothing(server: Server) -> None:
    answer = ask(server, f"/{server.token}/report.html", host="evil.example.org")
    assert answer.status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written(server: Server, method: str) -> None:
    assert ask(server, f"/{server.token}/report.html", method).status == 501


def test_a_report_without_names_is_shown_without_the_pages_that_have_names(out: Path) -> None:
    for server in running(Server(out, report=NAMELESS)):
        assert ask(server, f"/{server.token}/{NAMELESS}").status == 200
        for name in ("report.html", "feedback/ada%20b.html"):
            assert ask(server, f"/{server.token}/{name}").status == 404


def test_only_this_machine_can_reach_it(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_two_servers_have_two_tokens_of_at_least_128_bits(out: Path) -> None:
    with Server(out) as one, Server(out) as other:
        assert one.token != other.token
        assert len(one.token) >= 22


def test_reading_changes_nothing(server: Server, out: Path) -> None:
    before = sorted(out.rglob("*"))
    ask(server, f"/{server.token}/report.html").read()
    assert sorted(out.rglob("*")) == before
