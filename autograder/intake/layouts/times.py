"""Times as platforms write them, made ISO 8601."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

__all__ = ["instant", "stamp"]

# Ruby's, Python's and ISO's own: 2026-05-01 14:05:33.123456000 -07:00, with the zone or without.
_GENERAL = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?"
    r"(?: ?(?P<offset>Z|UTC|[+-]\d\d:?\d\d)| (?P<zone>[A-Za-z_]+(?:/[A-Za-z_]+)+))?",
    re.ASCII,
)
# Blackboard's: 2026-05-01-14-05-33. Brightspace's: May 1, 2026 205 PM, or with a colon.
_DASHED = re.compile(r"\d{4}(?:-\d\d){5}", re.ASCII)
_SPOKEN = re.compile(
    r"(?P<day>[A-Z][a-z]{2} \d{1,2}, \d{4}) (?P<hour>\d{1,2}):?(?P<minute>\d\d) (?P<half>[AP]M)",
    re.ASCII,
)


def stamp(text: str) -> str:
    """Return a time in ISO 8601 to the second, with an offset where one is told.

    Returns:
        The time; empty where `text` is none that is known.
    """
    text = text.strip()
    with suppress(ValueError):
        if found := _GENERAL.fullmatch(text):
            return _general(found).isoformat(timespec="seconds")
        if _DASHED.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%d-%H-%M-%S").isoformat()
        if found := _SPOKEN.fullmatch(text):
            spoken = "{day} {hour:0>2}{minute} {half}".format(**found.groupdict())
            return datetime.strptime(spoken, "%b %d, %Y %I%M %p").isoformat()
    return ""


def instant(iso: str) -> str:
    """Return a time of `stamp` so that comparing texts compares times, as if all were in UTC."""
    if not iso:
        return ""
    moment = datetime.fromisoformat(iso)
    with suppress(OverflowError):  # the first and the last day of all
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.replace(tzinfo=None).isoformat()


def _general(found: re.Match[str]) -> datetime:
    moment = datetime.fromisoformat(f"{found['date']}T{found['time']}")
    offset = found["offset"]
    if offset in ("Z", "UTC"):
        return moment.replace(tzinfo=UTC)
    if offset:
        return datetime.fromisoformat(f"{moment.isoformat()}{offset}")
    if found["zone"]:
        with suppress(OSError, ValueError, KeyError):  # a zone that this machine does not know
            return moment.replace(tzinfo=ZoneInfo(found["zone"]))
    return moment
