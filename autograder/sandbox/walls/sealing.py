"""What keeps this kernel from sealing submissions, and what to do about it."""

from __future__ import annotations

import errno
import os

from autograder.system import LINUX

_LANDLOCK, _SECCOMP = "Landlock", "seccomp"  # as `sandbox.walls.confine` names its steps


class SealError(Exception):
    """Submissions cannot be sealed here; the text is a reason, to follow "because".

    Attributes:
        remedy: what to do about it; empty where that is not known.
    """

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.remedy = remedy


def refused(number: int, step: str) -> SealError:
    """Return the error for a step of confinement that the kernel refused.

    Args:
        number: the system's error number.
        step: which one, as `sandbox.walls.confine` names it.
    """
    why = os.strerror(number) if number else "no reason given"
    if step == _LANDLOCK:
        return _without_landlock(number, why)
    if step == _SECCOMP:
        return SealError(
            f"this kernel loads no seccomp filter ({why})",
            "use a kernel with CONFIG_SECCOMP_FILTER, or a container that lets programs load "
            "filters of their own",
        )
    return SealError(f"a submission cannot be shut in ({step}: {why})" if number else step)


def _without_landlock(number: int, why: str) -> SealError:
    if number == errno.ENOSYS:
        return SealError(f"this kernel has no Landlock ({why})", LINUX)
    if number == errno.EOPNOTSUPP:
        return SealError(
            "Landlock is built into this kernel and not enabled",
            "add landlock to the list lsm= on the kernel's command line, and boot again",
        )
    if number in (errno.EPERM, errno.EACCES):
        return SealError(
            f"something around this process refuses Landlock ({why}), such as a container's "
            "seccomp profile",
            "use a newer container runtime, or a profile that allows landlock_create_ruleset, "
            "landlock_add_rule and landlock_restrict_self",
        )
    return SealError(f"the kernel refuses Landlock ({why})")
