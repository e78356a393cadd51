"""Programs that turn to the kernel: rights, other processes, settings, hidden ways to talk."""

from __future__ import annotations

import platform

from tests.hostile.programs import KILLED, Program, attempts


def _calls(name: str, row: int, arguments: str, *, deadly: bool = False) -> Program:
    """Return a program that makes one system call raw."""
    return Program(
        id=f"sys_{name}",
        row=row,
        text=f"""
        def attack():
            room = ctypes.create_string_buffer(4096)
            return heard("{name}", {arguments})
        """,
        ends=("died", "refused") if deadly else (),
        exits=(KILLED,) if deadly else (),
    )


_OTHERS = (
    attempts(
        "kill_parent",
        78,
        "os.kill(os.getppid(), 9)",
        "os.kill(LAB.parent, 9)",
        "os.kill(LAB.parent, 0)",
        "os.kill(1, 0)",
    ),
    # The signal 0 harms nobody, and is let through where one that does would be.
    attempts("signal_asked_about", 78, "os.kill(LAB.parent, 0)", "os.kill(os.getppid(), 0)"),
    attempts("kill_everything", 78, "os.kill(-1, 9)", "os.kill(0, 9)", "os.killpg(LAB.parent, 9)"),
    _calls("tkill", 78, "LAB.parent, 19"),
    _calls("tgkill", 78, "LAB.parent, LAB.parent, 19"),
    _calls("rt_sigqueueinfo", 78, "LAB.parent, 19, room"),
    _calls("pidfd_send_signal", 78, "3, 9, None, 0"),
    attempts(
        "prlimit_parent",
        79,
        "__import__('resource').prlimit(LAB.parent, 0, (1, 1))",
        "__import__('resource').prlimit(os.getppid(), 0, (1, 1))",
        "__import__('resource').prlimit(LAB.parent, 0)",
    ),
    Program(
        id="own_limits_changed",
        row=79,
        text="""
        def attack():
            more, fewer = struct.pack("@QQ", 1 << 40, 1 << 40), struct.pack("@QQ", 32, 32)
            return any_of([
                lambda: syscall("prlimit64", 0, 9, more, None),
                lambda: syscall("prlimit64", 0, 7, fewer, None),
                lambda: syscall("setrlimit", 7, fewer),
            ])
        """,
    ),
    attempts(
        "scheduling_of_parent",
        79,
        "os.setpriority(os.PRIO_PROCESS, LAB.parent, 19)",
        "os.sched_setaffinity(LAB.parent, {0})",
        "os.nice(-5)",
        "syscall('ioprio_set', 1, LAB.parent, 0)",
    ),
)
_RIGHTS = (
    attempts("setuid_root", 80, "os.setuid(0)", "os.setresuid(0, 0, 0)", "os.seteuid(0)"),
    attempts("setgid_root", 80, "os.setgid(0)", "os.setgroups([0])", "os.setresgid(0, 0, 0)"),
    attempts("setuid_other", 80, "os.setuid(1000)", "os.setreuid(-1, 0)"),
    Program(id="is_root", row=80, text="def attack():\n    return 0 in os.getresuid()\n"),
    Program(id="is_of_roots_group", row=80, text="def attack():\n    return 0 in os.getresgid()\n"),
    Program(id="is_in_groups", row=80, text="def attack():\n    return os.getgroups() != []\n"),
    _calls("capset", 80, "struct.pack('@Ii', 0x20080522, 0), bytes(b'\\xff' * 24)"),
    Program(
        id="has_parents_terminal",
        row=80,
        text="""
        def attack():
            import fcntl, termios
            own = os.getsid(0) != os.getpid()
            push = termios.TIOCSTI
            return own or any_of([lambda fd=fd: fcntl.ioctl(fd, push, b"x") for fd in range(3)])
        """,
    ),
)
_CALLS = (
    _calls("unshare", 81, "0x10000000"),
    _calls("setns", 82, "3, 0"),
    _calls("mount", 83, "b'none', LAB.folder.encode(), b'tmpfs', 0, None"),
    _calls("umount2", 83, "b'/', 2"),
    _calls("fsopen", 83, "b'tmpfs', 0"),
    _calls("mount_setattr", 83, "-100, b'/', 0, bytes(32), 32"),
    _calls("io_uring_setup", 84, "8, room"),
    _calls("bpf", 85, "0, room, 128", deadly=True),
    _calls("keyctl", 86, "0, -3, 1"),
    _calls("add_key", 86, "b'user', b'x', b'y', 1, -3"),
    _calls("request_key", 86, "b'user', b'x', None, 0"),
    _calls("userfaultfd", 87, "1"),
    _calls("perf_event_open", 88, "room, 0, -1, -1, 0"),
    # The filter says that there is no such call, so that libraries try the older one.
    Program(
        id="sys_clone3",
        row=89,
        text="def attack():\n    return syscall('clone3', struct.pack('@11Q', *[0] * 11), 88)\n",
    ),
    _calls("memfd_secret", 90, "0"),
    _calls("open_by_handle_at", 91, "3, room, 0"),
    _calls("fanotify_init", 92, "0, 0"),
    _calls("inotify_init1", 92, "0"),
    _calls("shmget", 93, "0x1ab, 4096, 0o1666"),
    _calls("msgget", 94, "0x1ab, 0o1666"),
    _calls("semget", 95, "0x1ab, 1, 0o1666"),
    _calls("mq_open", 96, "LAB.token.encode(), 0o102, 0o666, None"),
    Program(
        id="queue_made",
        row=96,
        text="""
        def attack():
            name = LAB.token.encode()
            syscall("mq_open", name, os.O_CREAT | os.O_RDWR, 0o600, None)
            syscall("mq_unlink", name)  # it would outlive this process
            return "it made a message queue"
        """,
    ),
    _calls("landlock_create_ruleset", 97, "struct.pack('@Q', 1), 8, 0"),
    _calls("seccomp", 98, "1, 0, struct.pack('@HP', 1, ctypes.addressof(room))"),
    _calls("prctl", 99, "4, 1, 0, 0, 0"),
    _calls("personality", 100, "0x0040000"),
    _calls("syslog", 101, "3, room, 4096"),
    _calls("pivot_root", 102, "b'/', b'/'"),
    _calls("chroot", 102, "LAB.folder.encode()"),
    _calls("kcmp", 102, "os.getpid(), LAB.parent, 0, 0, 0"),
    _calls("kexec_load", 102, "0, 0, None, 0", deadly=True),
    _calls("reboot", 102, "0, 0, 0, None"),
    _calls("sethostname", 102, "b'x', 1"),
    _calls("splice", 102, "0, None, 1, None, 1, 0"),
    _calls("timerfd_create", 102, "0, 0"),
    _calls("signalfd4", 102, "-1, room, 8, 0"),
    _calls("process_madvise", 102, "3, room, 1, 4, 0"),
    _calls("migrate_pages", 102, "LAB.parent, 8, room, room"),
    _calls("socket", 102, "1, 1, 0"),
    Program(
        id="sys_everything_unknown",
        row=102,
        text="""
        def attack():
            for number in range(440, 700):
                if number not in LAB.numbers.values() and heard(number, -1, -1, -1, -1, -1, -1):
                    return True
            return False
        """,
    ),
)
_MACHINE_CODE = """
def attack():
    import mmap
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(bytes.fromhex("{code}"))
    start = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return ctypes.CFUNCTYPE(ctypes.c_int)(start)() >= 0
"""
_X86 = (
    Program(
        id="sys_x32_getpid",
        row=103,
        text="def attack():\n    return syscall(0x40000000 + 39)\n",
        ends=("died", "refused"),
        exits=(KILLED,),
    ),
    Program(
        id="int80_i386",
        row=104,
        text=_MACHINE_CODE.format(code="b814000000cd80c3"),  # mov eax, 20; int 0x80; ret
        ends=("died", "refused"),
        exits=(KILLED,),
    ),
    Program(
        id="syscall_from_own_page",
        row=104,
        text=_MACHINE_CODE.format(code="b8390000000f05c3"),  # mov eax, 57 (fork); syscall; ret
    ),
)
_COVERT = (
    Program(
        id="flock_covert",
        row=105,
        text="""
        def attack():
            import fcntl
            library = open(os.__file__)
            return any_of([
                lambda: fcntl.flock(library, fcntl.LOCK_SH),
                lambda: fcntl.lockf(library, fcntl.LOCK_SH),
                lambda: fcntl.fcntl(library, 1024, 0),
                lambda: fcntl.fcntl(library, 1026, 0),
            ])
        """,
    ),
    Program(
        id="descriptor_flags",
        row=105,
        text="""
        def attack():
            import fcntl
            return any_of([
                lambda fd=fd: fcntl.fcntl(fd, command, value)
                for fd in range(5)
                for command, value in ((4, os.O_NONBLOCK), (8, LAB.parent), (1031, 4096), (10, 9))
            ])
        """,
    ),
    Program(
        id="ioctl_flags_left_behind",
        row=105,
        text="""
        def attack():
            import fcntl
            one = struct.pack("@i", 1)
            return any_of([lambda fd=fd: fcntl.ioctl(fd, 0x5421, one) for fd in range(3)])
        """,
    ),
    Program(
        id="ioctl_file_attributes",
        row=105,
        text="""
        def attack():
            import fcntl
            return fcntl.ioctl(open(os.__file__), 0x80086601, bytes(8))
        """,
    ),
    Program(
        id="futex_in_shared_library",
        row=105,
        text="""
        def attack():
            import mmap
            with open(os.__file__, "rb") as library:
                LIBC.mmap.restype = ctypes.c_void_p
                at, size = library.fileno(), ctypes.c_size_t(4096)
                page = LIBC.mmap(None, size, 1, 1, at, ctypes.c_long(0))
            return syscall("futex", page, 1, 1, None, None, 0)
        """,
    ),
    attempts(
        "shm_covert",
        106,
        "open('/dev/shm/' + LAB.token, 'w')",
        "os.listdir('/dev/shm')",
        "LIBC.shm_open(b'/' + LAB.token.encode(), 0o102, 0o666) >= 0",
    ),
)

PROGRAMS = _OTHERS + _RIGHTS + _CALLS + (_X86 if platform.machine() == "x86_64" else ()) + _COVERT
