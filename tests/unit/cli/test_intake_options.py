"""What the command line offers is what there is."""

from __future__ import annotations

from autograder.cli.intake_options import LayoutName
from autograder.intake.layouts.recognise import LAYOUTS, PLAIN
from autograder.intake.reading import Reading


def test_every_layout_can_be_said() -> None:
    assert [name.value for name in LayoutName] == [*(each.name for each in LAYOUTS), PLAIN]


def test_what_is_said_is_what_is_read() -> None:
    assert [Reading.of(layout=each.name).layout for each in LAYOUTS] == [*LAYOUTS]
    assert Reading.of(layout=PLAIN) == Reading(is_plain=True)
