"""The few calls of libseccomp that a filter needs, through ctypes.

Theory of operation. libseccomp turns rules into a classic BPF program, which the kernel runs before
each system call. A `Filter` collects rules in a context of the library, and `Filter.export` returns
the program: instructions of eight bytes each, as seccomp(2) takes them. Nothing is loaded here; the
program goes to the zygote, whose children load it as their last step (`confine`).

The library is found by its soname, which has been the same since version 2.0 (2012), so that no
other program is asked where it is. Its types and constants are those of seccomp.h.
"""

from __future__ import annotations

import ctypes
import functools
import os
import tempfile

KILL_PROCESS = 0x80000000
ALLOW = 0x7FFF0000
_ERRNO = 0x00050000  # the error's number is in the low 16 bits
_ATTRIBUTE_BAD_ARCHITECTURE = 2  # SCMP_FLTATR_ACT_BADARCH
_EQUAL, _MASKED_EQUAL = 4, 7  # SCMP_CMP_EQ, SCMP_CMP_MASKED_EQ
_NATIVE = 0  # SCMP_ARCH_NATIVE


class Comparison(ctypes.Structure):
    """What an argument of a call must be: `struct scmp_arg_cmp`."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


def equal(argument: int, value: int) -> Comparison:
    """Return the condition that an argument, counted from 0, is `value`."""
    return Comparison(argument, _EQUAL, value, 0)


def masked(argument: int, mask: int, value: int) -> Comparison:
    """Return the condition that the bits of `mask` in an argument are `value`."""
    return Comparison(argument, _MASKED_EQUAL, mask, value)


def errno(code: int) -> int:
    """Return the action that refuses a call with this error."""
    return _ERRNO | code


def number(name: str) -> int:
    """Return the number of a system call; negative where this architecture has no such call.

    Raises:
        OSError: libseccomp is missing.
    """
    found: int = _library().seccomp_syscall_resolve_name_arch(_NATIVE, name.encode())
    return found


class Filter:
    """Rules for system calls.

    Args:
        default: the action for calls without a rule.
        foreign: the action for calls of other architectures.

    Raises:
        OSError: libseccomp is missing, or refuses an action.
    """

    def __init__(self, default: int, *, foreign: int) -> None:
        self._library = _library()
        self._context = self._library.seccomp_init(default)
        if not self._context:
            raise OSError("seccomp_init failed")
        self._check(
            self._library.seccomp_attr_set(self._context, _ATTRIBUTE_BAD_ARCHITECTURE, foreign)
        )

    def __del__(self) -> None:
        """Release what the library holds."""
        if getattr(self, "_context", None):
            self._library.seccomp_release(self._context)

    def add(self, action: int, name: str, *conditions: Comparison) -> None:
        """Add a rule for a call whose arguments meet all conditions.

        A call that this architecture, or this version of the library, does not know gets no rule:
        it meets with the default, which refuses it.

        Raises:
            OSError: the library refuses the rule.
        """
        call = number(name)
        if call < 0:
            return
        array = (Comparison * len(conditions))(*conditions)
        self._check(
            self._library.seccomp_rule_add_array(
                self._context, action, call, len(conditions), array
            )
        )

    def export(self) -> bytes:
        """Return the program.

        Raises:
            OSError: the library cannot write it.
        """
        with tempfile.TemporaryFile() as file:
            self._check(self._library.seccomp_export_bpf(self._context, file.fileno()))
            file.seek(0)
            return file.read()

    @staticmethod
    def _check(status: int) -> None:
        if status < 0:
            raise OSError(-status, os.strerror(-status))


@functools.cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL("libseccomp.so.2")
    context, action = ctypes.c_void_p, ctypes.c_uint32
    for name, result, *arguments in (
        ("seccomp_init", context, action),
        ("seccomp_release", None, context),
        ("seccomp_attr_set", ctypes.c_int, context, ctypes.c_int, ctypes.c_uint32),
        ("seccomp_syscall_resolve_name_arch", ctypes.c_int, ctypes.c_uint32, ctypes.c_char_p),
        (
            "seccomp_rule_add_array",
            *(ctypes.c_int, context, action, ctypes.c_int, ctypes.c_uint),
            ctypes.POINTER(Comparison),
        ),
        ("seccomp_export_bpf", ctypes.c_int, context, ctypes.c_int),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library
