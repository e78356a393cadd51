"""Programs that crash what parses, runs or formats them."""

from __future__ import annotations

from tests.hostile.programs import Program, uses

_DIED = ("died",)


def _source(name: str, row: int, content: bytes, filename: str = "a.py") -> Program:
    """Return a program that is there to be parsed."""
    return Program(id=name, row=row, content=content, filename=filename)


PROGRAMS = (
    Program(
        id="recursion_segv",
        row=65,
        text="""
        def f(x, k):
            sys.setrecursionlimit(10**9)
            def deep(n): return deep(n + 1) + max(n, key=None) if n < 0 else deep(n + 1)
            return deep(0)
        """,
        ends=("died", "raised", "timed_out"),
    ),
    uses(
        "c_stack_segv",
        66,
        "sys.setrecursionlimit(10**9)\nnested = []\nfor _ in range(10**6): nested = [nested]\n"
        "repr(nested)\n",
        "died",
        "raised",
        "timed_out",
    ),
    uses(
        "dealloc_chain", 66, "nested = None\nfor _ in range(10**6): nested = (nested,)\ndel nested"
    ),
    _source("parser_parens", 67, b"def f(x, k):\n    return " + b"(" * 300_000 + b")" * 300_000),
    _source("parser_brackets", 67, b"f = " + b"[0" * 100_000),
    _source("parser_calls", 67, b"def f(x, k):\n    return k" + b"()" * 300_000),
    _source("parser_unary", 68, b"def f(x, k):\n    return " + b"-" * 300_000 + b"1"),
    _source("parser_not", 68, b"def f(x, k):\n    return " + b"not " * 300_000 + b"1"),
    _source("parser_binop", 69, b"def f(x, k):\n    return 0" + b"+0" * 300_000),
    _source("parser_compare", 69, b"def f(x, k):\n    return 0" + b"<0" * 300_000),
    _source("parser_attr_chain", 70, b"def f(x, k):\n    return k" + b".a" * 300_000),
    _source("parser_subscripts", 70, b"def f(x, k):\n    return k" + b"[0]" * 300_000),
    _source("const_fold", 71, b"def f(x, k):\n    return 7 ** 7 ** 7 ** 7, 'a' * 10 ** 10\n"),
    _source(
        "const_fold_at_import",
        71,
        b"z = 0.0\nz += (1 << 10 ** 10)\nz = (1,) * 10 ** 9\ndef f(x, k):\n    return z\n",
    ),
    _source(
        "indents", 71, b"".join(b" " * i + b"if 1:\n" for i in range(200)) + b"def f(x, k): pass"
    ),
    _source("blocks", 71, b"def f(x, k):\n  return 1\n" + b"x = (\n" * 30_000),
    _source("null_bytes", 72, b"def f(x, k):\n    return 1.0\0\n"),
    _source("bad_utf8", 72, b"def f(x, k):\n    return '\xff\xfe\xfa'\n"),
    _source("coding_cookie", 72, b"# coding: rot13\nqrs s(k, x):\n    erghea 1.0\n"),
    _source("coding_escape", 72, b"# coding: unicode_escape\n\\u0064ef f(x, k):\n    pass\n"),
    _source("coding_utf7", 72, b"# coding: utf-7\ndef f(x, k):\n    return 1.0\n+AAo-import os\n"),
    _source("utf16", 72, "def f(x, k):\n    return '\ud7ff'\n".encode("utf-16")),
    _source("notebook_nest", 72, b'{"cells": ' + b"[" * 200_000, "a.ipynb"),
    _source("notebook_lists", 72, b'{"cells": [' + b"[]," * 500_000 + b"[]]}", "a.ipynb"),
    _source("notebook_numbers", 72, b'{"cells": [' + b"9" * 100_000 + b'], "a": 1e999}', "a.ipynb"),
    uses("huge_int_str", 73, "sys.set_int_max_str_digits(0)\nint('9' * 10**7)", "timed_out"),
    uses("huge_int_default", 73, "return int('9' * 10**7)", "raised"),
    Program(
        id="abort_core",
        row=74,
        text="def f(x, k):\n    os.abort()\n",
        ends=_DIED,
        exits=(-6, -11),  # it may not even signal itself
    ),
    Program(
        id="ctypes_null",
        row=74,
        text="def f(x, k):\n    return ctypes.string_at(0)\n",
        ends=_DIED,
        exits=(-11,),
    ),
    Program(
        id="bytecode_rubbish",
        row=74,
        text="""
        def f(x, k):
            code = f.__code__.replace(co_code=bytes(range(2, 200)) * 4)
            return type(f)(code, {})(x, k)
        """,
        ends=("died", "raised", "timed_out"),
    ),
    uses("close_reply_fd", 75, "os.close(reply())", "died"),
    uses("close_all_fds", 75, "os.closerange(0, 4096)", "died"),
    Program(
        id="sigstop_self",
        row=76,
        text="""
        def attack():
            import signal
            return any_of([
                lambda: os.kill(os.getpid(), signal.SIGSTOP),
                lambda: os.killpg(0, signal.SIGSTOP),
                lambda: signal.raise_signal(signal.SIGSTOP),
            ])
        """,
    ),
    *(
        uses(
            f"hostile_{name}",
            77,
            f"class A({base}):\n    def {method}(self, *_, **__):\n        {act}\nreturn A()",
            *ends,
        )
        for name, base, method, act, ends in (
            ("array_loops", "", "__array__", "while True: pass", ()),
            ("array_exits", "np.float64", "__array__", "os._exit(0)", ()),
            ("items_loop", "dict", "items", "while True: yield 1, 2", ("returned",)),
            ("class_exits", "", "__getattribute__", "os._exit(0)", ()),
        )
    ),
    uses(
        "hostile_str",
        77,
        "class A(Exception):\n    def __str__(self):\n        while True: pass\nraise A()",
        "timed_out",
    ),
    uses("huge_key", 77, "return {'k' * (1 << 26): 1.0}"),
)
