"""From a submission's bytes to its top-level statements, whatever shape the bytes are in."""

from __future__ import annotations

import ast
import codecs
import json
from typing import Any

import pytest

from autograder.sandbox.inside.kinds import SENTENCES
from autograder.sandbox.inside.source import Source, UnreadableError, read
from autograder.sandbox.outside.filtering import Filter

GOOD = "def f():\n    return 1\n"


def module(text: str) -> Source:
    return read(text.encode(), "a.py")


def notebook(*cells: Any, **more: Any) -> Source:
    return read(json.dumps({"cells": cells, **more}).encode(), "a.ipynb")


def code(source: Any, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, **more}


def statements(source: Source) -> list[str]:
    return [ast.unparse(statement.node) for statement in source.statements]


def has_good(source: Source) -> bool:
    return ast.unparse(ast.parse(GOOD)) in statements(source)


# What can be read


@pytest.mark.parametrize(
    "content",
    [
        "é = 1\n".encode(),
        codecs.BOM_UTF8 + "é = 1\n".encode(),
        "# coding: latin-1\né = 1\n".encode("latin-1"),
        "é = 1\n".encode("utf-16"),
        "é = 1\r\n".encode(),
        "é = 1\r".encode(),
    ],
    ids=["utf-8", "mark", "latin-1 declared", "utf-16", "crlf", "cr"],
)
def test_text_is_read_as_python_would(content: bytes) -> None:
    assert statements(read(content, "a.py")) == ["é = 1"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\xfd",
        "é = 1".encode("latin-1"),
        b"x = 1\n\x00\n",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00",
        b"# coding: no-such-codec\nx = 1\n",
        b"# coding: undefined\nx = 1\n",
        b"# coding: hex\nx = 1\n",
    ],
)
def test_what_is_no_text_is_unreadable(content: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"^is "):
        read(content, "a.py")


@pytest.mark.parametrize("filename", ["a.py", "a.ipynb"])
@pytest.mark.parametrize("content", [b"", b" \n\n"])
def test_an_empty_file_has_no_statements(content: bytes, filename: str) -> None:
    assert read(content, filename).statements == ()


@pytest.mark.parametrize(
    "content",
    ["{", "x = 1", "[]", "[1]", '"cells"', "3", "null", "{}", '{"cells": 3}', "[" * 100_000],
)
def test_what_is_no_notebook_is_unreadable(content: str) -> None:
    with pytest.raises(UnreadableError, match=r"^is "):
        read(content.encode(), "a.ipynb")


# Cells


@pytest.mark.parametrize("source", ["x = 1\ny = 2", ["x = 1\n", "y = 2"]], ids=["string", "lines"])
def test_a_cell_is_one_string_or_a_list_of_lines(source: Any) -> None:
    assert statements(notebook(code(source))) == ["x = 1", "y = 2"]


def test_format_3_keeps_cells_in_worksheets() -> None:
    cells = [{"cell_type": "code", "input": ["x = 1"]}, {"cell_type": "markdown", "source": "y"}]
    old = {"nbformat": 3, "worksheets": [{"cells": cells}, {}]}
    assert statements(read(json.dumps(old).encode(), "a.ipynb")) == ["x = 1"]


def test_only_code_cells_are_code() -> None:
    cells = [{"cell_type": kind, "source": "x = 1"} for kind in ("markdown", "raw", "heading", "")]
    assert notebook(*cells).statements == ()


@pytest.mark.parametrize(
    "damaged",
    [
        {},
        {"cell_type": "code"},
        {"cell_type": "code", "source": None},
        {"cell_type": "code", "source": 7},
        {"cell_type": "code", "source": [1, None]},
        {"cell_type": ["code"], "source": "x"},
        None,
        "x = 1",
        [],
    ],
)
def test_a_damaged_cell_costs_itself_only(damaged: Any) -> None:
    assert has_good(notebook(damaged, code(GOOD), damaged))


def test_saved_outputs_are_not_code() -> None:
    output = {"output_type": "stream", "text": ["x = 1\n"]}
    assert notebook(code("", outputs=[output])).statements == ()


def test_places_name_the_code_cell_and_its_line() -> None:
    source = notebook({"cell_type": "markdown", "source": "#"}, code("x"), code("\n\ny = 1"))
    last = source.statements[-1]
    assert last.cell.place(last.node.lineno) == "code cell 2, line 3"


def test_places_in_a_module_are_lines() -> None:
    (only,) = module("\nx = 1").statements
    assert only.cell.place(only.node.lineno) == "line 2"


# Blocks that do not parse


@pytest.mark.parametrize(
    "bad",
    [
        "print 'the cost is', cost",
        "exec 'x = 1'",
        "def unfinished(x):",
        "def bare",
        "for i in range(3)\n    print(i)",
        "x = 'abc",
        "x = (1,",
        "x = [1, 2",
        "x = {'a': 1,",
        "'''a string without an end",
        "if x\n    y = 1\nelse:\n    y = 2",
        "W1 = np.array([[1, 2]\n              [3, 4])",
        "return = 3",
        "x = 1 +",
        "@decorator",
        "here is what I found: it works!",
        "x = £3",
        "raise ValueError, 'old'",
        "x = 0777",
        "x <> y",
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\n\n\n"])
def test_a_block_that_does_not_parse_costs_itself_only(bad: str, ending: str) -> None:
    source = module(GOOD + bad + ending + "z = 3\n")
    assert has_good(source)
    assert source.broken


@pytest.mark.parametrize(
    "bad", ["print 'x'", "def bare", "x = (1,", "x = 'abc", "@decorator\n", "for i in x"]
)
def test_what_follows_a_broken_block_is_kept(bad: str) -> None:
    assert "z = 3" in statements(module(f"{bad}\nz = 3\n"))


def test_a_broken_cell_leaves_the_others_whole() -> None:
    source = notebook(code("print 'x'"), code(GOOD))
    assert has_good(source)
    assert [broken.cell.label for broken in source.broken] == ["code cell 1"]


def test_a_broken_block_is_reported_at_its_line() -> None:
    (broken,) = module("x = 1\n\ndef g(a):\n    print a\n").broken
    assert (broken.line, "print" in broken.reason) == (4, True)


def test_lines_keep_their_numbers_beside_a_broken_block() -> None:
    last = module("print 'x'\n\n\nz = 3\n").statements[-1]
    assert last.node.lineno == 4


@pytest.mark.parametrize(
    "whole",
    [
        "@first\n@second(1,\n2)\ndef g():\n    return 1",
        "if x:\n    y = 1\nelif z:\n    y = 2\nelse:\n    y = 3",
        "try:\n    y = 1\nexcept ValueError:\n    y = 2\nfinally:\n    y = 3",
        "text = '''first\nsecond\n\nthird'''",
        "x = [\n1,\n2,\n]",
        "x = f(\n1,\n)",
        "def g():\n    '''doc\nat the margin\n'''\n    return 1",
        "class A:\n\n    x = 1\n\n# comment at the margin\n    def g(self):\n        pass",
        "x = 1 + \\\n2",
        "async def g():\n    pass",
        "with f() as x, g() as y:\n    pass",
        "match x:\n    case 1:\n        pass\n    case {'a': 1, **rest}:\n        pass",
        "while x:\n    break\nelse:\n    y = 1",
        "case = 5",
        "type = 5",
        "x = 1; y = 2",
    ],
)
def test_a_statement_over_many_lines_stays_whole_beside_a_broken_one(whole: str) -> None:
    source = module(f"print 'x'\n{whole}\nprint 'x'\n")
    assert statements(source) == [ast.unparse(node) for node in ast.parse(whole).body]


def test_a_whole_python_2_file_keeps_what_is_python_3_too() -> None:
    source = module("".join(f"def g{i}():\n    return 1\nprint g{i}()\n" for i in range(300)))
    assert (len(source.statements), len(source.broken)) == (300, 300)


def test_a_character_that_python_cannot_read_costs_its_block_only() -> None:
    source = notebook(code("x = '\x00'\n" + GOOD), code("y = '\ud800'\n" + GOOD))
    assert len(source.statements) == 2
    assert len(source.broken) == 2


@pytest.mark.parametrize("deep", ["(" * 5000, "-" * 100_000 + "1", "x" + "[0]" * 100_000])
def test_what_is_nested_too_deeply_costs_its_block_only(deep: str) -> None:
    assert has_good(module(f"x = {deep}\n{GOOD}"))


def test_a_cell_may_be_indented_as_a_whole() -> None:
    assert statements(notebook(code("    x = 1\n    if x:\n        y = 2"))) == [
        "x = 1",
        "if x:\n    y = 2",
    ]


# Magics


@pytest.mark.parametrize(
    "magic",
    [
        "%matplotlib inline",
        "%load_ext autoreload",
        "%autoreload 2",
        "!pip install numpy",
        "!ls | grep 'x",
        "?np.dot",
        "np.dot?",
        "np.dot??",
        "files = !ls",
        "a, b = %time f()",
        "%time f(",
    ],
)
def test_line_magics_and_commands_are_dropped(magic: str) -> None:
    source = notebook(code(f"import math\n{magic}\n{GOOD}{magic}"))
    assert has_good(source)
    assert not source.broken


def test_a_magic_inside_a_block_is_dropped() -> None:
    source = notebook(code("if True:\n    %matplotlib inline\n    x = 1"))
    assert statements(source) == ["if True:\n    pass\n    x = 1"]


@pytest.mark.parametrize("magic", ["%%time", "%%timeit -n 1", "%%capture out", "%%", "%%prun"])
def test_a_cell_magic_drops_only_itself(magic: str) -> None:
    assert statements(notebook(code(f"\n{magic}\nx = 1"))) == ["x = 1"]


@pytest.mark.parametrize("magic", ["%%bash", "%%sh", "%%html", "%%javascript", "%%writefile a.py"])
def test_a_cell_magic_of_another_language_drops_the_cell(magic: str) -> None:
    source = notebook(code(f"{magic}\nx = 1"), code(GOOD))
    assert statements(source) == [ast.unparse(ast.parse(GOOD))]
    assert "is not run" in source.broken[0].reason


def test_a_percent_sign_in_an_expression_is_no_magic() -> None:
    assert statements(module("s = ('%d'\n% 3)\nprint 'x'\nt = ('%d'\n% 3)\n")) == [
        "s = '%d' % 3",
        "t = '%d' % 3",
    ]


def test_a_percent_sign_in_a_string_is_no_magic() -> None:
    assert statements(notebook(code("%matplotlib inline\ns = '''\n%d\n!x\n'''"))) == [
        "pass",
        "s = '\\n%d\\n!x\\n'",
    ]


# What a file obviously is

SOUND = json.dumps({"cells": [code(GOOD)], "nbformat": 4}).encode()


@pytest.mark.parametrize(
    ("content", "filename", "words"),
    [
        (b"{\\rtf1\\ansi def f():\\\n}", "a.py", "is an RTF document: save it as plain text"),
        (b"{\\rtf1\\ansi}", "a.ipynb", "is an RTF document"),
        (b"PK\3\4" + bytes(26) + b"[Content_Types].xml", "a.ipynb", "is a Word or other Office"),
        (b"PK\3\4" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument", "a.py", "Office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.py", "is a Word or other Office"),
        (b"PK\3\4" + bytes(26) + b"work.py", "a.py", "is an archive"),
        (b"\x1f\x8b\x08", "a.py", "is an archive"),
        (b"%PDF-1.7\n", "a.py", "is a PDF document"),
        (b"\x89PNG\r\n", "a.ipynb", "is a picture"),
        (b"\xa7\r\r\n\0\0", "a.py", "is compiled Python (.pyc)"),
        (b"<!DOCTYPE html>\n<html><body>x", "a.py", "is a web page (HTML)"),
        (
            b"https://example.org/drive/1\n",
            "a.py",
            "holds a web address and nothing else: download",
        ),
        (b"http://example.org/a.ipynb", "a.ipynb", "holds a web address and nothing else"),
        (b"\n<html lang='en'>", "a.ipynb", "is a web page (HTML)"),
        (SOUND, "a.py", "is a notebook saved as .py: rename it to .ipynb"),
        (b"\xef\xbb\xbf" + SOUND, "a.py", "is a notebook saved as .py"),
        (GOOD.encode(), "a.ipynb", "is Python text saved as .ipynb: rename it to .py"),
        (b"import numpy as np\n%matplotlib\ndef f(:\n", "a.ipynb", "is Python text saved as"),
        (b"x = 1\n", "a.ipynb", "is Python text saved as .ipynb"),
        (b'{"cells": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> x\n', "a.ipynb", "a git conflict"),
        (b'{"cells": [', "a.ipynb", "its JSON is damaged"),
        (b"[1, 2]", "a.ipynb", "is JSON but not a Jupyter notebook"),
    ],
)
def test_a_file_is_called_what_it_obviously_is(content: bytes, filename: str, words: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        read(content, filename)
    assert words in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        f"{{'cells': []}}\n{GOOD}",
        f'{{"cells": [], "x": True}}\n{GOOD}',
        f"<html>\n{GOOD}</html>\n",
        f"'PK'\n{GOOD}",
        f"# %PDF-\n{GOOD}",
    ],
)
def test_what_only_looks_like_another_kind_is_read(text: str) -> None:
    assert has_good(module(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = \u201ca\u201d", 'it has \u201c (U+201C), which is not ": type straight quotes (")'),
        ("x = \u2018a\u2019", "it has \u2018 (U+2018), which is not ': type straight quotes (')"),
        ("x\u00a0= 1", "it has a no-break space (U+00A0): type a plain one"),
        ("x\u200b = 1", "it has a character that cannot be seen (U+200B): delete it"),
        ("x = 1 \u2212 2", "it has \u2212 (U+2212), which is not -: type -"),
        ("x = f\uff08a)", "it has \uff08 (U+FF08), which is not (: type ("),
        ("x = 2 \u00d7 3", "it has \u00d7 (U+00D7), which is not *: type *"),
        ("x = 1 \u2264 2", "it has \u2264 (U+2264), which is not <=: type <="),
        ("x\u3000= 1", "it has a space that is not plain (U+3000): type a plain one"),
    ],
)
def test_a_character_that_only_looks_right_is_named(text: str, words: str) -> None:
    (broken,) = module(f"{text}\n{GOOD}").broken
    assert broken.reason == words


def test_what_a_file_is_is_told_in_full() -> None:
    for said in SENTENCES:
        for text in (said, f"line 12: {said}"):
            assert Filter(b"x\n" * 20).clean(text) == text
    said = f"secret: {next(iter(SENTENCES))}"
    assert Filter(b"x\n" * 20).clean(said) != said
