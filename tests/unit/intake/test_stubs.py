"""A file that is still as it was handed out is no candidate beside one that was worked in."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.description import find
from autograder.intake.plan import plan
from autograder.intake.stubs import Stubs
from autograder.stub import stub

ASSIGNMENT = find(Path(__file__).parent)
STUBS = Stubs.of(ASSIGNMENT)
FIRST, SECOND = ASSIGNMENT.functions
NOTEBOOK_NAME, MODULE_NAME = ASSIGNMENT.files
NOTEBOOK = (ASSIGNMENT.handout / NOTEBOOK_NAME).read_bytes()
MODULE = (ASSIGNMENT.handout / MODULE_NAME).read_bytes()
FILLED = f"def {FIRST}(A3, Y, parameters, lambd):\n    return 1.0\n".encode()
BARE = re.sub(rb'    "{3}.*?"{3}\n', b"", MODULE, flags=re.DOTALL)
WORKED = MODULE.replace(b"...", b"1.0", 1)

Change = Callable[[Any], None]


def notebook(change: Change, **options: Any) -> bytes:
    """Return the hand-out's notebook after a change that an editor or a student made."""
    document = json.loads(NOTEBOOK)
    change(document)
    return json.dumps(document, **options).encode()


def sources(edit: Callable[[str], str], *, as_text: bool = False) -> Change:
    def change(document: Any) -> None:
        for cell in document["cells"]:
            text = edit("".join(cell["source"]))
            cell["source"] = text if as_text else text.splitlines(keepends=True)

    return change


def ran(document: Any) -> None:
    for number, cell in enumerate(document["cells"]):
        cell.setdefault("metadata", {})["tags"] = ["x", "y"]
        if cell["cell_type"] == "code":
            cell["execution_count"] = number
            text = ["def nothing():\n", "    return 1\n"]
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]


def text_before_outputs(document: Any) -> None:
    for cell in document["cells"]:
        cell.update(source="".join(cell.pop("source")), zz=cell.pop("metadata", {}))


def with_a_cell(text: str) -> Change:
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": text.splitlines(True)}
    return lambda document: document["cells"].append(cell)


def nothing(document: Any) -> None:
    del document


UNTOUCHED = {
    "as it is": NOTEBOOK,
    "run": notebook(ran, indent=1),
    "of another writer": notebook(nothing, ensure_ascii=False, separators=(",", ":")),
    "with sorted keys": notebook(nothing, sort_keys=True, indent=4),
    "with cells as text": notebook(sources(str, as_text=True)),
    "with cells as text before their outputs": notebook(text_before_outputs, indent=1),
    "with lines of Windows": notebook(sources(lambda text: text.replace("\n", "\r\n"))),
    "in another order": notebook(lambda document: document["cells"].reverse(), indent=1),
    "with another cell": notebook(with_a_cell("x = 1\n\ndef g():\n    return 2\n")),
    "with a comment in it": notebook(
        sources(lambda text: text.replace("    ...", "    # how?\n    ..."))
    ),
    "in UTF-16": NOTEBOOK.decode().encode("utf-16"),
}
TOUCHED = {
    "a blank filled": notebook(sources(lambda text: text.replace("...", "1.0", 1))),
    "one function filled": notebook(
        sources(lambda text: text.replace("...", "1.0") if FIRST in text else text), indent=1
    ),
    "a line added at its end": notebook(
        sources(lambda text: f"{text}\n    return 1.0\n" if f"def {SECOND}" in text else text)
    ),
    "defined again": notebook(with_a_cell(FILLED.decode()), indent=1),
    "defined again as text": notebook(with_a_cell(f"x = 1; s = 'a'\n{FILLED.decode()}")),
    "nothing of the hand-out": b"{}",
    "no notebook": FILLED,
    "cut": NOTEBOOK[: NOTEBOOK.index(f"def {FIRST}".encode()) + 60],
}
MODULES = {
    "as it is": (MODULE, True),
    "with lines of Windows": (MODULE.replace(b"\n", b"\r\n"), True),
    "with code around it": (b"import os\n" + MODULE + b"\nprint(1)\n", True),
    "with tabs": (MODULE.replace(b"    ", b"\t"), True),
    "without its docstrings": (BARE, True),
    "with other docstrings": (
        re.sub(rb'"{3}.*?"{3}', b"'''Mine.'''", MODULE, flags=re.DOTALL),
        True,
    ),
    "with a comment behind code": (MODULE.replace(b"...", b"...  # how?"), True),
    "without comments": (re.sub(rb"  #.*", b"", MODULE), True),
    "a blank filled": (WORKED, False),
    "without its docstrings, and filled": (BARE.replace(b"...", b"1.0", 1), False),
    "filled with text": (MODULE.replace(b"...", b'"""#"""', 1), False),
    "continued": (MODULE.rstrip() + b"\n    return 1\n", False),
    "defined again": (MODULE + FILLED, False),
    "in a class": (MODULE + b"class A:\n    " + FILLED.replace(b"\n    ", b"\n        "), False),
    "without a function": (b"x = 1\n", False),
}


@pytest.mark.parametrize("content", UNTOUCHED.values(), ids=UNTOUCHED)
def test_a_notebook_is_as_it_was_handed_out(content: bytes) -> None:
    assert STUBS.is_all(content, "any (1).ipynb")


@pytest.mark.parametrize("content", TOUCHED.values(), ids=TOUCHED)
def test_a_notebook_was_worked_in(content: bytes) -> None:
    assert not STUBS.is_all(content, NOTEBOOK_NAME)


@pytest.mark.parametrize(("content", "is_untouched"), MODULES.values(), ids=MODULES)
def test_a_module_is_as_it_was_handed_out_or_not(content: bytes, is_untouched: bool) -> None:
    assert STUBS.is_all(content, MODULE_NAME) is is_untouched


def test_a_module_made_of_the_notebook_is_as_it_was_handed_out() -> None:
    cells = json.loads(NOTEBOOK)["cells"]
    text = "\n\n# %%\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    assert STUBS.is_all(text.encode(), "mine.py")


def test_the_source_alone_tells_the_stubs_of_another_exercise(tmp_path: Path) -> None:
    source = tmp_path / "answer.py"
    text = 'def double(x):\n    """Twice x.\n\nAnd so on."""\n    return 2 * x  # SOLUTION\n'
    source.write_text(text)
    function = replace(ASSIGNMENT.questions[0], function="double")
    other = replace(ASSIGNMENT, source=source, handout=tmp_path, questions=(function,))
    stubs = Stubs.of(other)
    assert stubs.is_all(stub(text).encode(), "a.py")
    assert not stubs.is_all(text.encode(), "a.py")
    # What follows text at the margin is still the function.
    assert not stubs.is_all(stub(text).replace("...", "return x + x").encode(), "a.py")


def test_without_a_handout_nothing_is_a_stub(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    stubs = Stubs.of(replace(ASSIGNMENT, source=missing, handout=missing))
    assert not stubs.is_all(MODULE, MODULE_NAME)


@pytest.mark.parametrize(
    "content",
    [
        f"def {FIRST}(".encode() * 200_000,
        (f'def {FIRST}(A3, Y, parameters, lambd):\\n"' + '\\"' * 4_000_000).encode(),
        (f'"def {FIRST}' + '", "' * 4_000_000).encode(),
    ],
    ids=["definitions", "quotes", "lists"],
)
def test_only_the_beginning_of_a_definition_is_looked_at(content: bytes) -> None:
    assert not STUBS.is_all(content, NOTEBOOK_NAME)


def put(folder: Path, files: dict[str, bytes], form: str) -> Path:
    """Lay out one student's files in one of the ways in which they are handed in."""
    if form == "zip":
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        (folder / "ada.zip").write_bytes(data.getvalue())
        return folder
    if form == "Moodle":
        files = {f"A_1_assignsubmission_file_{name}": each for name, each in files.items()}
    below = folder if form == "Moodle" else folder / "ada"
    below.mkdir(exist_ok=True)
    for name, content in files.items():
        (below / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("form", ["folder", "zip", "Moodle"])
@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        ({NOTEBOOK_NAME: NOTEBOOK, MODULE_NAME: WORKED}, MODULE_NAME),
        ({NOTEBOOK_NAME: NOTEBOOK, "regularization (1).ipynb": TOUCHED["a blank filled"]}, "(1)"),
        ({MODULE_NAME: MODULE, "final.py": WORKED}, "final.py"),
        ({NOTEBOOK_NAME: NOTEBOOK, MODULE_NAME: MODULE}, NOTEBOOK_NAME),
        ({NOTEBOOK_NAME: TOUCHED["one function filled"], MODULE_NAME: WORKED}, NOTEBOOK_NAME),
        ({NOTEBOOK_NAME: NOTEBOOK, MODULE_NAME: b"x = 1\n"}, NOTEBOOK_NAME),
    ],
)
def test_the_file_that_was_worked_in_is_graded(
    files: dict[str, bytes], chosen: str, form: str, tmp_path: Path
) -> None:
    (entry,) = plan([put(tmp_path, files, form)], ASSIGNMENT).entries
    assert chosen in entry.read().path


def test_what_was_passed_over_is_told(tmp_path: Path) -> None:
    files = {NOTEBOOK_NAME: NOTEBOOK, MODULE_NAME: WORKED}
    (entry,) = plan([put(tmp_path, files, "folder")], ASSIGNMENT).entries
    (remark,) = entry.read().remarks
    assert remark == (
        f"ada/{NOTEBOOK_NAME} was ignored: its functions are as they were handed out, with "
        "nothing filled in"
    )


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        ({"ada.ipynb": NOTEBOOK, "ada.py": WORKED}, "ada.py"),
        ({"ada.ipynb": TOUCHED["a blank filled"], "ada.py": WORKED}, "ada.ipynb"),
        ({"ada.ipynb": NOTEBOOK, "ada.py": MODULE}, "ada.ipynb"),
        ({"ada.ipynb": NOTEBOOK, "ada.py": b"x = 1"}, "ada.ipynb"),
    ],
)
def test_of_a_notebook_and_a_module_of_one_name_that_worked_in_counts(
    files: dict[str, bytes], chosen: str, tmp_path: Path
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (entry,) = plan([tmp_path], ASSIGNMENT).entries
    assert entry.read().path == chosen
