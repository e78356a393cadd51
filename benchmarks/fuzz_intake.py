"""Damaged archives and notebooks: what a student may hand in, and what may come of it.

An archive is listed and read as `autograder grade` would: it gives an honest file's very bytes or a
sentence, and never costs another student's row. A notebook or module is taken apart as the child
would: it gives statements or a sentence.
"""

from __future__ import annotations

import ast
import io
import json
import stat
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from random import Random
from typing import Any

from autograder.description import Assignment
from autograder.errors import UsageError
from autograder.intake.model import Caps, Submission, Unreadable
from autograder.intake.plan import Batch, plan
from autograder.sandbox.inside.source import Source, UnreadableError, read
from benchmarks.mutation import damaged

_CAPS = Caps(student_files=40, student_depth=4, file_bytes=1 << 16, student_bytes=1 << 17)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_HONEST = "zoe.py"

_MODULE = '''"""My solution."""
import numpy as np
%matplotlib inline

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def f(x, k=2):
    s = """text
at column 0"""
    return {"λ": [x, (k, s)], 'n': f"{x!r:>{k}}"}

print "old"
!ls
class A:
    async def g(self): return [await y async for y in self]
'''
_CODES = (
    _MODULE,
    "# -*- coding: latin-1 -*-\nx = 'é'\n",
    "%%time\nx = 1\n%%bash\nls\n",
    "%%bash\nls\n",
    "def f(x):\n\treturn (x +\n1)\nelse:\n  pass\n" * 5,
    "x = 1\nif x:\n    y = [\n1,\n2]\n]\n@f\ndef g(): ...\n",
    "",
)
# What stands where nbformat has something else.
_ODD: tuple[Any, ...] = (None, 0, -1, 1e999, "", "code", [], {}, [[]], [None], "\ud800", "\0", True)
_ODD += ("x = 1\r\ry = 2\n", ["x = 1\n", 3, None], {"cells": []}, 10**300, "(" * 300, "a." * 300)


class Archives:
    """Damages zips; one trial is one zip, handed in alone or beside an honest student's file.

    Args:
        folder: an empty one to work in.
        assignment: what is handed in.
    """

    def __init__(self, folder: Path, assignment: Assignment) -> None:
        self._assignment = assignment
        code = f"def {assignment.functions[0]}(x):\n    return x\n".encode()
        notebook = json.dumps(_notebook([code.decode()])).encode()
        self._code = code
        self._known = {b"", code, notebook, code * 40, b"notes"}
        self._zips = list(_zips(code, notebook, assignment.files))
        self._class = folder / "class"
        self._class.mkdir()
        (self._class / _HONEST).write_bytes(code)
        self._alone = folder / "ana.zip"

    def __call__(self, random: Random) -> str:
        """Make one trial and return what became of the zip, in a word."""
        content = damaged(random.choice(self._zips), random, self._zips)
        if random.randrange(2):
            self._alone.write_bytes(content)
            return self._read(self._alone)
        (self._class / "ana.zip").write_bytes(content)
        return self._read(self._class)

    def _read(self, path: Path) -> str:
        try:
            batch = plan([path], self._assignment, caps=_CAPS)
        except UsageError as error:
            assert path == self._alone, "one student's zip stopped the batch"
            _check_visible(str(error).replace(str(path), ""))
            return "refused"
        found = [entry.read() for entry in batch.entries]
        for item in found:
            self._check(item)
        if path == self._class:
            zoe = [item for item in found if item.student == "zoe"]
            assert [getattr(item, "content", b"") for item in zoe] == [self._code]
            found.remove(*zoe)
        _check_rows(batch)
        return "read" if any(isinstance(item, Submission) for item in found) else "refused"

    def _check(self, found: Submission | Unreadable) -> None:
        _check_visible(found.student)
        _check_visible(found.path)
        if isinstance(found, Unreadable):
            assert found.reason
            _check_visible(found.reason)
            return
        _check_visible(found.filename)
        for remark in found.remarks:
            _check_visible(remark)
        # The checksum in the zip makes anything else than an honest file's bytes a refusal.
        assert found.content in self._known, "bytes that nobody packed"


class Notebooks:
    """Damages notebooks and modules; one trial is one file taken apart."""

    def __init__(self) -> None:
        notebooks = [json.dumps(_notebook([code, "y = 2\n"])).encode() for code in _CODES]
        third = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1\n", "y = 2"]}]}]}
        self._files = [*notebooks, json.dumps(third).encode(), *(c.encode() for c in _CODES)]
        self._files += [_MODULE.encode("utf-16"), b"\xef\xbb\xbf" + _MODULE.encode()]
        self._files += [b"# coding: utf-7\nx = '+2AA-'\n", b"# vim: set fileencoding=cp1252 :\n"]

    def __call__(self, random: Random) -> str:
        """Make one trial and return what became of the file, in a word."""
        if random.randrange(2):
            content = damaged(random.choice(self._files), random, self._files)
        else:
            content = json.dumps(_misshapen(_notebook(list(_CODES)), random)).encode()
        filename = random.choice(("a.ipynb", "a.ipynb", "a.py"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes and the like; the child ignores them
            try:
                source = read(content, filename)
            except UnreadableError:
                return "refused"
        _check_source(source, filename)
        return "read"


def _check_source(source: Source, filename: str) -> None:
    assert source.is_notebook is filename.endswith(".ipynb")
    for statement in source.statements:
        assert isinstance(statement.node, ast.stmt)
        assert 1 <= statement.node.lineno <= statement.cell.text.count("\n") + 1
    for item in source.broken:
        assert item.reason
        assert 1 <= item.line <= item.cell.text.count("\n") + 2
    cells = [statement.cell for statement in source.statements]
    for cell in [*cells, *(item.cell for item in source.broken)]:
        assert "\r" not in cell.text
        assert source.is_notebook or "\0" not in cell.text
        assert bool(cell.label) is source.is_notebook


def _check_rows(batch: Batch) -> None:
    keys = [(entry.student, entry.path) for entry in batch.entries]
    assert keys == sorted(keys)
    for notice in batch.notices:
        _check_visible(notice)
    for entry in batch.entries:
        if entry.known is not None:
            _check_visible("".join(map(str, astuple(entry.known))))


def _check_visible(text: str) -> None:
    assert not any(unicodedata.category(character) in _INVISIBLE for character in text)


def _notebook(cells: list[str]) -> dict[str, Any]:
    """Return a notebook of nbformat 4, each second cell's text as a list of lines."""
    sources = [code.splitlines(keepends=True) if n % 2 else code for n, code in enumerate(cells)]
    code: list[dict[str, Any]] = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": s} for s in sources
    ]
    text = {"cell_type": "markdown", "metadata": {}, "source": ["# Cost\n"]}
    return {"cells": [text, *code], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _misshapen(value: Any, random: Random) -> Any:
    """Return a JSON value with some of its parts replaced, dropped or nested."""
    chance = random.random()
    if chance < 0.04:
        return random.choice(_ODD)
    if chance < 0.06:
        return [value]
    if isinstance(value, dict):
        kept = {k: _misshapen(v, random) for k, v in value.items() if random.random() > 0.02}
        return kept or value
    if isinstance(value, list):
        return [_misshapen(item, random) for item in value if random.random() > 0.02]
    return value


def _zips(code: bytes, notebook: bytes, names: tuple[str, ...]) -> Iterator[bytes]:
    """Yield honest zips of every layout, and some that honest programs do not make."""
    name = next(name for name in names if name.endswith(".ipynb"))
    yield _zip([("ana.py", code), ("bob.ipynb", notebook)])
    yield _zip([(f"class/{who}/{name}", notebook) for who in ("ana", "bob", "Zoë")])
    yield _zip([("ana/main.py", code), ("ana/notes.txt", b"notes"), ("ana/old/", b"")])
    yield _zip([("__MACOSX/._ana.py", b"notes"), ("ana.py", code * 40), (".hidden", b"notes")])
    yield _zip([("ana.py", code), ("ANA.PY", code), ("../up.py", code), ("a\\b.py", code)])
    yield _zip([("ana.py", b""), ("inner.zip", b"notes"), ("/root.py", code), ("C:x.py", code)])
    yield _zip([("link.py", b"notes"), ("ana.py", code)], mode=stat.S_IFLNK | 0o777)
    yield _zip([("ana.py", code)], method=zipfile.ZIP_STORED)
    yield _zip([("ana.py", code)], wide=True)
    yield b"#!/bin/sh\n" + _zip([("ana.py", code)], comment=b"PK\5\6" + bytes(40))
    yield _zip([])
    yield from _downloads(code, notebook)


def _downloads(code: bytes, notebook: bytes) -> Iterator[bytes]:
    """Yield what learning platforms hand out, one of each."""
    yield _zip(
        [("ana_4021_881_a.py", code), ("ana_4021_882_a-1.py", code), ("b_22_883_a.py", code)]
    )
    moodle = "Ana Bo_41_assignsubmission_file_"
    yield _zip([(f"{moodle}/a.py", code), ("Bo_42_assignsubmission_onlinetext/a.html", b"notes")])
    head = "PS_1_ana_b_attempt_2026-05-01-14-05-33"
    yield _zip([(f"{head}_a.ipynb", notebook), (f"{head}.txt", b"Name: Ana Bo (ana_b)\n")])
    yield _zip([("1-2 - Ana Bo - May 1, 2026 205 PM/a.py", code), ("index.html", b"notes")])
    who = b"{':name': Ana, ':email': a@b}"
    told = b"submission_1: {':submitters': [" + who + b"], ':created_at': 2026-05-01 14:05:33 Z}"
    yield _zip([("x/submission_metadata.yml", told), ("x/submission_1/a.py", code)])
    yield _zip([("submitted/ana/ps1/a.py", code), ("submitted/ana/ps1/timestamp.txt", b"2026")])


def _zip(
    members: list[tuple[str, bytes]],
    *,
    method: int = zipfile.ZIP_DEFLATED,
    mode: int = stat.S_IFREG | 0o644,
    wide: bool = False,
    comment: bytes = b"",
) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.comment = comment
        for name, content in members:
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = method
            info.external_attr = mode << 16
            with archive.open(info, "w", force_zip64=wide) as member:
                member.write(content)
    return buffer.getvalue()
