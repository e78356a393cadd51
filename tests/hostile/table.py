"""All hostile programs."""

from __future__ import annotations

from tests.hostile import (
    programs_crashes,
    programs_declared,
    programs_files,
    programs_memory,
    programs_network,
    programs_objects,
    programs_replies,
    programs_resources,
    programs_system,
    programs_tampering,
)

_MODULES = (
    programs_memory,
    programs_files,
    programs_declared,
    programs_network,
    programs_objects,
    programs_replies,
    programs_tampering,
    programs_resources,
    programs_crashes,
    programs_system,
)
PROGRAMS = tuple(program for module in _MODULES for program in module.PROGRAMS)
