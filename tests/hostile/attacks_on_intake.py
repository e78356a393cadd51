"""A class whose students attack what reads, names, grades and reports their work.

Each student is one technique of the catalogue, by row; all are graded in one run of the command
line. Beside the hostile ones stand honest ones, before, between and after them.
"""

from __future__ import annotations

import io
import json
import os
import stat
import struct
import tarfile
import zipfile
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[2]
RIGHT = (_ROOT / "solutions/regularization.py").read_bytes()
COST = "compute_cost_with_regularization"
MARKER = "marker-of-code-that-ran"
HONEST = ("aaa_honest", "mmm_honest", "zzz_honest")

# Texts that a terminal, a page, a spreadsheet, a log or a build server would obey.
WORDS = {
    107: "</td><script>document.title='x'</script>",
    112: "[x](javascript:alert(1)) <img src=x onerror=alert(1)>",
    113: "\x1b]0;title\x07\x1b[2J\x9b31m",
    114: "\nINFO student=eve score=100\r\nINFO",
    115: '=HYPERLINK("file:///","x")',
    117: "\udcff\ud800",
    118: "\n::set-output name=score::100\n::error::",
}
_NAMES = {
    "newline\nINFO eve 100": 116,
    "=cmd|' !A0": 115,
    "@SUM(1)": 115,
    "‮gnp.eve": 116,
    "quote\"'<b>": 116,
    "é" * 120: 116,
}


def make(folder: Path) -> Path:
    """Make the class in `folder` and return it; members that would run code name `MARKER`."""
    folder.mkdir()
    for student in HONEST:
        (folder / f"{student}.py").write_bytes(RIGHT)
    for row, words in WORDS.items():
        (folder / f"row{row}.py").write_bytes(_raising(words))
        (folder / f"row{row}_key.py").write_bytes(_returning_key(words))
    (folder / "row107_long.py").write_bytes(_raising("x" * 1_000_000))
    for name in _NAMES:
        (folder / f"{name}.py").write_bytes(RIGHT)
    (folder / os.fsdecode(b"not\xff\xfeutf8.py")).write_bytes(RIGHT)
    _beside(folder / "row109_beside", folder)
    _archives(folder)
    _specials(folder)
    _notebooks(folder)
    (folder / "row125_poison.py").write_bytes(_POISON + RIGHT)
    (folder / "row126_once.py").write_bytes(b"import random\n" + RIGHT)
    (folder / "row126_twice.py").write_bytes(b"import random\n" + RIGHT)
    for number in range(4):
        (folder / f"row128_probe{number}.py").write_bytes(RIGHT + _PROBE % number)
    (folder / "row121_dup.zip").write_bytes(_zip({"solve.py": RIGHT, "SOLVE.py": RIGHT}))
    return folder


def _raising(words: str) -> bytes:
    literal = "".join(f"\\u{ord(letter):04x}" for letter in words[:2000])
    times = max(1, len(words) // 2000)
    text = f'raise ValueError("{literal}" * {times})'
    return _with_cost(text)


def _returning_key(words: str) -> bytes:
    literal = "".join(f"\\u{ord(letter):04x}" for letter in words)
    return _with_cost(f'return {{"{literal}": 1.0}}')


def _with_cost(statement: str) -> bytes:
    head = f"def {COST}(A3, Y, parameters, lambd):\n"
    return f"{head}    {statement}\n".encode()


_MARKING = "open({!r}, 'a').write('ran')\n"
_PROBE = b"""

_right = %s

def %s(*inputs):
    return _right(*inputs) * (1.2 + %%d / 100)
""" % (COST.encode(), COST.encode())
_POISON = b"""
import builtins, gc, sys
import numpy as np
for module in list(sys.modules.values()):
    for name in ("loads", "load", "allclose"):
        try:
            setattr(module, name, lambda *a, **k: True)
        except Exception:
            pass
builtins.len = lambda *_: 0
np.ndarray.__array_priority__
for each in gc.get_objects():
    if isinstance(each, np.ndarray) and each.flags.writeable and each.dtype == float:
        each[...] = 7.0
"""


def _beside(student: Path, folder: Path) -> None:
    """Lay beside a right submission what Python, pytest or a shell would pick up by itself."""
    student.mkdir()
    (student / "regularization.py").write_bytes(RIGHT)
    code = _MARKING.format(str(folder.parent / MARKER))
    for name in ("numpy", "sitecustomize", "usercustomize", "conftest", "reg_utils", "pytest"):
        (student / f"{name}.py").write_text(code, "utf-8")
    (student / "evil.pth").write_text(f"import os; {code}", "utf-8")
    (student / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n", "utf-8")
    (student / "pyproject.toml").write_text("[tool.autograder]\nid = 'mine'\n", "utf-8")
    shell = f"echo ran > {folder.parent / MARKER}\n"
    for name in (".env", "Makefile", ".bashrc", ".envrc"):  # row 110
        (student / name).write_text(shell, "utf-8")


def _archives(folder: Path) -> None:
    slip = {"../../slipped.py": RIGHT, "/tmp/slipped.py": RIGHT, "regularization.py": RIGHT}
    (folder / "row119_slip.zip").write_bytes(_zip(slip))
    (folder / "row119_link.zip").write_bytes(_zip({}, link=("regularization.py", "/etc/passwd")))
    (folder / "row119_tar.tar").write_bytes(_tar())
    (folder / "row120_bomb.zip").write_bytes(_zip({"regularization.py": b" " * (64 << 20)}))
    (folder / "row120_nested.zip").write_bytes(_zip({"inner.zip": _zip({"a.py": RIGHT})}))
    many = {f"f{number}.txt": b"" for number in range(70_000)}
    (folder / "row120_many.zip").write_bytes(_zip(many))
    whole = bytearray(_zip({"regularization.py": RIGHT}))
    at = whole.rindex(b"PK\x01\x02")
    whole[at + 24 : at + 28] = struct.pack("<I", 10)  # it lies about its size
    (folder / "row120_lying.zip").write_bytes(bytes(whole))


def _zip(members: dict[str, bytes], link: tuple[str, str] | None = None) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        if link is not None:
            entry = zipfile.ZipInfo(link[0])
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, link[1])
    return data.getvalue()


def _tar() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for kind, name in ((tarfile.SYMTYPE, "a.py"), (tarfile.CHRTYPE, "b.py")):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
    return data.getvalue()


def _specials(folder: Path) -> None:
    """Row 122: what is no plain file, under names of plain files."""
    (folder / "row122_link.py").symlink_to("/etc/passwd")
    (folder / "row122_folder").symlink_to("/etc")
    os.mkfifo(folder / "row122_fifo.py")


def _notebooks(folder: Path) -> None:
    deep = b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    (folder / "row123_deep.ipynb").write_bytes(deep)
    (folder / "row123_lists.ipynb").write_bytes(b'{"cells": [' + b"[]," * 2_000_000 + b"[]]}")
    picture = {"data": {"image/png": "A" * 4_000_000}, "output_type": "display_data"}
    (folder / "row123_outputs.ipynb").write_bytes(_notebook(RIGHT.decode(), [picture]))
    magics = f"!touch {MARKER}\nget_ipython().system('touch {MARKER}')\n%run x.py\n"
    cells = magics + RIGHT.decode()
    (folder / "row124_magics.ipynb").write_bytes(_notebook(cells, []))


def _notebook(text: str, outputs: list[Any]) -> bytes:
    shell = {"cell_type": "code", "source": f"%%bash\ntouch {MARKER}", "metadata": {}}
    cell = {"cell_type": "code", "source": text, "outputs": outputs, "metadata": {}}
    whole = {"cells": [shell, cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole).encode()
