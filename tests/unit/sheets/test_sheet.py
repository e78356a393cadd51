"""A sheet is read as Python's csv reads it, and every byte that is not written stays."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import UsageError
from autograder.sheets.sheet import Sheet, Text, decoded

CELLS = st.text(st.sampled_from('a",;\t\r\n =é')) | st.text(max_size=5)

QUOTING: list[Literal[0, 1]] = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL]


def sheet(text: str, delimiter: str = ",") -> Sheet:
    return Sheet(Text(text=text, encoding="utf-8", mark=b""), delimiter)


@given(
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4),
    delimiter=st.sampled_from(",;\t"),
    quoting=st.sampled_from(QUOTING),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_whatever_csv_writes_is_read_as_csv_reads_it_and_written_back(
    rows: list[list[str]], delimiter: str, quoting: Literal[0, 1], end: str
) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    text = written.getvalue()
    read = sheet(text, delimiter)
    expected = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert [list(row) for row in read.rows] == expected
    assert read.content() == text.encode()


@pytest.mark.parametrize("text", ['"a"b"c",d\n', 'a"b,c"\n', ' "a",b', 'a,\n,"\n"\r\n"x""y"'])
def test_careless_quotes_are_read_as_csv_reads_them(text: str) -> None:
    expected = list(csv.reader(io.StringIO(text, newline="")))
    assert [list(row) for row in sheet(text).rows] == expected


def test_a_quote_that_is_never_closed_is_refused() -> None:
    with pytest.raises(UsageError, match="row 2 of the sheet opens a quote"):
        sheet('a,b\nc,"d\n')


def test_a_written_cell_is_quoted_where_the_old_one_was() -> None:
    read = sheet('"1",2,x\n')
    read.put(0, 0, "3.00")
    read.put(0, 1, "4.00")
    assert read.content() == b'"3.00",4.00,x\n'


def test_a_written_cell_is_quoted_where_it_holds_the_delimiter() -> None:
    read = sheet("1,2\n")
    read.put(0, 0, "3,50")
    assert read.content() == b'"3,50",2\n'


def test_a_row_that_ends_early_is_filled_up() -> None:
    read = sheet("a;b;c\nx\n", ";")
    read.put(1, 2, "1.00")
    assert read.content() == b"a;b;c\nx;;1.00\n"


@pytest.mark.parametrize(
    "content",
    [
        "é,1\n".encode("utf-8-sig"),
        "é,1\r\n".encode(),
        "é\t1".encode("utf-16"),
        "\ufeffé\t1".encode("utf-16-be"),
        "é\t1\n".encode("utf-16-le"),
        "é,1\n".encode("cp1252"),
    ],
)
def test_an_encoding_is_told_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    source = decoded(path)
    read = Sheet(source, "\t" if "\t" in source.text else ",")
    assert read.rows[0][0] == "é"
    assert read.content() == content


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"PK\x03\x04...", "is a workbook"), (b" \n", "is empty"), (b"a\x81,b", "is not text")],
)
def test_what_is_no_sheet_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=reason):
        decoded(path)


def test_a_sheet_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        decoded(tmp_path / "nowhere.csv")
