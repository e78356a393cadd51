"""What the exported program answers to each call, read as the kernel reads it.

The bytes differ between versions of libseccomp, and their meaning must not: the program is run here
by an interpreter of classic BPF, over every call and the edges of every argument.
"""

from __future__ import annotations

import errno
import os
import platform
import struct

import pytest

from autograder.sandbox.walls import libseccomp, seccomp
from autograder.sandbox.walls.libseccomp import ALLOW, KILL_PROCESS, number
from autograder.sandbox.walls.sealing import SealError

HERE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}[platform.machine()]  # AUDIT_ARCH_...
ELSEWHERE = (0x40000003, 0x40000028, 0xC00000F3, 0)  # i386, ARM, RISC-V, none
REFUSED = libseccomp.errno(errno.EPERM)
HIGH = 1 << 32  # a bit in the upper half of an argument
PROGRAM = seccomp.program()


def answer(call: int, *arguments: int, architecture: int = HERE, program: bytes = PROGRAM) -> int:
    """Return the action for a call, as the kernel's own interpreter finds it."""
    six = (*arguments, *(0,) * (6 - len(arguments)))
    data = struct.pack("=iIQ6Q", call, architecture, 0, *six)
    instructions = list(struct.iter_unpack("=HBBI", program))
    at = accumulator = 0
    while True:
        code, if_true, if_false, value = instructions[at]
        at += 1
        match code:
            case 0x20:  # load a word
                (accumulator,) = struct.unpack_from("=I", data, value)
            case 0x54:  # and
                accumulator &= value
            case 0x05:  # jump
                at += value
            case 0x15:  # jump if equal
                at += if_true if accumulator == value else if_false
            case 0x25:  # if greater
                at += if_true if accumulator > value else if_false
            case 0x35:  # if greater or equal
                at += if_true if accumulator >= value else if_false
            case 0x06:  # return
                return int(value)
            case _:
                raise AssertionError(f"unknown instruction {code:#x}")


def numbers(names: list[str]) -> set[int]:
    return {found for name in names if (found := number(name)) >= 0}


def test_every_call_that_is_not_listed_is_refused() -> None:
    listed = numbers(seccomp._ALLOWED)
    deadly = numbers(seccomp._DEADLY)
    starts = {number(name): libseccomp.errno(code) for name, code in seccomp._STARTS.items()}
    judged = numbers(["openat", "fcntl", "ioctl", "futex", "prlimit64"])
    assert len(listed | deadly | judged) == len(listed) + len(deadly) + len(judged)
    assert not starts.keys() & (listed | deadly | judged)
    for call in set(range(1024)) - judged:
        if call in listed:
            expected = ALLOW
        elif call in deadly:
            expected = KILL_PROCESS
        else:
            expected = starts.get(call, REFUSED)
        assert answer(call, *(2**64 - 1,) * 6) == answer(call) == expected, call


@pytest.mark.parametrize("architecture", ELSEWHERE)
def test_calls_of_another_architecture_end_the_process(architecture: int) -> None:
    for call in range(512):
        assert answer(call, architecture=architecture) == KILL_PROCESS


def test_calls_by_their_32_bit_numbers_end_the_process() -> None:
    if platform.machine() == "x86_64":  # the only one where one architecture has two numberings
        assert {answer(0x40000000 + call) for call in range(512)} == {KILL_PROCESS}


@pytest.mark.parametrize("flags", [0, os.O_CLOEXEC, os.O_DIRECTORY | os.O_NOFOLLOW, os.O_NONBLOCK])
def test_openat_may_read(flags: int) -> None:
    assert answer(number("openat"), 2**32 - 100, 1 << 40, flags) == ALLOW


@pytest.mark.parametrize(
    "flag", [os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_APPEND, os.O_PATH]
)
def test_openat_may_not_write_nor_take_a_handle(flag: int) -> None:
    assert answer(number("openat"), 0, 0, flag) == REFUSED
    assert answer(number("openat"), 0, 0, flag | os.O_CLOEXEC | HIGH) == REFUSED


@pytest.mark.parametrize(
    ("name", "argument", "allowed"),
    [
        ("fcntl", 1, {0, 1, 3, 1030}),
        ("ioctl", 1, {0x5401, 0x5413, 0x541B, 0x5450, 0x5451}),
    ],
)
def test_only_listed_commands_are_allowed(name: str, argument: int, allowed: set[int]) -> None:
    for command in {*range(1100), *range(0x5400, 0x5500), 2**32 - 1, 2**64 - 1}:
        arguments = [0] * argument + [command]
        assert answer(number(name), *arguments) == (ALLOW if command in allowed else REFUSED)
    # The whole argument is compared, and not its lower half alone.
    assert answer(number(name), *[0] * argument, min(allowed) | HIGH) == REFUSED


def test_only_futexes_of_this_process_alone_are_allowed() -> None:
    for operation in range(16):
        assert answer(number("futex"), 0, operation | 128) == ALLOW
        assert answer(number("futex"), 0, operation) == REFUSED


def test_limits_may_be_read_of_this_process_alone_and_never_set() -> None:
    call = number("prlimit64")
    assert answer(call, 0, 7, 0, 1 << 40) == ALLOW
    assert answer(call, 1, 7, 0, 1 << 40) == REFUSED
    assert answer(call, HIGH, 7, 0, 1 << 40) == REFUSED
    assert answer(call, 0, 7, 1 << 40, 0) == REFUSED


def test_code_of_our_own_may_be_allowed_more() -> None:
    call = number("setitimer")
    assert answer(call) == REFUSED
    assert answer(call, program=seccomp.program("setitimer")) == ALLOW


def test_a_call_that_nobody_knows_changes_nothing() -> None:
    assert number("no_such_call") < 0
    assert seccomp.program("no_such_call") == PROGRAM


def test_a_library_that_is_missing_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing() -> None:
        raise OSError("libseccomp.so.2: cannot open shared object file")

    monkeypatch.setattr(libseccomp, "_library", missing)
    with pytest.raises(SealError, match=r"libseccomp\.so\.2: cannot open") as caught:
        seccomp.program()
    assert caught.value.remedy == "install libseccomp2"
