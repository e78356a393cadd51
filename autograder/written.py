"""Descriptions as people write them: every key is known, and a wrong one is named with its line.

The fields of a frozen dataclass are the keys of a table. Only the standard library is needed, so
that a student needs no packages but those of the exercise itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Any, Literal, NoReturn, TypeVar, get_args, get_origin, get_type_hints

from autograder.errors import DescriptionError

T = TypeVar("T")

# Keys of earlier versions, and what to do about each.
_GONE = {
    "extras": "delete that line, and move its folder's files into the one that `handout` names",
}

_TOP = "tool.autograder"
_HEADER = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]")
_KINDS = {
    str: "a text",
    Path: "a path",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
}


class Written:
    """A table that describes something, and how to speak of it.

    Args:
        label: the file, as sentences call it.
        table: what it holds.
        root: the folder that paths are relative to.
        text: the file's, where its lines are to be named.
        remedy: what to do about any trouble; empty where the line itself can be corrected.
        convert: makes values of types that are not known here; raises ValueError.
    """

    def __init__(
        self,
        label: str,
        table: Any,
        *,
        root: Path,
        text: str = "",
        remedy: str = "",
        convert: Callable[[Any, Any], Any] | None = None,
    ) -> None:
        self.table = table
        self.root = root.resolve()
        self._label = label
        self._lines = text.splitlines()
        self.line_of: Callable[[str, str], int] = self._line  # another, where the text is no TOML
        self._remedy = remedy
        self._convert = convert

    @classmethod
    def of_project(cls, path: Path, convert: Callable[[Any, Any], Any] | None = None) -> Written:
        """Read [tool.autograder] of the pyproject.toml at `path`.

        Raises:
            DescriptionError: it cannot be read, or is no TOML.
        """
        try:
            text = path.read_text("utf-8")
            table = tomllib.loads(text).get("tool", {}).get("autograder")
        except (OSError, ValueError) as error:
            raise DescriptionError(f"[tool.autograder] in {path} is not usable: {error}") from error
        return cls(str(path), table, root=path.parent, text=text, convert=convert)

    def built(self, kind: type[T], given: Mapping[str, Any], at: str = "", table: Any = None) -> T:
        """Return the dataclass that the table describes.

        Args:
            kind: the dataclass.
            given: fields that are known without the table.
            at: the key under which the table stands, such as ``limits`` or ``questions.0``; empty
                for the whole.
            table: a table inside of it, for `at`.

        Raises:
            DescriptionError: a key is missing, unknown or wrong.
        """
        table = table if at else self.table
        if not isinstance(table, dict):
            self.refuse(at, "", f"has no table [{at or _TOP}]", "write its keys and values")
        types = get_type_hints(kind)
        needed = {
            field.name: field.default is field.default_factory is MISSING
            for field in fields(kind)  # type: ignore[arg-type]
            if field.name not in given
        }
        for key in (key for key in table if key not in needed):
            near = get_close_matches(key, needed, 1)
            remedy = _GONE.get(key) or (f"write `{near[0]}`" if near else "delete that line")
            what = "a field of an earlier version," if key in _GONE else "an unknown field"
            self.refuse(at, key, f"has {what} `{key}`", remedy)
        for name in needed:
            if needed[name] and name not in table:
                self.refuse(at, "", f"lacks the field `{name}`", "add it")
        values = {name: self._value(types[name], table[name], at, name) for name in table}
        return kind(**values, **given)

    def refuse(self, at: str, key: str, trouble: str, remedy: str) -> NoReturn:
        """Refuse the table because of a key in the one that stands under `at`.

        Raises:
            DescriptionError: always.
        """
        line = (at and self.line_of(at, key)) or self.line_of("", at or key)
        where = f"{self._label}:{line}" if line else self._label
        raise DescriptionError(f"{where} {trouble}: {self._remedy or remedy}")

    def _value(self, kind: Any, value: Any, at: str, key: str) -> Any:
        """Return a value as the type of its field says."""
        origin, inner = get_origin(kind), get_args(kind)
        if origin is UnionType:
            return self._value(inner[0], value, at, key)
        if origin is tuple and isinstance(value, list):
            return tuple(
                self._value(inner[0], each, at, f"{key}.{number}")
                for number, each in enumerate(value)
            )
        if origin is dict and isinstance(value, dict):
            return {name: self._value(inner[1], each, at, key) for name, each in value.items()}
        if is_dataclass(kind) and isinstance(kind, type):
            return self.built(kind, {}, key, value)
        if origin is None and kind not in _KINDS and self._convert is not None:
            try:
                return self._convert(value, kind)
            except ValueError as error:
                named = re.findall(r"(?:\$\.|`)(\w+)", str(error))  # msgspec's way
                self.refuse(key, named[-1] if named else "", f"has a wrong `{key}`", str(error))
        if type(value) is kind or value in inner or (kind is float and type(value) is int):
            return value
        if kind is Path and isinstance(value, str):
            return self.root / value
        wanted = {tuple: "a list", dict: "a table", Literal: f"one of {', '.join(map(str, inner))}"}
        should = wanted.get(origin) or _KINDS[kind]
        return self.refuse(at, key, f"has `{key}` = {value!r}", f"it must be {should}")

    def _line(self, at: str, key: str) -> int:
        """Return the line of a key in the table at `at`, or else of that table; 0 for none.

        Of a list of tables, ``questions.1`` is the second.
        """
        name, _, number = at.partition(".")
        section = f"{_TOP}.{name}" if name else _TOP
        assigned = re.compile(rf"\s*{re.escape(key.partition('.')[0])}\s*=")
        found, inside, left = 0, False, int(number or 0)
        for count, line in enumerate(self._lines, 1):
            if header := _HEADER.match(line):
                is_it = header[1] == section
                inside = is_it and left == 0
                found = found or count * inside
                left -= is_it
            elif inside and key and assigned.match(line):
                return count
        return found
