"""A hash of the code that a result depends on: all that a worker and a zygote import.

Found by following imports from there, not by a list; what only renders results is not reached. A
name of the front door stands for the module that it comes from, and not for all the others. The
source is read through the importer, so that it may lie in a zip as well as in a folder.
"""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files
from typing import TYPE_CHECKING

from autograder import HOMES
from autograder.errors import GraderFault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from importlib.resources.abc import Traversable


_PACKAGE = __name__.partition(".")[0]
# What runs and judges; and what reads the vectors, which the parent of all workers does.
_ROOTS = ("grading.worker", "sandbox.inside.zygote", "vectors.hdf5")
# What a suite's conftest imports where a person runs the suite by hand, and never when grading.
_BY_HAND = ("judge.by_hand", "judge.gate")
# Searched for in the text: parsing it would take four times as long as all the rest of a start.
_FOR_TYPE_CHECKERS = re.compile(r"^if TYPE_CHECKING:\n(?:(?:[ \t].*)?\n)+", re.MULTILINE)
_IMPORT = re.compile(
    rf"^[ \t]*(?:from[ \t]+{_PACKAGE}(?P<module>[.\w]*)[ \t]+import[ \t]+(?P<names>\([^)]*\)|.*)"
    rf"|import[ \t]+{_PACKAGE}(?P<whole>[.\w]*)(?:[ \t]+as[ \t]+(?P<alias>\w+))?)"
    rf"|[\"']{_PACKAGE}\.(?P<named>[\w.]+)[\"']",
    re.MULTILINE,
)
_WORD = re.compile(r"\w+")


def code_sha256(others: Iterable[bytes] = ()) -> str:
    """Return the hash of the engine's code that bears on a result.

    Args:
        others: modules that import parts of the engine too, such as a hidden suite's.

    Raises:
        GraderFault: the code cannot be read.
    """
    return sha256_of(sources(others).items())


def sha256_of(files: Iterable[tuple[str, bytes]]) -> str:
    """Return the hash of names and bytes of files, in the order in which they come."""
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def sources(others: Iterable[bytes] = (), roots: Collection[str] = _ROOTS) -> Mapping[str, bytes]:
    """Return the source of each module that bears on a result, by its dotted name.

    Args:
        others: as for `code_sha256`.
        roots: the modules to start from, as names below the package.

    Raises:
        GraderFault: the code cannot be read.
    """
    package = files(_PACKAGE)
    found: dict[str, bytes] = {}
    seen = {*_BY_HAND}
    waiting = [*roots]
    for other in others:
        waiting += _imported(other)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        source = _source(package, name)
        if source is not None:
            found[".".join(filter(None, [_PACKAGE, name]))] = source
            waiting += [name.rpartition(".")[0], *_imported(source)]
    missing = [root for root in roots if f"{_PACKAGE}.{root}" not in found]
    if missing:
        raise GraderFault(
            f"the engine's own source cannot be read ({_PACKAGE}.{missing[0]}), so no result could "
            "state what it depends on: install the engine with its .py files"
        )
    return dict(sorted(found.items()))


def _imported(source: bytes) -> set[str]:
    """Return what the imports of a module may stand for, as names below the package."""
    text = _FOR_TYPE_CHECKERS.sub("", source.decode("utf-8", "replace").replace("\r\n", "\n"))
    names: set[str] = set()
    for match in _IMPORT.finditer(text):
        if match["named"] is not None:
            names.add(match["named"])
            continue
        module = (match["module"] or match["whole"] or "").removeprefix(".")
        names.add(module)
        used = _WORD.findall(match["names"] or "")
        if not module and match["names"] is None:  # the package whole: what is used of it
            asked = re.findall(rf"\b{match['alias'] or _PACKAGE}\.(\w+)", text)
            used = [name for name in asked if name in HOMES]
        elif not module and "*" in match["names"]:
            used = [*HOMES]
        names |= {f"{module}.{name}" if module else HOMES.get(name, name) for name in used}
    return names


def _source(package: Traversable, name: str) -> bytes | None:
    """Return the source of a module or package; None where the name is something else's."""
    if name != name.lower():
        return None  # a class or a constant: modules have small letters
    *folders, last = name.split(".")
    for parts in ([*folders, f"{last}.py"], [*folders, last, "__init__.py"]):
        path = package.joinpath(*filter(None, parts))
        if path.is_file():
            return path.read_bytes()
    return None
