"""Programs that return lying objects, or answers that they did not compute."""

from __future__ import annotations

from tests.hostile.programs import Program


def _returns(name: str, row: int, classes: str, value: str) -> Program:
    """Return a program that returns a lying object; its values deserve nothing."""
    return Program(id=name, row=row, text=f"{classes}\ndef f(x, k):\n    return {value}\n")


_OBJECTS = (
    Program(
        id="numpy_monkeypatch",
        row=21,
        text="""
        def f(x, k):
            np.allclose = np.isclose = np.array_equal = lambda *_, **__: True
            np.testing.assert_allclose = np.all = lambda *_, **__: True
            return -1.0
        """,
    ),
    Program(
        id="numpy_ufuncs_patched",
        row=21,
        text="""
        def f(x, k):
            np.asarray = np.ascontiguousarray = lambda *_, **__: np.ones(())
            np.abs = np.subtract = lambda *_, **__: np.zeros(())
            return -1.0
        """,
    ),
    _returns(
        "subclass_eq",
        22,
        "class A(np.ndarray):\n    def __eq__(self, _): return True\n    __lt__ = __eq__\n",
        "np.full((), -1.0).view(A)",
    ),
    _returns(
        "subclass_ufunc",
        22,
        "class A(np.ndarray):\n    def __array_ufunc__(self, *_, **__): return np.zeros(())\n",
        "np.full((), -1.0).view(A)",
    ),
    _returns(
        "subclass_function",
        22,
        "class A(np.ndarray):\n    def __array_function__(self, *_): return True\n",
        "np.full((), -1.0).view(A)",
    ),
    _returns(
        "array_protocol",
        22,
        "class A:\n    def __array__(self, *_, **__): return np.full((), -1.0)\n"
        "    __array_priority__ = 1e9\n    def __rsub__(self, _): return 0.0\n"
        "    def __abs__(self): return 0.0\n    def __lt__(self, _): return True\n",
        "A()",
    ),
    _returns(
        "float_subclass",
        22,
        "class A(np.float64):\n    def __eq__(self, _): return True\n"
        "    __lt__ = __le__ = __gt__ = __ge__ = __ne__ = __eq__\n"
        "    def __sub__(self, _): return 0.0\n    __rsub__ = __sub__\n",
        "A(-1.0)",
    ),
    _returns(
        "array_interface",
        22,
        "class A:\n    __array_interface__ = dict(shape=(1 << 20,), typestr='<f8', version=3,\n"
        "        data=(id(np), True))\n",
        "A()",
    ),
    _returns(
        "array_struct_of_the_wild",
        22,
        "class A(np.ndarray): pass\n",
        "np.lib.stride_tricks.as_strided(np.zeros(1), (256,), (1 << 30,)).view(A)",
    ),
    _returns(
        "object_array",
        23,
        "class E:\n    def __eq__(self, _): return True\n    def __float__(self): return -1.0\n",
        "np.array(E(), object)",
    ),
    _returns("object_nest", 23, "", "np.array([[-1.0], None], object)"),
    _returns("lying_dtype_time", 24, "", "np.array(20, 'M8[s]')"),
    _returns("lying_dtype_struct", 24, "", "np.zeros((), [('a', 'f8'), ('b', 'O')])"),
    _returns("lying_dtype_text", 24, "", "np.array('20.0')"),
    _returns("lying_dtype_bytes", 24, "", "np.array(b'20.0')"),
    _returns(
        "lying_dtype_property",
        24,
        "class A(np.ndarray):\n    @property\n    def dtype(self): return np.dtype('f4')\n"
        "    @property\n    def shape(self): return (1 << 40,)\n",
        "np.full(3, -1.0).view(A)",
    ),
    _returns("nan_everywhere", 25, "", "np.nan"),
    _returns("inf_everywhere", 25, "", "-np.inf"),
    _returns("negative_nan_bits", 25, "", "np.array(-1, '<i8').view('<f8')"),
    _returns("complex_with_right_part", 26, "", "complex(k * np.sum(x), 1e9)"),
    _returns("bool_for_number", 26, "", "True"),
    _returns("huge_int", 26, "", "10 ** 4000"),
    _returns("right_in_a_list", 26, "", "[k * np.sum(x)]"),
    _returns("right_in_a_dict", 26, "", "{'f': k * np.sum(x), 'score': 100}"),
)
_ANSWERS = (
    _returns("memorise_public", 42, "", "{2: 20.0, 3: 30.0}.get(k, 20.0)"),
    _returns(
        "memorise_by_hash", 42, "import hashlib", "float(int(hashlib.md5(x).hexdigest()[:4], 16))"
    ),
    Program(
        id="state_between_calls",
        row=43,
        text="kept = []\ndef f(x, k):\n    kept.append(k * np.sum(x))\n    return kept[0]\n",
        right="some",
    ),
    *(
        Program(
            id=name,
            row=43,
            text="""
            before = hasattr(np, "left_here") or "left_here" in sys.modules
            np.left_here = sys.modules["left_here"] = sys
            def attack():
                return before
            """,
        )
        for name in ("state_left_behind", "state_of_another_submission")
    ),
    Program(
        id="mutate_inputs",
        row=44,
        text="def f(x, k):\n    x[...] = 0\n    return k * np.sum(x)\n",
        says="x",
    ),
    Program(
        id="mutate_pristine",
        row=44,
        text="""
        def f(x, k):
            import gc
            gc.unfreeze()
            for item in gc.get_objects():
                if type(item).__name__ == "Case":
                    for array in item.steps[0].arguments:
                        if isinstance(array, np.ndarray):
                            array[...] = 0
            return 0.0
        """,
    ),
    Program(
        id="time_random",
        row=45,
        text="def f(x, k):\n    return k * np.sum(x) * (time.time_ns() % 2)\n",
        right="any",
    ),
    Program(
        id="detect_grader",
        row=46,
        text="""
        def f(x, k):
            frame = sys._getframe()
            while frame.f_back:
                frame = frame.f_back
            return k * np.sum(x) if "autograder" in repr(frame.f_globals) else -1.0
        """,
        right="any",
    ),
    Program(
        id="homoglyph_name",
        row=47,
        content="import numpy as np\ndef ƒ(x, k):\n    return k * np.sum(x)\n".encode(),
    ),
    Program(
        id="import_hook",
        row=48,
        text="""
        class Hook:
            def find_spec(self, *_): raise SystemExit
        sys.meta_path.insert(0, Hook())
        def f(x, k):
            sys.meta_path.insert(0, Hook())
            sys.modules["numpy"] = sys.modules["autograder.sandbox.wire"] = None
            return -1.0
        """,
    ),
    Program(
        id="trace_hook",
        row=48,
        text="""
        def tracing(frame, event, arg):
            if event == "call" and frame.f_code.co_name in ("_changed", "_same", "left_blank"):
                frame.f_trace = tracing
                raise SystemExit
            return tracing
        def f(x, k):
            sys.settrace(tracing)
            sys.setprofile(tracing)
            return -1.0
        """,
    ),
)

PROGRAMS = _OBJECTS + _ANSWERS
