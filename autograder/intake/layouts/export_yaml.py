"""Gradescope's ``submission_metadata.yml``, of which little is wanted and nothing trusted.

Why not `yaml.safe_load`: it builds everything, which for a class's results is tens of megabytes
of objects that nobody asks for, and it lets merge keys and aliases multiply what a few lines
hold. Here libyaml's events are read once, what is not wanted is passed over, and every scalar
is text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from autograder.identity.people import Person

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_DEEP = 100
_MOST_SUBMITTERS = 500
_LONGEST = 255


class MetadataError(Exception):
    """The file is not what Gradescope exports; its text follows the file's path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One submission as Gradescope tells of it.

    Attributes:
        submitters: everybody whose it is.
        created_at: as Gradescope writes it; empty where it does not.
    """

    submitters: tuple[Person, ...]
    created_at: str


def exported(content: bytes) -> dict[str, Exported]:
    """Return the submissions by the names of their folders.

    Raises:
        MetadataError: it is damaged, hostile, or something else.
    """
    try:
        reader = _Reader(yaml.parse(content, Loader=_LOADER))
        return {name: reader.submission() for name in reader.file()}
    except (yaml.YAMLError, UnicodeError, ValueError) as error:
        where = getattr(error, "problem_mark", None)
        line = "" if where is None else f" (line {where.line + 1})"
        raise MetadataError(f"is damaged{line}: export the submissions again") from error


class _Reader:
    """Walks through the events of a file, in the one shape that is expected."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self._events = events
        self._texts: dict[str, str] = {}  # by anchor: Ruby writes a text that recurs only once

    def file(self) -> Iterator[str]:
        """Yield the names of submissions; each must be read before the next."""
        starts = (yaml.StreamStartEvent, yaml.DocumentStartEvent)
        first = next(event for event in self._events if not isinstance(event, starts))
        if not isinstance(first, yaml.MappingStartEvent):
            raise MetadataError("is not a list of submissions: export the submissions again")
        yield from self._keys()

    def submission(self) -> Exported:
        submitters: tuple[Person, ...] = ()
        created_at = ""
        if not self._enters(yaml.MappingStartEvent):
            return Exported(submitters=(), created_at="")
        for key in self._keys():
            if key == "submitters" and self._enters(yaml.SequenceStartEvent):
                submitters = tuple(self._people())
            elif key == "created_at":
                created_at = self._text()
            elif key != "submitters":
                self._skip(next(self._events))
        return Exported(submitters=submitters, created_at=created_at)

    def _people(self) -> Iterator[Person]:
        for number, event in enumerate(self._until(yaml.SequenceEndEvent)):
            if number >= _MOST_SUBMITTERS or isinstance(event, yaml.AliasEvent):
                raise MetadataError(
                    "lists more submitters than a group has, or one by reference: "
                    "export the submissions again"
                )
            if isinstance(event, yaml.MappingStartEvent):
                told = {key: self._text() for key in self._keys()}
                yield Person(
                    name=told.get("name", ""),
                    email=told.get("email", ""),
                    sis_id=told.get("sid", ""),
                )
            else:
                self._skip(event)

    def _keys(self) -> Iterator[str]:
        """Yield the keys of a mapping that was entered, without Ruby's colon."""
        for event in self._until(yaml.MappingEndEvent):
            yield self._scalar(event).removeprefix(":")

    def _text(self) -> str:
        return self._scalar(next(self._events))

    def _scalar(self, event: yaml.Event) -> str:
        """Return a text; empty, and passed over, where something else stands for it."""
        if isinstance(event, yaml.AliasEvent):
            return self._texts.get(event.anchor, "")
        if isinstance(event, yaml.ScalarEvent):
            self._remember(event)
            return "" if _is_null(event) else str(event.value)[:_LONGEST]
        self._skip(event)
        return ""

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        for event in self._events:
            if isinstance(event, end):
                return
            yield event

    def _enters(self, kind: type[yaml.Event]) -> bool:
        event = next(self._events)
        if isinstance(event, kind):
            return True
        self._skip(event)
        return False

    def _skip(self, event: yaml.Event) -> None:
        """Pass over the value that begins with `event`."""
        depth = 0
        while True:
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.ScalarEvent) and event.anchor:
                self._remember(event)
            if depth > _MOST_DEEP:
                raise MetadataError("is nested too deep: export the submissions again")
            if depth == 0:
                return
            event = next(self._events)

    def _remember(self, event: yaml.ScalarEvent) -> None:
        if event.anchor:
            self._texts[event.anchor] = "" if _is_null(event) else str(event.value)[:_LONGEST]


def _is_null(event: yaml.ScalarEvent) -> bool:
    # libyaml says "" and Python None of a text without quotes.
    return not event.style and event.value in ("", "~", "null")
