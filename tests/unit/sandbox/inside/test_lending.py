"""A student's functions are lent to a program, which hears nothing of a call that fails."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox.inside import lending
from autograder.sandbox.inside.serving import Serving
from autograder.sandbox.outside.declared import NOTHING
from autograder.sandbox.wire import RECORD, Tag

SETUP: dict[str, Any] = {
    "functions": ["f", "g"],
    "cases": [],
    "given": {},
    "helpers": [],
    "declared": NOTHING,
}
BOTH = "def f(x):\n    return 1 / x\n\n\ndef g(x):\n    return x\n"


@pytest.fixture(autouse=True)
def own_modules() -> Iterator[None]:
    """What a submission registers is forgotten again."""
    before = dict(sys.modules)
    yield
    for name in sys.modules.keys() - before.keys():
        del sys.modules[name]
    sys.modules.update(before)


def lent(text: str, work: lending.Work) -> list[tuple[Tag, Any]]:
    """Return the tags of the records that are sent, with what news say."""
    sent: list[tuple[Tag, Any]] = []

    def send(record: list[Any]) -> None:
        tag, _ = RECORD.unpack(bytes(record[0]))
        said = json.loads(b"".join(map(bytes, record[1:]))) if tag == Tag.NEWS else None
        sent.append((Tag(tag), said))

    request = {"filename": "submission.py", "skip": [], "arguments": [4, 0]}
    lending.lend(Serving.of(SETUP, b""), work, request, text.encode(), send)
    return [each for each in sent if each[0] not in (Tag.SLICE, Tag.STATEMENT)]


def test_each_function_that_is_called_is_told_once_in_a_while() -> None:
    def work(functions: Any, arguments: Any, tell: Any) -> None:
        for _ in range(3):
            functions["f"](arguments[0])
        tell(functions["g"](float("inf")))

    assert lent(BOTH, work) == [
        (Tag.LOADED, None),
        (Tag.NEWS, ["calling", "f"]),
        (Tag.NEWS, ["calling", "g"]),
        (Tag.NEWS, ["told", None]),
        (Tag.NEWS, ["end", None]),
    ]


def test_a_call_that_fails_ends_a_program_that_catches_everything() -> None:
    def work(functions: Any, arguments: Any, tell: Any) -> None:
        try:
            functions["f"](arguments[1])
        except Exception:
            tell("caught")

    assert lent(BOTH, work) == [
        (Tag.LOADED, None),
        (Tag.NEWS, ["calling", "f"]),
        (Tag.ANSWER, None),
    ]


def test_without_one_of_the_functions_nothing_is_called() -> None:
    def work(functions: Any, arguments: Any, tell: Any) -> None:
        raise AssertionError

    assert lent("def f(x):\n    return x\n", work) == [(Tag.LOADED, None)]


def test_the_folder_of_a_program_is_not_searched_for_other_modules(tmp_path: Path) -> None:
    (tmp_path / "a_program.py").write_text("import numbers\nwork = numbers.Number", "utf-8")
    (tmp_path / "numbers.py").write_text("raise SystemExit", "utf-8")
    found = lending.program({"folder": str(tmp_path), "module": "a_program"})
    assert found.__module__ == "numbers"
