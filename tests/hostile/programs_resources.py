"""Programs that use up time, memory, disk or processes."""

from __future__ import annotations

from tests.hostile.programs import Program, uses

_TIME = (
    uses("infinite_loop", 49, "while True: pass", "timed_out"),
    Program(
        id="infinite_loop_at_import",
        row=49,
        text="""
        def endless():
            while True:
                pass
        x0 = 0.0
        x0 += endless()
        def f(x, k):
            return x0
        """,
    ),
    uses("sleep", 50, "time.sleep(1000)", "timed_out"),
    uses(
        "ignore_signals_loop",
        51,
        "import signal\nfor number in range(1, 65):\n"
        "    try: signal.signal(number, signal.SIG_IGN)\n    except (OSError, ValueError): pass\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass",
        "timed_out",
    ),
    uses("c_loop", 52, "return 10 ** 10 ** 8", "timed_out"),
    uses("regex_redos", 53, "return bool(re.match(r'(a+)+$', 'a' * 60 + 'b'))", "timed_out"),
)
_PROCESSES = (
    Program(
        id="fork_bomb",
        row=54,
        text="def attack():\n    return any_of([os.fork] * 200)\n",
    ),
    Program(
        id="fork_by_libc",
        row=54,
        text="""
        def attack():
            return any_of([
                lambda: LIBC.fork() != -1,
                lambda: LIBC.vfork() != -1,
                lambda: syscall("clone", 17, 0, 0, 0, 0),
                lambda: syscall("clone3", struct.pack("@11Q", *[0] * 11), 88),
            ])
        """,
    ),
    Program(
        id="double_fork_daemon",
        row=55,
        text="""
        def f(x, k):
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    time.sleep(0.3)
                    open(LAB.folder + "/results.json", "w").write("100")
                os._exit(0)
            return k * np.sum(x)
        """,
        ends=("raised", "refused"),
    ),
    Program(
        id="subprocess_sh",
        row=56,
        text="""
        def attack():
            import subprocess
            return subprocess.run(["/bin/sh", "-c", "true"], check=True)
        """,
    ),
    Program(
        id="exec_everything",
        row=56,
        text="""
        def attack():
            return any_of([
                lambda: os.execv("/bin/true", ["true"]),
                lambda: os.posix_spawn("/bin/true", ["true"], {}),
                lambda: os.system("true") == 0,
                lambda: os.popen("echo x").read() == "x",
                lambda: syscall("execveat", -100, b"/bin/true", None, None, 0),
                lambda: os.execv(sys.executable or "/usr/bin/python3", ["python", "-c", ""]),
            ])
        """,
    ),
    Program(
        id="multiprocessing",
        row=56,
        text="""
        def attack():
            import multiprocessing
            with multiprocessing.Pool(2) as pool:
                return pool.map(len, ["x"])
        """,
    ),
    Program(
        id="thread_bomb",
        row=57,
        text="""
        import threading
        def attack():
            started = 0
            for _ in range(10_000):
                try:
                    threading.Thread(target=time.sleep, args=(9,), daemon=True).start()
                    started += 1
                except RuntimeError:
                    break
            return started
        """,
    ),
)
_SPACE = (
    uses("mem_numpy", 58, "np.ones(1 << 31)", "raised"),
    uses("mem_list", 59, "kept = []\nwhile True: kept.append(bytearray(1 << 20))", "raised"),
    uses("mem_text", 59, "text = 'x'\nwhile True: text += text", "raised"),
    uses("mem_dict", 59, "return {i: bytes(1 << 20) for i in range(10**4)}", "raised"),
    Program(
        id="mem_memfd",
        row=60,
        text="""
        def attack():
            return any_of([
                lambda: os.memfd_create("x"),
                lambda: syscall("memfd_secret", 0),
                lambda: open("/dev/zero", "rb"),
            ])
        """,
    ),
    Program(
        id="mem_map",
        row=60,
        text="""
        def attack():
            import mmap
            return mmap.mmap(-1, 1 << 33)
        """,
    ),
    Program(
        id="mem_map_shared_no_reserve",
        row=60,
        text="""
        def attack():
            import mmap
            kept = [mmap.mmap(-1, 1 << 26, mmap.MAP_SHARED | 0x4000) for _ in range(64)]
            for part in kept:
                part[:: 4096] = b"x" * (len(part) // 4096)
            return True
        """,
    ),
    Program(
        id="mem_lock",
        row=60,
        text="""
        def attack():
            return any_of([lambda: LIBC.mlockall(3) == 0, lambda: syscall("mlock", id(0), 1)])
        """,
    ),
    Program(
        id="mem_map_locked",
        row=60,
        text="""
        def attack():
            import mmap
            kept = mmap.mmap(-1, 1 << 16, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x2000)
            return f"it locked {len(kept)} bytes of memory"
        """,
    ),
    Program(
        id="mem_pipes",
        row=61,
        text="def attack():\n    return any_of([os.pipe, lambda: os.eventfd(0)])\n",
    ),
    uses("descriptors", 61, "kept = []\nwhile True: kept.append(os.dup(0))", "raised", "refused"),
    Program(
        id="descriptors_kept",
        row=61,
        text="""
        def attack():
            kept = [os.dup(0) for _ in range(80)]
            return f"it kept {len(kept)} descriptors open"
        """,
    ),
    Program(
        id="disk_fill",
        row=62,
        text="""
        def attack():
            def fill(path):
                with open(path, "wb") as out:
                    while True:
                        out.write(bytes(1 << 20))
            folders = ("/tmp", "/dev/shm", "/var/tmp", ".", LAB.folder)
            return any_of([lambda at=at: fill(f"{at}/{LAB.token}") for at in folders])
        """,
    ),
    uses("stdout_flood", 63, "while True: print('x' * 4096)", "timed_out"),
    uses("reply_flood", 64, "while True: os.write(reply(), b'x' * 65536)", "died"),
    uses(
        "reply_flood_of_statements",
        64,
        "while True: os.write(reply(), struct.pack('<BII', 1, 4, 0) * 1000)",
        "died",
        "timed_out",
    ),
    uses("reply_drip", 64, "while True:\n    os.write(reply(), b'\\3')\n    time.sleep(0.1)"),
)

PROGRAMS = _TIME + _PROCESSES + _SPACE
