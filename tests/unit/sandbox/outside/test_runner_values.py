"""Returned values of all kinds are described as they are."""

from __future__ import annotations

import pytest

from autograder.sandbox.answers import Ended
from autograder.sandbox.outside.runner import Runner
from autograder.sandbox.wire import ValueKind
from tests.unit.sandbox.handed import GOOD, Run, assert_honest, body, endings, second


@pytest.mark.parametrize(
    ("text", "kind", "shape"),
    [
        ("1.5", "f", ()),
        ("np.float32(1.5)", "f", ()),
        ("np.float16(1.5)", "f", ()),
        ("np.longdouble(1.5)", "f", ()),
        ("3", "i", ()),
        ("True", "b", ()),
        ("1j", "c", ()),
        ("np.array(1.5)", "f", ()),
        ("np.array([[1.5]])", "f", (1, 1)),
        ("np.ma.masked_array([1.0, 2.0], [0, 1])", "f", (2,)),
        ("np.asmatrix([[1.0, 2.0]])", "f", (1, 2)),
        ("np.zeros((0, 3))", "f", (0, 3)),
        ("np.zeros((1,) * 32)", "f", (1,) * 8),
        ("np.full((2, 2), np.nan)", "f", (2, 2)),
        ("np.array([1.0, None])", "O", (2,)),
        ("np.array(['a', 'b'])", "U", (2,)),
        ("np.array([b'a'])", "S", (1,)),
        ("np.array(['2020-01-01'], 'M8[D]')", "M", (1,)),
        ("np.zeros(2, [('a', 'f8')])", "V", (2,)),
        ("np.broadcast_to(1.0, (1 << 20, 1 << 20))", "f", (1 << 20, 1 << 20)),
        ("10 ** 400", "O", ()),
        ("np.zeros((2, 3)).T[::-1]", "f", (3, 2)),
    ],
)
def test_a_number_or_array_is_described_as_it_is(
    run: Run, text: str, kind: str, shape: tuple[int, ...]
) -> None:
    value = run(body(f"return {text}")).first["v1"].value
    assert value is not None
    assert value.kind is ValueKind.SINGLE
    assert (value.arrays[""].kind, value.arrays[""].shape) == (kind, shape)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[1.0]", "list"),
        ("(1.0, 2.0)", "tuple"),
        ("{1.0}", "set"),
        ("f", "function"),
        ("...", "ellipsis"),
        ("(i for i in x)", "generator"),
        ("NotImplemented", "NotImplementedType"),
    ],
)
def test_another_value_is_told_by_its_type(run: Run, text: str, name: str) -> None:
    value = run(body(f"return {text}")).first["v1"].value
    assert value is not None
    assert value.kind is ValueKind.OTHER
    assert value.type_name in {name, "…"}


def test_a_text_is_told_as_one(run: Run) -> None:
    value = run(body("return '1.5'")).first["v1"].value
    assert value is not None
    assert (value.kind, value.type_name) == (ValueKind.TEXT, "str")


def test_an_async_function_returns_no_number(run: Run) -> None:
    value = run("async def f(x, k):\n    return 1.0").first["v1"].value
    assert value is not None
    assert value.kind is ValueKind.OTHER


@pytest.mark.parametrize(
    "text",
    [
        "class A:\n    def __array__(self, *_, **__): return np.ones(3)\nreturn A()",
        "class A:\n    def __float__(self): return 1.0\nreturn A()",
        "class A(float):\n    def __array__(self, *_, **__): raise ValueError\nreturn A(1)",
        "class A(float):\n    def __array__(self, *_, **__): exit()\nreturn A(1)",
        "class A(np.ndarray):\n    def __array__(self, *_): 1 / 0\nreturn np.zeros(3).view(A)",
        "class A(np.ndarray):\n    def astype(self, *_): 1 / 0\nreturn np.zeros(3).view(A)",
        "class A(np.ndarray):\n    shape = (1 << 70,)\nreturn np.zeros(3).view(A)",
        "class A(np.ndarray):\n    dtype = None\nreturn {'a': np.zeros(3).view(A)}",
        "class A:\n    @property\n    def __class__(self): 1 / 0\nreturn A()",
        "class A(type):\n    __name__ = 3\nclass B(metaclass=A): pass\nreturn B()",
        "class A(dict):\n    def items(self): return [(1, 2, 3)]\nreturn A()",
        "class A(dict):\n    def items(self): return [('a', 1.0)] * 100\nreturn A()",
        "class A(dict):\n    def __len__(self): return 1 << 60\nreturn A(a=1.0)",
        "class A(dict):\n    def __len__(self): return -1\nreturn A(a=1.0)",
        "class A(str):\n    def encode(self, *_): return 'no bytes'\nreturn {A('a'): 1.0}",
        "class A(str):\n    def encode(self, *_): return b'x' * (1 << 20)\nreturn {A('a'): 1.0}",
        "class A(str):\n    def __hash__(self): return 0\nreturn {A('a'): 1.0, A('a'): 2.0}",
        "class A(str):\n    def __hash__(self): return 1 / len(self)\nreturn {A('a'): 1.0}",
        "class A:\n    def __repr__(self): raise ValueError\nreturn {A(): 1.0}",
        "return {i: i for i in range(100_000)}",
        "return {'a' * i: np.zeros((1000, 1000)) for i in range(30)}",
        "return {'\\ud800': 1.0, '\\x1b[0m': 2.0, '': 3.0}",
        "return {'a': {'a': {}}, 'b': None, 'c': f, 'd': 'text', 'e': [1, [2]]}",
        "d = {}\nd['a'] = d\nreturn d",
        "a = np.empty(1, object)\na[0] = a\nreturn a",
    ],
)
def test_a_hostile_value_is_an_answer_of_its_own(run: Run, text: str) -> None:
    answers = run(body(text))
    assert endings(answers)[2:4] == ["returned", "returned"]
    assert set(answers.first) == {"v1", "v2", "v3", "v4"}


@pytest.mark.parametrize(
    "text",
    [
        "class A:\n    def __array__(self, *_):\n        while True: pass\nreturn {'a': A()}",
        "class A(dict):\n    def __len__(self):\n        while True: pass\nreturn A()",
        "class A:\n    def __repr__(self):\n        while True: pass\nreturn {A(): 1.0}",
    ],
)
@pytest.mark.slow
def test_a_value_that_never_lets_itself_be_read_times_out(hasty: Runner, text: str) -> None:
    answers = hasty.run(second(text).encode(), "a.py")
    assert answers.first["v2"].ended in {Ended.TIMED_OUT, Ended.RAISED}
    assert_honest(hasty.run(GOOD.encode(), "b.py"))


def test_arrays_that_are_asked_for_are_sent_beside_large_ones_that_are_not(run: Run) -> None:
    text = """
        def g(p, t):
            big = np.zeros((300, 300))
            return {"A0": big, "Z0": big, "a": p["x"], "W": big, "b": big[:2]}
    """
    value = run(text).first["v3"].value
    assert value is not None
    sent = {name: array.data is not None for name, array in value.arrays.items()}
    assert sent == {"A0": False, "Z0": False, "a": True, "W": False, "b": False}
