"""A container's usual defaults, put upon this process and all that it starts.

``python -m tests.container PROGRAM ARGUMENTS...`` becomes PROGRAM in such a container: as whoever
started it, with at most fourteen capabilities, and without namespaces, mounts, keys or kernel
interfaces. Who is not root is left with no capability, as in a container for such a user.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys

from autograder.sandbox.walls import libseccomp
from tests import filters

_PR_CAPBSET_DROP = 24
_NEW_NAMESPACES = 0x7E020000
# chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service net_raw sys_chroot
# mknod audit_write setfcap: what a container's root is left with.
_CONTAINER = (0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31)
_REFUSED_IN_CONTAINERS = """
    acct add_key bpf clock_adjtime clock_settime create_module delete_module fanotify_init
    finit_module fsconfig fsmount fsopen fspick init_module io_uring_enter io_uring_register
    io_uring_setup ioperm iopl kcmp kexec_file_load kexec_load keyctl lookup_dcookie mbind mount
    mount_setattr move_mount move_pages name_to_handle_at nfsservctl open_by_handle_at open_tree
    perf_event_open pivot_root process_madvise quotactl quotactl_fd reboot request_key
    set_mempolicy setdomainname sethostname setns settimeofday stime swapoff swapon sysfs syslog
    umount umount2 unshare userfaultfd ustat vm86 vm86old
""".split()

_libc = ctypes.CDLL(None, use_errno=True)


def enter() -> None:
    """Enter the container; the next exec makes it so for all threads."""
    _refuse_namespaces()
    _keep(_CONTAINER)


def _refuse_namespaces() -> None:
    rules = filters.allowing()
    refusal = libseccomp.errno(errno.EPERM)
    for name in _REFUSED_IN_CONTAINERS:
        rules.add(refusal, name)
    for bit in (1 << place for place in range(32)):
        if bit & _NEW_NAMESPACES:
            rules.add(refusal, "clone", libseccomp.masked(0, bit, bit))
    rules.add(libseccomp.errno(errno.ENOSYS), "clone3")
    filters.load(rules)


def _keep(capabilities: tuple[int, ...]) -> None:
    """Leave only these capabilities, in the bounding set; the next exec makes it so for all."""
    for capability in set(range(64)) - set(capabilities):
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)  # fails past the last one there is


if __name__ == "__main__":
    enter()
    os.execvp(sys.argv[1], sys.argv[1:])
