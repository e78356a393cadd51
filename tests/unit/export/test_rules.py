"""The table of students and rules."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from pyarrow import parquet

from autograder.errors import UsageError
from autograder.export.rules import COLUMNS, to_csv, to_parquet
from autograder.policy.final import Final

MakeFinal = Callable[..., Final]
ADA = {
    "student": "ada",
    "submission": "ada.py",
    "question": "q1",
    "verdict": "failed",
    "rule_id": "test_q1.py::test_sum",
    "number": "1.1",
    "rule": "The sum is right.",
    "about": "value",
    "points": 85,
    "max_points": 100,
    "passed": False,
    "message": "off by about a third",
}


def test_csv_has_a_row_for_each_student_and_rule(final: MakeFinal) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv([final("ada"), final("eve")]).decode())))
    assert rows[0] == {name: str(value) for name, value in ADA.items()}
    assert [row["student"] for row in rows] == ["ada", "eve"]


def test_parquet_has_the_same_rows_with_their_types(final: MakeFinal) -> None:
    table = parquet.read_table(io.BytesIO(to_parquet([final("ada")])))
    assert table.column_names == list(COLUMNS)
    assert table.to_pylist() == [ADA]


def test_who_was_not_judged_has_no_rows(final: MakeFinal) -> None:
    assert to_csv([final("ada", None)]).decode().splitlines() == [",".join(COLUMNS)]
    assert parquet.read_table(io.BytesIO(to_parquet([final("ada", None)]))).num_rows == 0


def test_no_cell_of_the_csv_is_a_formula(final: MakeFinal) -> None:
    (_, row) = csv.reader(io.StringIO(to_csv([final("=1+1")]).decode()))
    assert row[0] == "'=1+1"


def test_a_name_that_no_text_can_hold_is_written_out_in_parquet(final: MakeFinal) -> None:
    odd = final("ada")
    odd = replace(odd, row=replace(odd.row, result=replace(odd.row.result, student="a\udc80")))
    (row,) = parquet.read_table(io.BytesIO(to_parquet([odd]))).to_pylist()
    assert row["student"] == "a\\udc80"


def test_without_pyarrow_the_way_out_is_said(
    final: MakeFinal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"pip install '?pyarrow>=21.* ends in \.csv"):
        to_parquet([final("ada")])
