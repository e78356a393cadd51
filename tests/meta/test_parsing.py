"""What a student handed in is parsed in sealed processes only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ENGINE = Path(__file__).parents[2] / "autograder"
# Where a submission's bytes pass by on the trusted side.
PASSED_BY = (
    *(
        "cluster",
        "export",
        "gradebook",
        "grading",
        "hosts",
        "identity",
        "intake",
        "judge",
        "policy",
    ),
    *("report", "sandbox/outside", "sandbox/walls", "sheets"),
)
PARSERS = {
    "ast": {"parse", "literal_eval"},
    "json": {"loads", "load"},
    "nbformat": {"read", "reads"},
    "source": {"read", "cells"},
    "tokenize": {"open", "tokenize", "generate_tokens"},
}
# These parse what is the course's or the grader's own; the last two are sealed before they do.
ALLOWED = {
    ("intake/stubs.py", "ast.parse"),
    ("intake/stubs.py", "json.loads"),
    ("cluster/address.py", "json.loads"),
    ("cluster/differences.py", "json.loads"),
    ("gradebook/changes.py", "json.loads"),
    ("grading/engine.py", "json.loads"),
    ("grading/regrade.py", "json.loads"),
    ("hosts/otter/entry.py", "json.loads"),
    ("report/provenance.py", "json.loads"),
    ("report/fingerprints.py", "PythonLexer"),
    ("report/fingerprints.py", "source.cells"),
    ("report/slices.py", "source.cells"),
}


def parsing(path: Path) -> Iterator[str]:
    """Yield the parsers that a module imports and calls, by name."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    imported = {alias.asname or alias.name for node in imports for alias in node.names}
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=name)):
                if module in imported and name in PARSERS.get(module, ()):
                    yield f"{module}.{name}"
            case ast.Call(func=ast.Name(id="exec" | "eval" | "compile" | "PythonLexer" as name)):
                yield name


def test_no_module_that_holds_submissions_parses_them() -> None:
    assert all((ENGINE / folder).is_dir() for folder in PASSED_BY)
    paths = [path for folder in PASSED_BY for path in (ENGINE / folder).rglob("*.py")]
    found = {
        (path.relative_to(ENGINE).as_posix(), call) for path in paths for call in parsing(path)
    }
    assert found == ALLOWED
