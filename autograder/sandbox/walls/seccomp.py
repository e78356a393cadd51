"""Builds the seccomp filter of sealed children, with libseccomp, once and on the trusted side.

Theory of operation. The filter is an allow-list: what honest NumPy code asks of the kernel, and
nothing that reaches a file for writing, a network, another process or the kernel's own settings.
What is not listed is refused with EPERM, which Python raises as PermissionError, so that the
student can be told; calls that only an attack makes, and other architectures' calls, end the
process.
"""

from __future__ import annotations

import errno
import os

from autograder.sandbox.walls import libseccomp
from autograder.sandbox.walls.libseccomp import ALLOW, KILL_PROCESS, equal, masked
from autograder.sandbox.walls.sealing import SealError

_ALLOWED = """
    access brk clock_getres clock_gettime clock_nanosleep close dup epoll_create1 exit exit_group
    faccessat faccessat2 fstat fstatfs getcwd getdents64 getegid geteuid getgid getgroups
    getpgid getpgrp getpid getppid getpriority getrandom getresgid getresuid getrlimit getrusage
    getsid gettid gettimeofday getuid lseek lstat madvise membarrier mincore mmap mprotect
    mremap munmap nanosleep newfstatat poll ppoll pread64 preadv pselect6 read readlink readlinkat
    readv restart_syscall rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigreturn
    rt_sigtimedwait sched_getaffinity sched_getparam sched_getscheduler sched_yield select
    set_robust_list sigaltstack stat statfs statx sysinfo time times uname write writev
""".split()
_DEADLY = "ptrace process_vm_readv process_vm_writev pidfd_getfd kexec_load bpf".split()
# glibc tries clone3 first and falls back to clone; both are how threads and processes begin.
_STARTS = {
    "clone3": errno.ENOSYS,
    "clone": errno.EAGAIN,
    "fork": errno.EAGAIN,
    "vfork": errno.EAGAIN,
}
_F_READERS = (0, 1, 3, 1030)  # F_DUPFD, F_GETFD, F_GETFL, F_DUPFD_CLOEXEC; locks could signal
# What open() and isatty() ask: TCGETS, TIOCGWINSZ, FIONREAD, FIONCLEX, FIOCLEX. Others change flags
# of a file, or of a descriptor that the next submission has too.
_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5450, 0x5451)
_FUTEX_PRIVATE = 128  # of this process alone; the other kind could signal through a shared library
_NOT_READING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def program(*more: str) -> bytes:
    """Return the filter's instructions, as seccomp(2) takes them.

    Args:
        more: calls to allow beside those of submissions, for code of our own.

    Raises:
        SealError: libseccomp is missing, or refuses the filter.
    """
    try:
        return _rules(more).export()
    except (OSError, AttributeError) as error:
        raise SealError(f"libseccomp cannot be used ({error})", "install libseccomp2") from error


def _rules(more: tuple[str, ...]) -> libseccomp.Filter:
    rules = libseccomp.Filter(libseccomp.errno(errno.EPERM), foreign=KILL_PROCESS)
    for name in (*_ALLOWED, *more):
        rules.add(ALLOW, name)
    for name in _DEADLY:
        rules.add(KILL_PROCESS, name)
    for name, code in _STARTS.items():
        rules.add(libseccomp.errno(code), name)
    reading = masked(2, _NOT_READING | os.O_PATH, 0)
    rules.add(ALLOW, "openat", reading)
    for command in _F_READERS:
        rules.add(ALLOW, "fcntl", equal(1, command))
    for request in _IOCTLS:
        rules.add(ALLOW, "ioctl", equal(1, request))
    private = masked(1, _FUTEX_PRIVATE, _FUTEX_PRIVATE)
    rules.add(ALLOW, "futex", private)
    own, reads = equal(0, 0), equal(2, 0)
    rules.add(ALLOW, "prlimit64", own, reads)
    return rules
