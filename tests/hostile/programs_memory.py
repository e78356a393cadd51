"""Programs that look for expected values and secrets in memory, descriptors and modules."""

from __future__ import annotations

from tests.hostile.programs import KILLED, Program, attempts, reads

PROGRAMS = (
    Program(
        id="gc_scan",
        row=1,
        text="""
        def attack():
            import gc
            gc.unfreeze()
            seen = gc.get_objects()
            for item in list(seen):
                seen += [part for part in gc.get_referents(item) if isinstance(part, (str, bytes))]
            for item in seen:
                if isinstance(item, (str, bytes, np.ndarray)):
                    data = np.ndarray.tobytes(item) if isinstance(item, np.ndarray) else item
                    if found(data):
                        return found(data)
                if isinstance(item, dict) and any(
                    isinstance(item.get(name), (dict, np.ndarray, float))
                    for name in ("expected", "scale")
                ):
                    return True
            return False
        """,
    ),
    Program(
        id="gc_subclasses",
        row=1,
        text="""
        def attack():
            todo, seen = [object], set()
            while todo:
                for child in type.__subclasses__(todo.pop()):
                    if child not in seen:
                        seen.add(child)
                        todo.append(child)
            names = {str(child.__module__) for child in seen}
            ours = ("autograder.sandbox.outside", "autograder.judge", "h5py")
            return any(n.startswith(ours) for n in names)
        """,
    ),
    Program(
        id="frames",
        row=2,
        text="""
        def attack():
            frame, names = sys._getframe(), set()
            while frame:
                if found(repr(frame.f_locals)):
                    return found(repr(frame.f_locals))
                names |= set(frame.f_locals) | set(frame.f_globals)
                frame = frame.f_back
            return bool(names & {"expected", "fingerprints", "vectors", "points"})
        """,
    ),
    Program(
        id="frames_tell_inputs",
        row=2,
        text="""
        def f(x, k):
            frame = sys._getframe()
            while frame.f_back:
                frame = frame.f_back
            raise ValueError(" ".join(repr(v) for v in frame.f_locals.values()) + LAB.words)
        """,
    ),
    reads("proc_self_mem", 3, "os.pread(os.open('/proc/self/mem', 0), 8, id(object))"),
    reads("proc_self_maps", 3, "open('/proc/self/maps').read()"),
    reads("proc_self_environ", 3, "open('/proc/self/environ', 'rb').read() + b'x'"),
    *(
        Program(
            id=f"heap_scan_{name}",
            row=3,
            after_neighbour=True,
            text=f"""
            def attack():
                LIBC.sbrk.restype = ctypes.c_void_p
                page, present = 4096, ctypes.create_string_buffer(1)
                place = {place} & ~0xFFF
                seen = b""
                for start in range(place - (6 << 20), place + (2 << 20), page):
                    try:
                        syscall("mincore", start, page, ctypes.addressof(present))
                    except OSError:
                        continue
                    seen += found(ctypes.string_at(start, page))
                return seen[:512]
            """,
        )
        for name, place in (
            ("of_objects", "id(object())"),
            ("of_arrays", "np.zeros(1 << 10).ctypes.data"),
            ("of_text", "id('x' * 5000)"),
            ("of_break", "LIBC.sbrk(0)"),
        )
    ),
    attempts(
        "proc_parent_environ",
        4,
        "open(f'/proc/{os.getppid()}/environ', 'rb').read()",
        "open(f'/proc/{LAB.parent}/environ', 'rb').read()",
    ),
    reads("proc_parent_mem", 4, "os.pread(os.open(f'/proc/{os.getppid()}/mem', 0), 8, id(object))"),
    reads("proc_parent_cmdline", 4, "open(f'/proc/{LAB.parent}/cmdline').read()"),
    attempts(
        "proc_parent_fd",
        4,
        "os.listdir(f'/proc/{LAB.parent}/fd')",
        "os.listdir(f'/proc/{os.getppid()}/fd')",
        "open(f'/proc/{LAB.parent}/fd/0')",
    ),
    reads("proc_parent_root", 4, "open(f'/proc/{LAB.parent}/root{LAB.secret}').read()"),
    reads("proc_self_root", 4, "open(f'/proc/self/root{LAB.secret}').read()"),
    attempts("proc_parent_cwd", 4, "os.listdir(f'/proc/{LAB.parent}/cwd')", "os.listdir('/proc')"),
    Program(
        id="ptrace_attach",
        row=5,
        text="def attack():\n    return syscall('ptrace', 16, os.getppid(), 0, 0)\n",
        ends=("died", "refused"),
        exits=(KILLED,),
    ),
    Program(
        id="ptrace_seize",
        row=5,
        text="def attack():\n    return syscall('ptrace', 0x4206, LAB.parent, 0, 0)\n",
        ends=("died", "refused"),
        exits=(KILLED,),
    ),
    Program(
        id="ptrace_traceme",
        row=5,
        text="def attack():\n    return syscall('ptrace', 0, 0, 0, 0)\n",
        ends=("died", "refused"),
        exits=(KILLED,),
    ),
    *(
        Program(
            id=name,
            row=6,
            text=f"""
            def attack():
                room = ctypes.create_string_buffer(64)
                own = struct.pack("@QQ", ctypes.addressof(room), 64)
                his = struct.pack("@QQ", id(object), 64)
                return syscall("{name}", LAB.parent, own, 1, his, 1, 0)
            """,
            ends=("died", "refused"),
            exits=(KILLED,),
        )
        for name in ("process_vm_readv", "process_vm_writev")
    ),
    Program(
        id="pidfd_open",
        row=7,
        text="def attack():\n    os.pidfd_open(LAB.parent)\n    return True\n",
    ),
    Program(
        id="pidfd_getfd",
        row=7,
        text="def attack():\n    return syscall('pidfd_getfd', 3, 0, 0)\n",
        ends=("died", "refused"),
        exits=(KILLED,),
    ),
    Program(
        id="inherited_fds",
        row=8,
        text="""
        def attack():
            there = []
            for fd in range(4096):
                try:
                    os.fstat(fd)
                    there.append(fd)
                except OSError:
                    pass
            return len(there) > 4
        """,
    ),
    *(
        Program(
            id=f"inherited_{kind}_{act}",
            row=8,
            text=f"""
            import select, stat
            def attack():
                for fd in range(3, 4096):
                    try:
                        mode = os.fstat(fd).st_mode
                    except OSError:
                        continue
                    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) != {kind == "socket"}:
                        continue
                    try:
                        {call}
                        return True
                    except (OSError, AssertionError):
                        pass
                return False
            """,
        )
        for kind, act, call in (
            ("socket", "ready", "assert select.select([], [fd], [], 0)[1]"),
            ("event", "ready", "assert select.select([], [fd], [], 0)[1]"),
            ("event", "written", "os.write(fd, (1).to_bytes(8, 'little'))"),
        )
    ),
    Program(
        id="inherited_folders",
        row=8,
        text="""
        def attack():
            return any_of([lambda fd=fd: os.listdir(fd) for fd in range(64)])
        """,
    ),
    Program(
        id="environ",
        row=9,
        text="def attack():\n    return found(repr(os.environ)) or len(os.environ) > 0\n",
    ),
    Program(
        id="environ_of_libc",
        row=9,
        text="""
        def attack():
            environ = ctypes.POINTER(ctypes.c_char_p).in_dll(LIBC, "environ")
            entries, place = [], 0
            while environ and environ[place]:
                entries.append(environ[place])
                place += 1
            return found(b" ".join(entries)) or len(entries) > 0
        """,
    ),
    # What libc forgets stays where the kernel put it: behind the arguments, above the stack.
    Program(
        id="environ_above_the_stack",
        row=9,
        text="""
        def attack():
            start = ctypes.c_void_p.in_dll(LIBC, "program_invocation_name").value & ~0xFFF
            present, seen = ctypes.create_string_buffer(1), b""
            for page in range(start, start + (64 << 10), 4096):
                try:
                    syscall("mincore", page, 4096, ctypes.addressof(present))
                except OSError:
                    break
                seen += ctypes.string_at(page, 4096)
            assert b"autograder.sandbox.inside.zygote" in seen
            return found(seen)
        """,
    ),
    Program(
        id="sys_modules",
        row=10,
        text="""
        def attack():
            ours = ("sandbox.outside", "judge", "vectors")
            ours = (*(f"autograder.{each}" for each in ours), "h5py", "pytest")
            return any(name.startswith(ours) for name in sys.modules)
        """,
    ),
    Program(
        id="import_grader",
        row=10,
        text="""
        def attack():
            import importlib
            for name in ("autograder.judge.compare", "autograder.vectors.reading", "h5py"):
                try:
                    importlib.import_module(name)
                    return True
                except ImportError:
                    pass
            return False
        """,
    ),
    Program(
        id="import_by_path",
        row=10,
        text="""
        def attack():
            import autograder
            for folder in autograder.__path__:
                sys.path += [folder, os.path.dirname(folder), LAB.folder]
            import solution
            return True
        """,
    ),
)
