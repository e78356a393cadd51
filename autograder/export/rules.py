"""One row for each student and rule, for programs: as CSV, or as Parquet with its types."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from autograder import extras
from autograder.errors import UsageError
from autograder.policy.final import Final
from autograder.text import cell, encodable

_TEXTS = ("student", "submission", "question", "verdict", "rule_id", "number", "rule", "about")
_NUMBERS = ("points", "max_points")
COLUMNS = (*_TEXTS, *_NUMBERS, "passed", "message")

_Cell = str | int | bool
_Row = tuple[_Cell, ...]


def to_csv(finals: Iterable[Final]) -> bytes:
    """Return the table as CSV in UTF-8; in a spreadsheet, no cell of it is computed."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in _rows(finals):
        writer.writerow([cell(each) if isinstance(each, str) else each for each in row])
    return table.getvalue().encode()


def to_parquet(finals: Iterable[Final]) -> bytes:
    """Return the table as Parquet.

    Raises:
        UsageError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError(
            f"Parquet needs pyarrow: install it with `{extras.command('parquet')}`, or name a file "
            "that ends in .csv"
        ) from error
    kinds = dict.fromkeys(COLUMNS, pa.string())
    kinds |= dict.fromkeys(_NUMBERS, pa.int64()) | {"passed": pa.bool_()}
    schema = pa.schema(list(kinds.items()))
    rows = list(_rows(finals))
    columns = {name: [_plain(row[at]) for row in rows] for at, name in enumerate(COLUMNS)}
    image = io.BytesIO()
    parquet.write_table(pa.table(columns, schema=schema), image)
    return image.getvalue()


def _rows(finals: Iterable[Final]) -> Iterator[_Row]:
    for final in finals:
        result = final.row.result
        verdicts = {question.id: question.verdict.value for question in result.questions}
        for rule in result.rules:
            yield (
                result.student,
                result.submission,
                rule.question,
                verdicts.get(rule.question, ""),
                rule.id,
                rule.number,
                rule.rule,
                rule.about.value,
                rule.points,
                rule.max_points,
                rule.passed,
                rule.message,
            )


def _plain(value: _Cell) -> _Cell:
    return encodable(value) if isinstance(value, str) else value
