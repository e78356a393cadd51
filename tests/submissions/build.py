"""Builds the files of class/ that an editor cannot write: notebooks, encodings, a zip, binaries.

Run it after changing a file of sources/: `python tests/submissions/build.py`. A source is named
after what it becomes, with `.txt` at its end, and the same sources always give the same bytes. The
plain `.py` files of class/ have no source here: they are written by hand where they lie, and so are
notebooks that are none.

A notebook's source is cut into sections by lines that begin with `=== `:

    === notebook 4.1            first line: the format; after it `joined`: each cell is one string
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
from typing import Any

__all__ = ["members", "write"]

HERE = Path(__file__).resolve().parent
Json = dict[str, Any]


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
    "leo_karlsson.py": TextForm(mark=codecs.BOM_UTF16_LE, codec="utf-16-le", newline="\r\n"),
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
    cells: list[Json] = []
    outputs: list[Json] = []
    for number, section in enumerate(sections):
        if section.kind in {"code", "markdown", "raw"}:
            outputs = []
            cells.append(_cell(section, outputs, joined="joined" in options))
        else:
            outputs.append(_output(section, f"{name} {number}"))
    document = _format_3(cells) if major == 3 else _format_4(cells, minor)
    document |= {"nbformat": major, "nbformat_minor": minor}
    return (json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _sections(source: str) -> list[Section]:
    sections = []
    for part in source.removeprefix("=== ").split("\n=== "):
        head, _, text = part.partition("\n")
        kind, _, words = head.partition(" ")
        sections.append(Section(kind=kind, words=words, text=text.rstrip("\n")))
    return sections


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _cell(section: Section, outputs: list[Json], *, joined: bool) -> Json:
    text = section.text if joined else _lines(section.text)
    cell: Json = {"cell_type": section.kind, "metadata": {}, "source": text}
    if section.kind == "code":
        cell |= {"execution_count": None, "outputs": outputs}
    return cell


def _output(section: Section, seed: str) -> Json:
    match section.kind:
        case "stream":
            text = _lines(section.text + "\n")
            return {"output_type": "stream", "name": "stdout", "text": text}
        case "image":
            picture = _picture(seed, int(section.words))
            return {"output_type": "display_data", "metadata": {}, "data": {"image/png": picture}}
        case "result":
            data = {"text/plain": _lines(section.text)}
            result: Json = {"output_type": "execute_result", "execution_count": 1}
            return result | {"metadata": {}, "data": data}
        case _:
            name, _, value = section.words.partition(": ")
            rule = "\x1b[0;31m" + "-" * 75 + "\x1b[0m"
            traceback = [rule, f"\x1b[0;31m{name}\x1b[0m: {value}"]
            error = {"ename": name, "evalue": value, "traceback": traceback}
            return {"output_type": "error", **error}


def _format_4(cells: list[Json], minor: int) -> Json:
    if minor >= 5:
        cells = [cell | {"id": f"cell-{number:02d}"} for number, cell in enumerate(cells)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    language = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}
    return {"cells": cells, "metadata": {"kernelspec": kernel, "language_info": language}}


def _format_3(cells: list[Json]) -> Json:
    """Return the cells as IPython 2 and older wrote them."""
    sheet = {"cells": [_cell_3(cell) for cell in cells], "metadata": {}}
    return {"metadata": {"name": ""}, "worksheets": [sheet]}


def _cell_3(cell: Json) -> Json:
    if cell["cell_type"] != "code":
        return cell
    outputs = [_output_3(output) for output in cell["outputs"]]
    common: Json = {"cell_type": "code", "metadata": {}, "collapsed": False, "language": "python"}
    return common | {"input": cell["source"], "outputs": outputs}


def _output_3(output: Json) -> Json:
    old: Json = {"metadata": {}}
    match output["output_type"]:
        case "stream":
            return {"output_type": "stream", "stream": "stdout", "text": output["text"]}
        case "display_data":
            return old | {"output_type": "display_data", "png": output["data"]["image/png"]}
        case "execute_result":
            text = output["data"]["text/plain"]
            return old | {"output_type": "pyout", "prompt_number": 1, "text": text}
        case _:
            return output | {"output_type": "pyerr"}


def _picture(seed: str, kilobytes: int) -> str:
    """Return noise that looks like a saved plot."""
    noise = random.Random(seed).randbytes(kilobytes * 750)
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + noise).decode() + "\n"


def _zip(files: dict[str, bytes]) -> bytes:
    """Pack with fixed times and no compression, so that no version of zlib changes the bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def _opaque() -> dict[str, bytes]:
    """Return files that hold no text: a PDF and a word processor's document, under wrong names."""
    noise = random.Random("a scanned page").randbytes(3_000)
    xml = b'<?xml version="1.0" encoding="UTF-8"?>'
    document = _zip(
        {
            "[Content_Types].xml": xml + b"<Types/>",
            "word/document.xml": xml + b"<document>def</document>",
        }
    )
    return {
        "goran_babic.py": b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n" + noise + b"\n%%EOF\n",
        "hyejin_seo.py": document,
        "ivan_sokolov.docx": document,
    }


if __name__ == "__main__":
    write()
