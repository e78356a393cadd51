"""Where a class's grades come from: hashes, versions, limits, times."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from statistics import median

from autograder.gradebook.model import Described
from autograder.report.survey import Survey

_NAMES = {
    "engine": "Engine",
    "level": "Level of isolation",
    "suite": "Hidden suite (SHA-256)",
    "vectors": "Hidden vectors (SHA-256)",
}


def provenance(survey: Survey, described: Described) -> list[tuple[str, list[str]]]:
    """Return what to say, each with its values; several values where rows differ."""
    said = [(name, _values(survey.keys.get(key, Counter()))) for key, name in _NAMES.items()]
    said += list(_settings(survey.keys.get("settings", Counter())))
    if described.seed is not None:
        said.append(("Seed of the vectors", [str(described.seed)]))
    versions = [f"{name} {number}" for name, number in described.versions.items()]
    said += [("Versions, last run", versions), *_times(survey)]
    return [(name, values) for name, values in said if values]


def _values(counts: Counter[str]) -> list[str]:
    """Return the only value, or each with how many rows have it."""
    if len(counts) == 1:
        return list(counts)
    return [f"{value} (in {count} rows)" for value, count in counts.most_common()]


def _settings(counts: Counter[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the limits and the hashes of the given files, of the settings used most."""
    text = next(iter(counts.most_common(1)), ("{}", 0))[0]
    settings = json.loads(text)
    yield "Code that runs and judges (SHA-256)", list(filter(None, [settings.get("code")]))
    limits = settings.get("limits", {})
    yield "Limits", [f"{name.replace('_', ' ')}: {value:g}" for name, value in limits.items()]
    for name, digest in settings.get("files", {}).items():
        yield f"{name} (SHA-256)", [digest]
    if len(counts) > 1:
        yield "Settings", [f"{len(counts)} different values among the rows: grade everything again"]


def _times(survey: Survey) -> Iterator[tuple[str, list[str]]]:
    if survey.first:
        yield "Graded", [f"from {survey.first} to {survey.last}"]
    seconds = [line.seconds for line in survey.lines if line.seconds]
    if seconds:
        each = f"median {1000 * median(seconds):.0f} ms, longest {max(seconds):.1f} s"
        yield "Time of running and judging", [f"{sum(seconds):.1f} s in all; {each}"]
