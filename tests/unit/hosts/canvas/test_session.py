"""Address and token, what Canvas refuses, and what is never said."""

from __future__ import annotations

import logging
import sys

import pytest

from autograder.errors import AutograderError, GraderFault, UsageError
from autograder.hosts.canvas.session import address, patiently, the_assignment, token
from tests.unit.hosts.canvas.conftest import SECRET, Canvas


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://canvas.example.edu/", "https://canvas.example.edu"),
        (" https://canvas.example.edu/api/v1 ", "https://canvas.example.edu"),
        ("http://localhost:8080", "http://localhost:8080"),
    ],
)
def test_an_address_is_taken_as_people_write_it(given: str, url: str) -> None:
    assert address({"CANVAS_API_URL": given}) == url


@pytest.mark.parametrize(
    "given", ["", "canvas.example.edu", "http://canvas.example.edu", "ftp://x"]
)
def test_a_token_is_not_sent_where_others_could_read_it(given: str) -> None:
    with pytest.raises(UsageError, match="set it to the address of your Canvas"):
        address({"CANVAS_API_URL": given})


def test_a_missing_token_is_asked_for() -> None:
    with pytest.raises(UsageError, match="make a token in Canvas"):
        token({})


def test_a_token_that_is_not_accepted_is_a_sentence(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANVAS_API_TOKEN", "2~wrong")
    with pytest.raises(UsageError, match="does not accept the token") as raised:
        the_assignment(7, 9)
    assert "2~wrong" not in str(raised.value)


def test_a_wrong_number_is_a_sentence(canvas: Canvas) -> None:
    with pytest.raises(UsageError, match="copy both numbers from the assignment's address"):
        the_assignment(7, 10)


def test_an_error_of_canvas_is_no_fault_of_whoever_asks(canvas: Canvas) -> None:
    canvas.broken_after = 0
    with pytest.raises(GraderFault, match="run the same command again"):
        the_assignment(7, 9)


def test_a_canvas_that_does_not_answer_is_a_sentence(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas.shutdown()
    canvas.server_close()
    with pytest.raises(GraderFault, match="cannot be reached"):
        the_assignment(7, 9)


@pytest.mark.parametrize("status", [429, 403])
def test_a_throttled_request_waits_longer_each_time_and_goes_on(
    canvas: Canvas, status: int
) -> None:
    assignment = the_assignment(7, 9)
    canvas.throttled, canvas.throttled_status = 3, status
    waited: list[float] = []
    assert patiently(lambda: list(assignment.get_submissions()), waited.append) == []
    assert waited == [1, 2, 4]


def test_a_throttle_without_an_end_is_told(canvas: Canvas) -> None:
    assignment = the_assignment(7, 9)
    canvas.throttled = 100
    waited: list[float] = []
    with pytest.raises(Exception, match="Rate Limit"):
        patiently(lambda: list(assignment.get_submissions()), waited.append)
    assert waited == [1, 2, 4, 8, 16, 32]


def test_without_canvasapi_the_command_that_installs_it_is_said(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "canvasapi", None)
    with pytest.raises(UsageError, match="API needs canvasapi: install it with"):
        the_assignment(7, 9)


def test_the_token_is_in_no_log_and_in_no_error(
    canvas: Canvas, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    the_assignment(7, 9)
    canvas.broken_after = 0
    with pytest.raises(AutograderError) as raised:
        the_assignment(7, 9)
    assert SECRET not in caplog.text + str(raised.value)
