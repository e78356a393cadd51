"""What a file obviously is, where it is no module or notebook, and characters that only look right.

Every sentence is one of `SENTENCES`, so that it can be shown in full: it holds no word of the
submission's. Each follows "it" or a place.
"""

from __future__ import annotations

import ast
import json
import re

_HAND_IN = "hand in plain text (.py) or a notebook (.ipynb)"
_OFFICE = f"is a Word or other Office document: {_HAND_IN}"
_ARCHIVE = f"is an archive: {_HAND_IN}, or name it .zip if it is one"
_PICTURE = f"is a picture: {_HAND_IN}"
_HTML = f"is a web page (HTML): download the file itself, and {_HAND_IN}"
_NOTEBOOK = "is a notebook saved as .py: rename it to .ipynb"
_MODULE = "is Python text saved as .ipynb: rename it to .py"
_ADDRESS = f"holds a web address and nothing else: download the file itself, and {_HAND_IN}"
_CONFLICT = "is a notebook with the marks of a git conflict: resolve it and save it again"

# How files begin.
_SIGNATURES = {
    b"{\\rtf": f"is an RTF document: save it as plain text, and {_HAND_IN}",
    b"%PDF-": f"is a PDF document: {_HAND_IN}",
    b"\xd0\xcf\x11\xe0": _OFFICE,
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"\x1f\x8b": _ARCHIVE,
    b"7z\xbc\xaf": _ARCHIVE,
    b"Rar!": _ARCHIVE,
    b"BZh": _ARCHIVE,
    b"\xfd7zXZ": _ARCHIVE,
    b"bplist00": f"is a link or web archive of macOS: {_HAND_IN}",
    b"\x7fELF": f"is a program: {_HAND_IN}",
    b"MZ\x90": f"is a program: {_HAND_IN}",
}
_ZIP = b"PK\3\4"
_OF_OFFICE = (b"[Content_Types].xml", b"opendocument", b"Index/Document.iwa")
_COMPILED = f"is compiled Python (.pyc): {_HAND_IN}"
_BEGINS_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE
)
_IS_ADDRESS = re.compile(r"\s*https?://\S+\s*")
_DEFINES = re.compile(r"^(?:def|class|import|from)\s+\w", re.MULTILINE)

# Characters that keyboards, word processors and web pages put in place of what Python knows.
_TYPED = {
    '"': "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02",
    "'": "\u2018\u2019\u201a\u201b\u2032\u00b4\uff07",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d",
    "*": "\u00d7\u22c5\u2217\u2219\u00b7\uff0a",
    "/": "\u00f7\u2215\u2044\uff0f",
    "+": "\uff0b",
    "=": "\uff1d",
    "<": "\uff1c\u2039",
    ">": "\uff1e\u203a",
    "<=": "\u2264",
    ">=": "\u2265",
    "!=": "\u2260",
    "**": "\u00b2\u00b3",
    "...": "\u2026",
    "(": "\uff08",
    ")": "\uff09",
    "[": "\uff3b\u3010",
    "]": "\uff3d\u3011",
    "{": "\uff5b",
    "}": "\uff5d",
    ":": "\uff1a",
    ",": "\uff0c\u3001",
    ";": "\uff1b",
    ".": "\u3002\uff0e",
    "@": "\uff20",
}
_SPACES = "\u00a0\u1680\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
_CODE = re.compile(
    r"invalid (?:non-printable )?character .*?\(?U\+(?P<code>[0-9A-F]{4,6})\)?\Z", re.DOTALL
)


def _odd() -> dict[int, str]:
    """Return what to say of each character that is not what it looks like."""
    said = {}
    for plain, others in _TYPED.items():
        what = f"straight quotes ({plain})" if plain in "\"'" else plain
        for each in others:
            said[ord(each)] = (
                f"it has {each} (U+{ord(each):04X}), which is not {plain}: type {what}"
            )
    for each in _SPACES:
        what = "a no-break space" if each in "\u00a0\u202f" else "a space that is not plain"
        said[ord(each)] = f"it has {what} (U+{ord(each):04X}): type a plain one"
    for each in _UNSEEN:
        said[ord(each)] = f"it has a character that cannot be seen (U+{ord(each):04X}): delete it"
    return said


_ODD = _odd()
SENTENCES = frozenset(
    [
        *_SIGNATURES.values(), *_ODD.values(),
        _OFFICE, _ARCHIVE, _COMPILED, _HTML, _NOTEBOOK, _MODULE, _ADDRESS, _CONFLICT,
    ]
)  # fmt: skip


def of_bytes(content: bytes) -> str:
    """Return what bytes are that are no text; empty where they may be."""
    if content.startswith(_ZIP):
        start = content[:4096]
        return _OFFICE if any(mark in start for mark in _OF_OFFICE) else _ARCHIVE
    if content[1:4] == b"\r\r\n" and content[:1] >= b"\x80":
        return _COMPILED
    return next((said for start, said in _SIGNATURES.items() if content.startswith(start)), "")


def of_text(text: str, *, is_notebook: bool) -> str:
    """Return what a text is that is not what its name says; empty where it may be that."""
    start = text.lstrip("\ufeff \t\n")[:1]
    if _IS_ADDRESS.fullmatch(text):
        return _ADDRESS
    if _BEGINS_HTML.match(text) and not _DEFINES.search(text):
        return _HTML
    if is_notebook:
        return "" if start in ("", "{") else _of_no_json(text)
    return _NOTEBOOK if start == "{" and _is_notebook(text) else ""


def odd_character(message: str) -> str:
    """Return what to say of the character that a syntax error is about; empty for any other."""
    found = _CODE.match(message)
    return _ODD.get(int(found["code"], 16), "") if found else ""


def conflict(text: str) -> str:
    """Return what a notebook of damaged JSON is, where git has left its marks in it."""
    marks = all(re.search(rf"^{mark}", text, re.MULTILINE) for mark in ("<{7} ", "={7}$", ">{7} "))
    return _CONFLICT if marks else ""


def _of_no_json(text: str) -> str:
    if not _DEFINES.search(text):
        try:
            is_code = bool(ast.parse(text).body) and not _is_json(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            is_code = False
        return _MODULE if is_code else ""
    return _MODULE


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError, MemoryError):
        return False
    return True


def _is_notebook(text: str) -> bool:
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError, MemoryError):
        return False
    return isinstance(found, dict) and isinstance(found.get("cells", found.get("worksheets")), list)
