"""Finds what would make an installer ask an index for our own names, in texts and in zips."""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from collections.abc import Iterator

NAMES = ("autograder", "vectorgrade")
EITHER = f"(?:{'|'.join(NAMES)})"
# The name as an index would be asked for it: neither part of a path nor of a longer name.
ASKED = rf"(?<![\w./*-]){EITHER}(?![\w./*-])"
INSTALLED = re.compile(rf"\b(install|pipx run|uvx|(uv|poetry|pdm|pixi) add)\b[^\n.;:|&]*?{ASKED}")
REQUIRED = re.compile(
    rf"""^[\s"'-]*(Requires-Dist:\s*)?{EITHER}\s*([\[<>=~!@,;"']|$)""", re.MULTILINE
)
LISTS = re.compile(
    r"requirements[^/]*\.(txt|in)$|requirements/|environment\.ya?ml$|pyproject\.toml$|/METADATA$"
)


def asks(name: str, text: str) -> list[str]:
    """Return the passages that would make an installer ask an index for our name."""
    found = [match[0] for match in INSTALLED.finditer(text)]
    if LISTS.search(name):
        found += [match[0] for match in REQUIRED.finditer(_requirements(name, text))]
    return found


def _requirements(name: str, text: str) -> str:
    """Return the requirements in a list, one a line; `pyproject.toml` has other names, too."""
    if not name.endswith("pyproject.toml"):
        return text
    described = tomllib.loads(text)
    project = described.get("project", {})
    groups = [*project.get("optional-dependencies", {}).values()]
    groups += described.get("dependency-groups", {}).values()
    groups += [
        project.get("dependencies", []),
        described.get("build-system", {}).get("requires", []),
    ]
    return "\n".join(str(each) for group in groups for each in group)


def members(image: bytes) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of a zip, and of the wheels in it."""
    with zipfile.ZipFile(io.BytesIO(image)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith(".whl"):
                yield from members(content)
            else:
                yield name, content.decode("utf-8", "replace")


def found_in(texts: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    return {name: lines for name, text in texts if (lines := asks(name, text))}
