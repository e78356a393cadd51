"""Hostile submissions gain nothing, harm nothing, leave nothing behind and hold nobody up."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from tests.hostile.programs import Program
from tests.hostile.table import PROGRAMS

WORLD = "plain"  # the others have files of their own, so that all run side by side


class World(Protocol):
    name: str
    facts: dict[str, Any]

    def judge(self, program: str) -> dict[str, Any]: ...


def test_a_hostile_program_gets_nowhere(
    world: World, program: Program, request: pytest.FixtureRequest
) -> None:
    seen = world.judge(program.id)
    request.node.add_report_section("call", "seen", repr(seen))
    # Ablation looks for these words, so there are no others in the message.
    assert not seen["wrong"], "; ".join(seen["wrong"])
    if program.ends:
        assert seen["ends"][0] in program.ends
    if program.exits:
        assert set(program.exits) & set(seen["exits"])
    assert program.says in " ".join(seen["texts"])


def test_a_world_is_what_it_says(world: World) -> None:
    assert world.facts["walled"] == world.name.endswith("-walled")
    match world.name.removesuffix("-walled"):
        case "root":
            assert world.facts["uid"] == 0
        case "plain":
            assert world.facts["uid"] != 0
            assert world.facts["capabilities"] == 0
        case "container":
            assert world.facts["refuses_namespaces"]
            assert not world.facts["capabilities"] & (1 << 21 | 1 << 2)  # SYS_ADMIN, READ_SEARCH


def test_every_technique_of_the_catalogue_has_a_program() -> None:
    assert {program.row for program in PROGRAMS} >= set(range(1, 103)) | {105, 106}


def test_there_are_at_least_130_programs_each_with_a_name_of_its_own() -> None:
    assert len({program.id for program in PROGRAMS}) == len(PROGRAMS) >= 130
