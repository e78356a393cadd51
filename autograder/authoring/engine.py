"""The engine, packed: whole as a wheel, for graders; in part as one zip, for students."""

from __future__ import annotations

import base64
import importlib.metadata
import importlib.resources
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from importlib.resources.abc import Traversable
from pathlib import Path

import autograder
from autograder.description import Assignment
from autograder.errors import UsageError
from autograder.files import read
from autograder.grading.code import sources
from autograder.sandbox.outside.packages import key_of, resolved
from autograder.zipping import zipped

# What an installation notes of itself; a wheel has none of it, and lists its own files anew.
_NOTES = frozenset({"INSTALLER", "RECORD", "REQUESTED", "direct_url.json"})
_PINNED = re.compile(rb"^([A-Za-z0-9._-]+)==", re.MULTILINE)
_LITTER = frozenset({"__pycache__", ".pytest_cache"})


def wheel() -> tuple[str, bytes]:
    """Return the name and the bytes of a wheel of this package, as it runs here.

    It is made from the installed files and not from a checkout, for there may be none. An image
    has to install it: parts of the engine run isolated, where only what is installed is found.

    Raises:
        UsageError: this package is not installed, so that nothing says what it requires.
    """
    installed = _installed()
    stem = f"{autograder.DISTRIBUTION}-{installed.version}"
    files = dict(_below(importlib.resources.files(autograder), "autograder"))
    files |= {str(path): path.read_binary() for path in installed.files or () if _is_beside(path)}
    files[f"{stem}.dist-info/RECORD"] = _record(files, f"{stem}.dist-info/RECORD")
    return f"{stem}-py3-none-any.whl", zipped(files)


def requirements() -> bytes:
    """Return what grading requires, pinned with hashes; it was installed with this package.

    Raises:
        UsageError: this package is not installed.
    """
    return (_installed().read_text("extra_metadata/core.txt") or "").encode()


def packages(assignment: Assignment) -> list[str]:
    """Return what is to be installed for an assignment's submissions, pinned as it is here.

    What grading itself requires is not repeated; it may be pinned to another version.

    Raises:
        DescriptionError: a package that the description names is not installed here.
    """
    pinned = {key_of(name.decode()) for name in _PINNED.findall(requirements())}
    versions = resolved(assignment.packages).versions
    return [f"{name}=={version}" for name, version in versions.items() if name not in pinned]


def part(texts: Iterable[bytes]) -> bytes | None:
    """Return a zip of the modules that the Python files `texts` import, and of no other.

    Python imports from it as from a folder. None where they import nothing of the engine.
    """
    found = {_place(name): source for name, source in sources(texts, roots=()).items()}
    return zipped(found) if found else None


def assignment_files(assignment: Assignment) -> dict[str, bytes]:
    """Return the description and what grading reads of all that it names, by path.

    Raises:
        UsageError: a file cannot be read, or lies outside the assignment's folder.
    """
    suite = assignment.hidden_suite
    inside = [suite] if suite.is_file() else sorted(suite.rglob("*"))
    files = [path for path in inside if not _LITTER & set(path.parts)]
    named = [assignment.hidden_vectors, assignment.hints, *assignment.helpers, *assignment.readable]
    # What students receive tells which of their files were never worked in.
    own = [assignment.handout / name for name in assignment.files]
    there = filter(Path.is_file, [assignment.observed, *own, *files])
    paths = [assignment.root / "pyproject.toml", *named, *there]
    return {_relative(path, assignment): read(path) for path in paths}


def _installed() -> importlib.metadata.Distribution:
    name = autograder.DISTRIBUTION
    try:
        installed = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError as error:
        raise UsageError(f"{name} is not installed: run make setup") from error
    if installed.files is None:
        raise UsageError(f"{name} is installed without a list of its files: install it with pip")
    return installed


def _is_beside(path: importlib.metadata.PackagePath) -> bool:
    """Return whether an installed file belongs into a wheel, beside those of the package."""
    first = path.parts[0]
    own = first in {"..", "autograder"} or first.startswith("_")  # scripts, package, editable.pth
    return not own and path.name not in _NOTES and not _LITTER & set(path.parts)


def _record(files: Mapping[str, bytes], own: str) -> bytes:
    """List the files with their hashes, as installers want it; the list has none of its own."""
    lines = [
        f"{path},sha256={_hash(content)},{len(content)}\n"
        for path, content in sorted(files.items())
    ]
    return "".join([*lines, f"{own},,\n"]).encode()


def _hash(content: bytes) -> str:
    return base64.urlsafe_b64encode(sha256(content).digest()).rstrip(b"=").decode()


def _place(name: str) -> str:
    """Return where a module lies, with slashes, by its dotted name."""
    place = name.replace(".", "/")
    inner = place.partition("/")[2]
    is_package = importlib.resources.files(autograder).joinpath(inner).is_dir()
    return f"{place}/__init__.py" if is_package else f"{place}.py"


def _below(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for each in folder.iterdir():
        if each.name in _LITTER:
            continue
        inner = f"{path}/{each.name}"
        if each.is_dir():
            yield from _below(each, inner)
        else:
            yield inner, each.read_bytes()


def _relative(path: Path, assignment: Assignment) -> str:
    try:
        return path.resolve().relative_to(assignment.root).as_posix()
    except ValueError as error:
        raise UsageError(
            f"{path} lies outside {assignment.root}: move it inside, because the zip holds only "
            "that folder"
        ) from error
