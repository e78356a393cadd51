"""A late policy is declared in the assignment's description, or refused there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.description import Assignment, find, load, nearest
from autograder.errors import DescriptionError
from autograder.terms import LatePolicy

REPOSITORY = Path(__file__).parents[2]


def described(folder: Path, lines: str, *, more: str = "") -> Assignment:
    """Load the repository's own description with a late policy of these lines."""
    text = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    text = text.replace("[tool.autograder]\n", f"[tool.autograder]\n{more}\n", 1)
    path = folder / "pyproject.toml"
    path.write_text(f"{text}\n[tool.autograder.late_policy]\n{lines}\n", "utf-8")
    return load(path)


def test_without_the_table_there_is_no_policy() -> None:
    found = find(REPOSITORY)
    assert (found.late_policy, found.overrides) == (None, None)


@pytest.mark.parametrize("moment", ["2026-11-20T12:00:00Z", '"2026-11-20T13:00:00+01:00"'])
def test_a_time_may_be_tomls_own_or_a_text(moment: str, tmp_path: Path) -> None:
    found = described(tmp_path, f"due_at = {moment}\nslip_days = 2")
    expected = LatePolicy(due_at=datetime(2026, 11, 20, 12, tzinfo=UTC), slip_days=2)
    assert found.late_policy == expected


def test_overrides_are_beside_the_description(tmp_path: Path) -> None:
    found = described(tmp_path, "", more='overrides = "granted.csv"')
    assert found.overrides == tmp_path / "granted.csv"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("late_submision_deduction = 10", "unknown field `late_submision_deduction`"),
        ("due_at = 2026-11-20T12:00:00", "timezone"),
        ("due_at = 2026-11-20", "due_at"),
        ("late_submission_deduction = 101", "<= 100.0"),
        ("late_submission_deduction = -1", ">= 0.0"),
        ("late_submission_deduction = nan", "late_submission_deduction"),
        ('late_submission_interval = "week"', "week"),
        ("slip_days = 1.5", "slip_days"),
        ("grace_minutes = -1", "grace_minutes"),
        ("due_at = 20026-11-20T12:00:00Z", "not usable"),
        ("due_at = 1926-11-20T12:00:00Z", "the year 1926"),
        (
            "due_at = 2026-11-20T12:00:00Z\ncutoff = 2026-11-19T12:00:00Z",
            "a cutoff before its due_at",
        ),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(lines: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(DescriptionError) as caught:
        described(tmp_path, lines)
    assert words in str(caught.value)


def test_what_is_switched_off_takes_nothing(tmp_path: Path) -> None:
    lines = (
        "late_submission_deduction = 10\nlate_submission_deduction_enabled = false\n"
        "late_submission_minimum_percent = 10\nlate_submission_minimum_percent_enabled = false"
    )
    policy = described(tmp_path, lines).late_policy
    assert policy is not None
    assert (policy.deduction, policy.minimum) == (0, 0)


def test_outside_of_any_assignment_there_is_none_near(tmp_path: Path) -> None:
    assert nearest(tmp_path) is None
