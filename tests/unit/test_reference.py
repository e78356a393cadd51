"""The reference for authors is what the code says."""

from __future__ import annotations

from docs import reference


def test_the_page_is_written_from_the_code() -> None:
    told = "run `python docs/reference.py`"
    assert reference.page() == reference.PAGE.read_text("utf-8"), told


def test_every_key_and_argument_has_its_meaning() -> None:
    rows = [line for line in reference.page().splitlines() if line.startswith("| `")]
    assert [row for row in rows if row.rstrip().endswith("|  |")] == []
