"""Moments as programs write them, and ISO 8601, which the engine keeps them in."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

YEARS = range(2000, 2200)  # of any course; dates beyond it are slips of the pen
MONTHS = "january february march april may june july august september october november december"
_HALVES = {"a": 0, "p": 12}

# Ruby's, Python's and ISO's own: 2026-05-01 14:05:33.123456000 -07:00, with the zone or without.
_GENERAL = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?"
    r"(?: ?(?:UTC|GMT)?(?P<offset>[+-]\d\d(?::?\d\d)?)| ?(?P<zone>[A-Za-z_]+(?:/[\w+-]+)*))?",
    re.ASCII,
)
# Blackboard's: 2026-05-01-14-05-33.
_DASHED = re.compile(r"\d{4}(?:-\d\d){5}", re.ASCII)
# Brightspace's: May 1, 2026 205 PM, in some courses 1 May, 2026 14:05 or Sept. 1, 2026 1405.
_SPOKEN = re.compile(
    r"(?:[A-Za-z]{3,9}day,? )?(?:(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})"
    r"|(?P<day2>\d{1,2}) (?P<month2>[A-Za-z]{3,9})\.?),? (?P<year>\d{4}),? "
    r"(?P<hour>\d{1,2})[:._]?(?P<minute>\d\d)(?:[:.]\d\d)?(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?",
    re.ASCII,
)
# Minutes east of UTC, for abbreviations that stand for one zone everywhere. CST is three zones,
# IST is three, CDT and PST are two, so they are not here.
_ZONES = {
    "ACDT": 630, "ACST": 570, "ADT": -180, "AEDT": 660, "AEST": 600, "AKDT": -480, "AKST": -540,
    "AST": -240, "AWST": 480, "BST": 60, "CAT": 120, "CEST": 120, "CET": 60, "ChST": 600,
    "EAT": 180, "EDT": -240, "EEST": 180, "EET": 120, "EST": -300, "GMT": 0, "HDT": -540,
    "HKT": 480, "HST": -600, "IDT": 180, "JST": 540, "KST": 540, "MDT": -360, "MSK": 180,
    "MST": -420, "NDT": -150, "NST": -210, "NZDT": 780, "NZST": 720, "PDT": -420, "PKT": 300,
    "SAST": 120, "SST": -660, "UTC": 0, "WAT": 60, "WEST": 60, "WET": 0, "WIB": 420, "WIT": 540,
    "WITA": 480, "Z": 0,
}  # fmt: skip


def read(iso: str) -> datetime | None:
    """Return the moment that a text in ISO 8601 names, or None."""
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        return None


def stamp(text: str) -> str:
    """Return a time in ISO 8601 to the second, with an offset where one is told.

    Returns:
        The time; empty where `text` is none that is known, or may be several.
    """
    text = text.strip()
    with suppress(ValueError):
        if found := _GENERAL.fullmatch(text):
            return _general(found).isoformat(timespec="seconds")
        if _DASHED.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%d-%H-%M-%S").isoformat()
        if found := _SPOKEN.fullmatch(text):
            return _spoken(found).isoformat()
    return ""


def instant(iso: str) -> str:
    """Return a time of `stamp` so that comparing texts compares times, as if all were in UTC."""
    moment = read(iso)
    if moment is None:
        return ""
    with suppress(OverflowError):  # the first and the last day of all
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.replace(tzinfo=None).isoformat()


def hour_of_day(hour: int, half: str) -> int:
    """Return the hour from 0 to 23 of one from 1 to 12.

    Args:
        hour: as it is written.
        half: of the day, a or p; empty where that is not told.

    Raises:
        ValueError: there is no such hour, or it could be either of two.
    """
    if not 1 <= hour <= 12 or half.lower() not in _HALVES:
        raise ValueError(hour)
    return hour % 12 + _HALVES[half.lower()]


def _general(found: re.Match[str]) -> datetime:
    """Return the time that was matched.

    Raises:
        ValueError: there is none, or its zone is not known.
    """
    moment = datetime.fromisoformat(f"{found['date']}T{found['time']}")
    if found["offset"]:
        return datetime.fromisoformat(f"{moment.isoformat()}{found['offset']}")
    zone = found["zone"]
    if not zone:
        return moment
    if zone in _ZONES:
        return moment.replace(tzinfo=timezone(timedelta(minutes=_ZONES[zone])))
    if "/" not in zone:
        raise ValueError(zone)
    try:
        return moment.replace(tzinfo=ZoneInfo(zone))
    except (OSError, KeyError) as error:  # a zone that this machine does not know
        raise ValueError(zone) from error


def _spoken(found: re.Match[str]) -> datetime:
    """Return the time that was matched.

    Raises:
        ValueError: there is none.
    """
    name = (found["month"] or found["month2"]).lower()
    name = "sep" if name == "sept" else name
    months = [at for at, month in enumerate(MONTHS.split(), 1) if name in (month, month[:3])]
    if not months:
        raise ValueError(name)
    hour, day = int(found["hour"]), int(found["day"] or found["day2"])
    if found["half"]:
        hour = hour_of_day(hour, found["half"])
    return datetime(int(found["year"]), months[0], day, hour, int(found["minute"]))
