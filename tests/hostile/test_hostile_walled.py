"""Hostile submissions get nowhere inside namespaces, either."""

from __future__ import annotations

from tests.hostile.test_hostile import (
    test_a_hostile_program_gets_nowhere,
    test_a_world_is_what_it_says,
)

__all__ = ["test_a_hostile_program_gets_nowhere", "test_a_world_is_what_it_says"]

WORLD = "plain-walled"
