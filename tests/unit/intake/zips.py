"""Zips that tests make, and what intake reads in them."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path
from typing import Any

from autograder.description import find
from autograder.intake.model import Submission, Unreadable
from autograder.intake.plan import Batch, plan

ASSIGNMENT = find(Path(__file__).parent)


CODE = f"def {ASSIGNMENT.functions[0]}(A3, Y, parameters, lambd):\n    return 0\n".encode()


Content = dict[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]]


def packed(content: Content, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # duplicate names are what some tests are about
        for name, data in content.items() if isinstance(content, dict) else content:
            archive.writestr(name, data)
    return buffer.getvalue()


def made(path: Path, content: Content) -> Path:
    path.write_bytes(packed(content))
    return path


def info(name: str, mode: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.create_system = 3
    member.external_attr = mode << 16
    return member


def grade(path: Path, **options: Any) -> dict[str, Submission | Unreadable]:
    batch = plan([path], ASSIGNMENT, **options)
    read = {entry.student: entry.read() for entry in batch.entries}
    assert len(read) == len(batch.entries)
    return read


def paths(batch: Batch) -> list[tuple[str, str]]:
    rows = [entry.read() for entry in batch.entries]
    return [(row.student, row.path) for row in rows]


def reason(row: Submission | Unreadable) -> str:
    assert isinstance(row, Unreadable)
    return row.reason
