"""Times as Moodle writes them out for people: ``Friday, 20 November 2026, 12:31 PM``.

A time counts only when every word of it is known, its weekday is that of its date, and it can be
read in one way. What a column leaves open, such as whether 3/4 is in March, its other cells may
show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from autograder.identity.naming import name_words
from autograder.moments import MONTHS, hour_of_day

_MONTHS = (
    MONTHS,
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner februar märz april mai juni juli august sept oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november desember",
    (
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
        "listopada grudnia"
    ),
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
)
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "mon tue wed thu fri sat sun",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miércoles jueves viernes sábado domingo",
    "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "segunda terça quarta quinta sexta sábado domingo",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "måndag tisdag onsdag torsdag fredag lördag söndag",
    "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    "poniedziałek wtorek środa czwartek piątek sobota niedziela",
    "senin selasa rabu kamis jumat sabtu minggu",
    "pazartesi salı çarşamba perşembe cuma cumartesi pazar",
)
_FILLERS = frozenset("de del feira um uhr at a as om kl alle ore".split())
# Where people write hours from 0 to 23; elsewhere 8:15 without a half of the day may be either.
_WITH_24_HOURS = frozenset(
    word for line in (*_DAYS[2:8], *_DAYS[9:11]) for word in name_words(line)
)

_CLOCK = re.compile(r"\b(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?\b")
_HALF = re.compile(r"\b([ap])\.?\s?m\b\.?", re.IGNORECASE)
_DATE = re.compile(r"\b(?P<a>\d{1,4})(?P<mark>[./-])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{4}|\d{1,2})\b")
_EAST = re.compile(
    r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:[(\s]*(?:星期|周)?[一二三四五六日月火水木金土][)\s]*)?"
)

# Dates that are written so come with hours from 0 to 23: 20.11.2026, 2026-11-20, 2026年11月20日.
_OF_24_HOURS = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d|年")

_UNITS = {
    86400 * 365: "year years jahr jahre an ans año años anno anni ano anos jaar",
    86400: "day days tag tage jour jours día días giorno giorni dia dias dag dagen",
    3600: "hour hours stunde stunden heure heures hora horas ora ore uur uren",
    60: "min mins minute minutes minuten minuto minutos minuti",
    1: "sec secs second seconds sekunde sekunden seconde secondes segundo segundos secondo secondi "
    "seconden",
}
_SECONDS = {word: unit for unit, line in _UNITS.items() for word in name_words(line)}


def _numbered(lines: Sequence[str]) -> dict[str, int]:
    return {word: at for line in lines for at, word in enumerate(name_words(line))}


_MONTH, _DAY = _numbered(_MONTHS), _numbered(_DAYS)


@dataclass(frozen=True, slots=True)
class _Column:
    """What all cells of a column show together."""

    has_24_hours: bool
    is_day_first: bool | None


def moments(cells: Sequence[str]) -> list[str]:
    """Return the times in a column as ISO 8601, empty where a cell holds none that is sure."""
    column = _Column(any(map(_is_of_24_hours, cells)), _is_day_first(cells))
    return [_moment(cell, column) for cell in cells]


def _moment(cell: str, column: _Column) -> str:
    clock = _CLOCK.search(cell)
    if clock is None:
        return ""
    half = _HALF.search(cell)
    rest = f"{cell[: clock.start()]} {_HALF.sub(' ', cell[clock.end() :])}"
    date, words = _date(rest, column)
    if date is None or not set(words) <= _MONTH.keys() | _DAY.keys() | _FILLERS:
        return ""
    is_sure = (
        column.has_24_hours
        or not _WITH_24_HOURS.isdisjoint(words)
        or _OF_24_HOURS.search(rest) is not None
    )
    with suppress(ValueError):
        hour = int(clock["hour"])
        if half or (1 <= hour <= 12 and not is_sure):
            hour = hour_of_day(hour, half[1] if half else "")
        moment = datetime(*date, hour, int(clock["minute"]), int(clock["second"] or 0))
        if all(_DAY[word] == moment.weekday() for word in words if word in _DAY):
            return moment.isoformat()
    return ""


def _is_of_24_hours(cell: str) -> bool:
    clock = _CLOCK.search(cell)
    return clock is not None and not _HALF.search(cell) and not 1 <= int(clock["hour"]) <= 12


def _date(text: str, column: _Column) -> tuple[tuple[int, int, int] | None, list[str]]:
    """Return year, month and day, and the words beside them."""
    if found := _EAST.search(text):
        year, month, day = map(int, found.groups())
        return (year, month, day), _words(text[: found.start()] + text[found.end() :])
    if found := _DATE.search(text):
        words = _words(text[: found.start()] + " " + text[found.end() :])
        return _in_figures(found, column), words
    words = _words(text)
    numbers = [int(word) for word in words if word.isdigit()]
    months = [_MONTH[word] + 1 for word in words if word in _MONTH]
    rest = [word for word in words if not word.isdigit()]
    years = [number for number in numbers if number > 1000]
    days = [number for number in numbers if number <= 31]
    if len(numbers) != 2 or len(months) != 1 or len(years) != 1 or len(days) != 1:
        return None, rest
    return (years[0], months[0], days[0]), rest


def _words(text: str) -> list[str]:
    # The ordinal's ending is no word of its own: 20. November, November 20th.
    return list(name_words(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text)))


def _in_figures(found: re.Match[str], column: _Column) -> tuple[int, int, int] | None:
    a, b, c = int(found["a"]), int(found["b"]), int(found["c"])
    if len(found["a"]) == 4:
        return a, b, c
    if len(found["c"]) != 4:
        return None
    is_day_first = True if found["mark"] == "." else column.is_day_first
    if is_day_first is None:
        return (c, a, b) if a == b else None
    return (c, b, a) if is_day_first else (c, a, b)


def _is_day_first(cells: Sequence[str]) -> bool | None:
    """Return whether 3/4 is in April, as some other date of the column shows; None when none."""
    dates = [found for cell in cells if (found := _DATE.search(cell))]
    shown = {int(found["a"]) > 12 for found in dates if max(int(found["a"]), int(found["b"])) > 12}
    return shown.pop() if len(shown) == 1 else None


def durations(text: str) -> tuple[int | None, bool]:
    """Return the seconds in a text such as ``2 days 3 hours late``, and whether it holds any.

    Returns:
        Seconds, or None where no unit is known; and whether a number stands before a word at all.
    """
    found = list(_spans(text))
    known = [number * _SECONDS[unit] for number, unit in found if unit in _SECONDS]
    return (sum(known) if known and len(known) == len(found) else None), bool(found)


def _spans(text: str) -> Iterator[tuple[int, str]]:
    words = name_words(text)
    for number, unit in pairwise(words):
        if number.isdecimal() and not unit.isdecimal():
            yield int(number), unit
