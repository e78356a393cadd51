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
from autograder.sheets.sheet import GRADES, Kind, Sheet, Text, load, read

CELLS = st.text(st.sampled_from('a",;\t\r\n =é')) | st.text(max_size=5)

QUOTING: list[Literal[0, 1]] = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL]


def sheet(text: str, delimiter: str = ",") -> Sheet:
    return Sheet(Text(text=text, label="sheet.csv", kind=GRADES), delimiter)


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
    with pytest.raises(UsageError, match=r"sheet\.csv:2 opens a quote that is never closed"):
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


def test_a_written_cell_reads_back_as_it_was_whatever_is_in_it() -> None:
    found = sheet("1,2\n")
    found.put(0, 0, 'say "a",\nthen b')
    assert read(found.content(), "again.csv", GRADES, len).rows == [['say "a",\nthen b', "2"]]


def test_what_the_encoding_lacks_is_written_as_html_does() -> None:
    found = read("\u00e9,1\n".encode("cp1252"), "sheet.csv", GRADES, len)
    found.put(0, 1, "\u03bb")
    assert found.content() == b"\xe9,&#955;\n"


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
    found = load(path, GRADES, len)
    assert found.rows[0][0] == "é"
    assert found.content() == content


def test_a_line_for_excel_is_no_row_and_is_kept() -> None:
    found = read(b"sep=;\r\na;b,c\r\n1;2\r\n", "sheet.csv", GRADES, len)
    assert (found.rows, found.lines) == ([["a", "b,c"], ["1", "2"]], [2, 3])
    found.put(1, 1, "3")
    assert found.content() == b"sep=;\r\na;b,c\r\n1;3\r\n"


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    found = sheet('a,b\n"x\ny",1\r\n\n2,3\r4,5')
    assert found.lines == [1, 2, 4, 5, 6]


def test_the_delimiter_is_the_one_with_which_the_header_fits() -> None:
    found = read(b"name;a,b,c\n", "list.csv", PLAIN, lambda header: "name" in header)
    assert found.rows == [["name", "a,b,c"]]


PLAIN = Kind(name="a list", again="save it as CSV UTF-8", is_strict=True)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04...", "list.csv is a workbook, not CSV"),
        (b" \n", "list.csv is empty"),
        (
            b"a\nb\xe9\n",
            (
                "list.csv:2 has the byte 0xE9 (number 4 of the file), which is neither UTF-8 nor "
                "UTF-16"
            ),
        ),
        (
            b"\xff\xfea\0\n\0\x3d\xd8\n\0",
            (
                "list.csv:2 has the byte 0x3D (number 7 of the file), which is neither UTF-8 nor "
                "UTF-16"
            ),
        ),
        (b'a\n"b\n', "list.csv:2 opens a quote that is never closed"),
        (b'a\n"b"c\n', "list.csv:2 has text behind a closing quote"),
        (b"a\n" + b"x" * 200_000, "list.csv:2 has a cell of more than 131,072 characters"),
        (b"a\n" * 200_001, "list.csv has more than 200,000 rows, too many for a list"),
        (b"a" * (33 << 20), "list.csv is larger than 32 MiB, too large for a list"),
    ],
    ids=["workbook", "empty", "utf-8", "utf-16", "quote", "behind", "cell", "rows", "size"],
)
def test_what_is_no_table_is_refused_with_its_place_and_what_to_do(
    content: bytes, sentence: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read(content, "list.csv", PLAIN, len)
    assert str(caught.value) == f"{sentence}: save it as CSV UTF-8"


def test_a_row_longer_than_its_header_is_refused() -> None:
    found = read(b"a,b\n1,2,\n1,000,2\n", "list.csv", PLAIN, len)
    with pytest.raises(UsageError, match=r"list\.csv:3 has more cells than its header"):
        found.below()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04...", "is a workbook"),
        (b" \n", "is empty"),
        (b"a\x81,b", "1 has the byte 0x81"),
    ],
)
def test_what_is_no_sheet_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=reason):
        load(path, GRADES, len)


def test_a_sheet_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load(tmp_path / "nowhere.csv", GRADES, len)
