"""The few calls of libseccomp: what they give, and what they refuse."""

from __future__ import annotations

import errno
import struct

import pytest

from autograder.sandbox.walls import libseccomp
from autograder.sandbox.walls.libseccomp import ALLOW, KILL_PROCESS, Filter, equal, masked, number

EPERM = libseccomp.errno(errno.EPERM)
RETURN = 0x06


def answers(rules: Filter) -> set[int]:
    """Return every action that a program may end in."""
    found = struct.iter_unpack("=HBBI", rules.export())
    return {value for code, _, _, value in found if code == RETURN}


def test_a_filter_without_rules_answers_by_its_default_and_to_other_architectures() -> None:
    assert answers(Filter(EPERM, foreign=KILL_PROCESS)) == {EPERM, KILL_PROCESS}


def test_an_action_is_an_error_of_that_number() -> None:
    rules = Filter(ALLOW, foreign=KILL_PROCESS)
    rules.add(libseccomp.errno(errno.ENOSYS), "clone3")
    assert answers(rules) == {ALLOW, KILL_PROCESS, 0x00050000 | errno.ENOSYS}


def test_several_conditions_must_all_be_met() -> None:
    either, both = Filter(EPERM, foreign=KILL_PROCESS), Filter(EPERM, foreign=KILL_PROCESS)
    either.add(ALLOW, "fcntl", equal(1, 3))
    either.add(ALLOW, "fcntl", masked(2, 1, 1))
    both.add(ALLOW, "fcntl", equal(1, 3), masked(2, 1, 1))
    assert either.export() != both.export()


def test_a_call_that_nobody_knows_gets_no_rule() -> None:
    rules = Filter(EPERM, foreign=KILL_PROCESS)
    before = rules.export()
    assert number("no_such_call") < 0
    rules.add(ALLOW, "no_such_call")
    assert rules.export() == before


def test_a_rule_that_the_library_refuses_is_no_filter() -> None:
    rules = Filter(EPERM, foreign=KILL_PROCESS)
    with pytest.raises(OSError, match="Permission denied"):
        rules.add(EPERM, "read")  # the default's own action


def test_an_action_that_nobody_knows_is_refused() -> None:
    with pytest.raises(OSError, match="seccomp_init failed"):
        Filter(0x12345678, foreign=KILL_PROCESS)
