"""Builds the members of class/ that an editor cannot write: notebooks, odd encodings, a zip, binaries.

Run it after changing a file of sources/: `python tests/submissions/build.py`. A source is named
after what it becomes, with `.txt` at its end, and the same sources always give the same bytes. The
plain `.py` files of class/ have no source here: they are written by hand where they lie.

A notebook's source is cut into sections by lines that begin with `=== `:

    === notebook 4.1            first line: the format; `joined` after it writes each cell as one string
    === markdown | code | raw   a cell
    === stream | result         what the code cell above it has printed or returned
    === error NAME: VALUE       the traceback under that cell
    === image 180               a picture of about so many kilobytes under that cell
"""

from __future__ import annotations

import base64
import codecs
import io
import json
import random
import zipfile
from dataclasses import dataclass
from pathlib import Path

__all__ = ["members", "write"]

HERE = Path(__file__).resolve().parent
Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextForm:
    """How a text becomes bytes."""

    mark: bytes = b""
    codec: str = "utf-8"
    newline: str = "\n"


TEXT_FORMS = {
    "o'brien_sean.py": TextForm(newline="\r\n"),
    "李雷.py": TextForm(mark=codecs.BOM_UTF8),
    "José María García.py": TextForm(codec="latin-1"),
    "leo_karlsson.py": TextForm(
        mark=codecs.BOM_UTF16_LE, codec="utf-16-le", newline="\r\n"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a notebook's source: a cell, or an output of the cell above it."""

    kind: str
    words: str
    text: str


def members(sources: Path = HERE / "sources") -> dict[str, bytes]:
    """Return every built file of the class: its bytes by its path inside class/."""
    built = _opaque()
    archives: dict[str, dict[str, bytes]] = {}
    for path in sorted(sources.rglob("*.txt")):
        name = path.relative_to(sources).as_posix().removesuffix(".txt")
        content = _content(name, path.read_text("utf-8"))
        archive, inside, member = name.partition(".zip/")
        if inside:
            archives.setdefault(f"{archive}.zip", {})[member] = content
        else:
            built[name] = content
    return built | {name: _zip(files) for name, files in archives.items()}


def write(folder: Path = HERE / "class") -> None:
    """Write every built file of the class into `folder`."""
    for name, content in members().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _content(name: str, text: str) -> bytes:
    if name.endswith(".ipynb") and text.startswith("=== notebook"):
        return _notebook(name, text)
    form = TEXT_FORMS.get(name, TextForm())
    return form.mark + text.replace("\n", form.newline).encode(form.codec)


def _notebook(name: str, source: str) -> bytes:
    head, *sections = _sections(source)
    form, *options = head.words.split()
    major, minor = (int(number) for number in form.split("."))
    make = _cell_3 if major == 3 else _cell_4
    cells: list[Json] = []
    for number, section in enumerate(sections):
        if section.kind in {"code", "markdown", "raw"}:
            cells.append(make(section, "joined" in options))
        else:
            picture = _picture(f"{name} {number}", section.words)
            outputs = cells[-1]["outputs"]
            assert isinstance(outputs, list)
            outputs.append(_output_3(section, picture) if major == 3 else _output_4(section, picture))
    if (major, minor) >= (4, 5):
        for number, cell in enumerate(cells):
            cell["id"] = f"cell-{number:02d}"
    document = _document(cells, major, minor)
    return (json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _sections(source: str) -> list[Section]:
    sections = []
    for part in source.removeprefix("=== ").split("\n=== "):
        head, _, text = part.partition("\n")
        kind, _, words = head.partition(" ")
        sections.append(Section(kind=kind, words=words, text=text.rstrip("\n")))
    return sections


def _document(cells: list[Json], major: int, minor: int) -> Json:
    version: Json = {"nbformat": major, "nbformat_minor": minor}
    if major == 3:
        return {"metadata": {"name": ""}, "worksheets": [{"cells": cells, "metadata": {}}], **version}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    language = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}
    return {"cells": cells, "metadata": {"kernelspec": kernel, "language_info": language}, **version}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _cell_4(section: Section, joined: bool) -> Json:
    text = section.text if joined else _lines(section.text)
    cell: Json = {"cell_type": section.kind, "metadata": {}, "source": text}
    if section.kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell


def _cell_3(section: Section, joined: bool) -> Json:
    text = section.text if joined else _lines(section.text)
    if section.kind != "code":
        return {"cell_type": section.kind, "metadata": {}, "source": text}
    return {
        "cell_type": "code",
        "collapsed": False,
        "input": text,
        "language": "python",
        "metadata": {},
        "outputs": [],
    }


def _output_4(section: Section, picture: str) -> Json:
    if section.kind == "stream":
        return {"name": "stdout", "output_type": "stream", "text": _lines(section.text + "\n")}
    if section.kind == "error":
        return _error(section)
    if section.kind == "image":
        data: Json = {"image/png": picture, "text/plain": ["<Figure size 504x288 with 1 Axes>"]}
        return {"data": data, "metadata": {}, "output_type": "display_data"}
    return {
        "data": {"text/plain": _lines(section.text)},
        "execution_count": 1,
        "metadata": {},
        "output_type": "execute_result",
    }


def _output_3(section: Section, picture: str) -> Json:
    if section.kind == "stream":
        return {"output_type": "stream", "stream": "stdout", "text": _lines(section.text + "\n")}
    if section.kind == "error":
        return _error(section) | {"output_type": "pyerr"}
    if section.kind == "image":
        return {"metadata": {}, "output_type": "display_data", "png": picture}
    return {"metadata": {}, "output_type": "pyout", "prompt_number": 1, "text": _lines(section.text)}


def _error(section: Section) -> Json:
    name, _, value = section.words.partition(": ")
    traceback = ["\x1b[0;31m" + "-" * 75 + "\x1b[0m", f"\x1b[0;31m{name}\x1b[0m: {value}"]
    return {"ename": name, "evalue": value, "output_type": "error", "traceback": traceback}


def _picture(seed: str, kilobytes: str) -> str:
    """Noise that looks like a saved plot; empty when the section says no size."""
    noise = random.Random(seed).randbytes(int(kilobytes) * 750) if kilobytes.isdigit() else b""
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + noise).decode() + "\n"


def _zip(files: dict[str, bytes]) -> bytes:
    """An archive with fixed times and no compression, whose bytes no zlib version can change."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def _opaque() -> dict[str, bytes]:
    """Files that hold no text: a PDF, a word processor's document, and one of it as `.py`."""
    noise = random.Random("a scanned page").randbytes(3_000)
    document = _zip(
        {
            "[Content_Types].xml": b'<?xml version="1.0" encoding="UTF-8"?><Types/>',
            "word/document.xml": b'<?xml version="1.0" encoding="UTF-8"?><w:document>def</w:document>',
        }
    )
    return {
        "goran_babic.py": b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n" + noise + b"\n%%EOF\n",
        "hyejin_seo.py": document,
        "ivan_sokolov.docx": document,
    }


if __name__ == "__main__":
    write()
