"""Programs that forge a reply, state a verdict, or end before they gave one."""

from __future__ import annotations

from tests.hostile.programs import Program

_ENDED = ("died",)


def _forges(name: str, row: int, payload: str, *, tag: int = 3, times: int = 1) -> Program:
    """Return a program that writes records of its own before it returns."""
    text = f"""
def f(x, k):
    for _ in range({times}):
        record({tag}, {payload})
    return -1.0
"""
    return Program(id=name, row=row, text=text)


# An answer: index, blank, attempts, two flags for the inputs, kind 2 (a single array), then kind of
# dtype, itemsize, is_array, dimensions, shape, length of the entries.
_HEAD = 'struct.pack("<HBBBBB", 0, 0, 0, 0, 0, 2)'
PROGRAMS = (
    _forges("huge_header", 27, _HEAD + ' + struct.pack("<4B4QI", 102, 8, 1, 4, *[1 << 32] * 4, 0)'),
    _forges(
        "huge_length", 27, _HEAD + ' + struct.pack("<4BQI", 102, 8, 1, 1, 1 << 29, 0xFFFFFFFF)'
    ),
    _forges(
        "zero_times_huge", 27, _HEAD + ' + struct.pack("<4B2QI", 102, 8, 1, 2, 0, -1 % 2**64, 0)'
    ),
    Program(
        id="huge_record",
        row=27,
        text="""
        def f(x, k):
            os.write(reply(), struct.pack("<BI", 3, 0xFFFFFFFF))
            while True:
                os.write(reply(), bytes(1 << 16))
        """,
    ),
    _forges("ndim_255", 28, _HEAD + ' + struct.pack("<4B255QI", 102, 8, 1, 255, *[1] * 255, 8)'),
    _forges("dict_of_1e9", 29, 'struct.pack("<HBBBBBIB", 0, 0, 0, 0, 0, 3, 10**9, 255)'),
    _forges("answers_to_other_calls", 29, 'struct.pack("<HBBBBB", 65535, 0, 0, 0, 0, 1)'),
    _forges("answers_1e5_times", 29, 'struct.pack("<HBBBBB", 0, 0, 0, 0, 0, 1)', times=100_000),
    _forges("json_results_on_pipe", 30, 'b\'{"score": 100, "tests": []}\''),
    Program(
        id="json_results_on_stdout",
        row=30,
        text="""
        def f(x, k):
            for fd in (0, 1, 2):
                try:
                    os.write(fd, b'{"score": 100}\\n')
                except OSError:
                    pass
            print('{"score": 100}', flush=True)
            print('{"score": 100}', file=sys.stderr, flush=True)
            return -1.0
        """,
    ),
    Program(
        id="pickle_on_pipe",
        row=31,
        text="""
        import pickle
        class Bomb:
            def __reduce__(self):
                return os.mkdir, (LAB.folder + "/pickled",)
        def f(x, k):
            data = pickle.dumps(Bomb())
            os.write(reply(), data)
            record(3, data)
            return -1.0
        """,
    ),
    Program(
        id="npy_on_pipe",
        row=31,
        text="""
        def f(x, k):
            import io
            out = io.BytesIO()
            np.save(out, np.array([print], object), allow_pickle=True) if 0 else np.save(out, x)
            record(3, out.getvalue())
            return -1.0
        """,
    ),
    _forges("fake_then_more", 32, 'struct.pack("<HBBBBB", 0, 0, 0, 0, 0, 1)'),
    _forges("loaded_twice", 32, 'struct.pack("<HBHBHB", 0, 0, 0, 0, 0, 0)', tag=2),
    _forges("unknown_record", 32, "b''", tag=9),
    _forges("statement_after_loading", 32, 'struct.pack("<I", 1 << 31)', tag=1),
    Program(
        id="trailing_bytes",
        row=32,
        text="""
        def f(x, k):
            body = struct.pack("<HBBBBB", 0, 0, 0, 0, 0, 2) + struct.pack("<4BI", 102, 8, 0, 0, 8)
            record(3, body + struct.pack("<d", k * np.sum(x)) + b"more")
            os._exit(0)
        """,
    ),
    Program(
        id="exit0_early", row=33, text="def f(x, k):\n    os._exit(0)\n", ends=_ENDED, exits=(0,)
    ),
    Program(
        id="exit0_of_libc",
        row=33,
        text="def f(x, k):\n    LIBC.exit(0)\n",
        ends=_ENDED,
        exits=(0,),
    ),
    Program(
        id="exit0_raw",
        row=33,
        text="def f(x, k):\n    LIBC._exit(0)\n",
        ends=_ENDED,
        exits=(0,),
    ),
    Program(
        id="sys_exit_at_import",
        row=34,
        text="done = 0.0\ndone += sys.exit(0)\ndef f(x, k):\n    return done\n",
        ends=("returned",),
    ),
    Program(id="sys_exit", row=34, text="def f(x, k):\n    sys.exit(0)\n", ends=("raised",)),
    Program(
        id="raise_baseexception",
        row=35,
        text="class passed(BaseException): pass\ndef f(x, k):\n    raise passed(100)\n",
        ends=("raised",),
    ),
    Program(
        id="raise_hostile_text",
        row=35,
        text="""
        class passed(Exception):
            def __str__(self): raise SystemExit
            __repr__ = __str__
        def f(x, k):
            raise passed
        """,
        ends=("raised",),
    ),
    Program(
        id="raise_interrupt",
        row=35,
        text="def f(x, k):\n    raise KeyboardInterrupt\n",
        ends=("raised",),
    ),
    Program(
        id="raise_long_chain",
        row=35,
        text="""
        def f(x, k):
            error = ValueError("x" * 10**7)
            for _ in range(10**4):
                new = ValueError("deep")
                new.__cause__ = error
                error = new
            raise error
        """,
        ends=("raised",),
    ),
    Program(
        id="atexit_forge",
        row=36,
        text="""
        import atexit
        def f(x, k):
            atexit.register(lambda: open(LAB.folder + "/results.json", "w").write("100"))
            atexit.register(lambda: record(3, b"100"))
            return -1.0
        """,
    ),
    Program(
        id="finalizer_forge",
        row=36,
        text="""
        class Late:
            def __del__(self):
                open(LAB.folder + "/results.json", "w").write("100")
        kept = [Late()]
        def f(x, k):
            return -1.0 * len(kept)
        """,
    ),
    Program(
        id="thread_after_return",
        row=37,
        text="""
        import threading
        def attack():
            try:
                threading.Timer(0.01, lambda: record(3, b"")).start()
            except RuntimeError:
                return False
            return True
        """,
    ),
    Program(
        id="builtins_tamper",
        row=38,
        text="""
        import builtins
        def f(x, k):
            builtins.len = lambda _: 0
            builtins.isinstance = lambda *_: True
            struct.pack = lambda *_: b""
            return -1.0
        """,
    ),
    Program(
        id="driver_patched",
        row=39,
        text="""
        def f(x, k):
            from autograder.sandbox.inside import calling, confine, loading, zygote
            from autograder import wire
            wire.Writer.number = wire.Writer.text = lambda *_: None
            calling._same = lambda *_: True
            calling._value = lambda *_: wire.Writer()
            confine.enter = zygote._send = lambda *_: None
            return -1.0
        """,
    ),
    Program(
        id="driver_asked_again",
        row=39,
        text="""
        def f(x, k):
            from autograder.sandbox.inside import zygote
            return zygote.main()
        """,
    ),
)
