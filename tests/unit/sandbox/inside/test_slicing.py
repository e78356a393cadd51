"""The slice holds what the graded function `f` needs, and leaves out what it does not."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from autograder.sandbox.inside.slicing import choose

F = "def f():\n    return x\n"


def sliced(text: str, *given: str) -> list[str]:
    """Return the chosen statements of `text`, as `ast` writes them."""
    nodes = ast.parse(text).body
    return [ast.unparse(nodes[index]) for index in choose(nodes, ["f"], given)]


def answer(text: str, **given: Any) -> Any:
    """Run the slice of `text` and return what `f()` returns."""
    namespace = dict(given)
    for statement in sliced(text, *given):
        exec(statement, namespace)
    return namespace["f"]()


def answer_of_all(text: str, **given: Any) -> Any:
    """Run all of `text`, as a notebook run from the top, and return what `f()` returns."""
    namespace = dict(given)
    exec(text, namespace)
    return namespace["f"]()


# Programs whose slice must give what the whole gives, each titled by what its `f` needs.
NEEDS = """
=== a helper
def g():
    return 1
def f():
    return g()
=== a helper of a helper
def h():
    return 1
def g():
    return h()
def f():
    return g()
=== a helper that is defined below
def f():
    return g()
def g():
    return 1
=== a lambda
k = 2
g = lambda: k
def f():
    return g()
=== an import
import math
def f():
    return math.pi
=== an import by another name
import os.path as p
def f():
    return p.sep
=== an import of a submodule
import os.path
def f():
    return os.path.sep
=== an import from
from math import pi as x
def f():
    return x
=== a star import
from math import *
def f():
    return pi
=== a try around an import
try:
    import nowhere_at_all as m
except ImportError:
    import math as m
def f():
    return m.pi
=== a def in an if
if 1 > 0:
    def g():
        return 1
else:
    def g():
        return 2
def f():
    return g()
=== itself in an if
x = 1
if x:
    def f():
        return x
=== a class
class A:
    x = 1
    def g(self):
        return k
k = 2
def f():
    return A().g()
=== a base class
class B:
    x = 1
class A(B):
    pass
def f():
    return A().x
=== a metaclass
class M(type):
    x = 1
class A(metaclass=M):
    pass
def f():
    return A.x
=== a class body that reads
k = 1
class A:
    x = k
def f():
    return A.x
=== a decorator
def d(g):
    return lambda: 5
@d
def f():
    return 1
=== a decorator with arguments
k = 5
def d(n):
    return lambda g: lambda: n
@d(k)
def f():
    return 1
=== itself by assignment
def g():
    return 1
f = g
=== itself as a lambda
k = 1
f = lambda: k
=== a partial
from functools import partial
def g(n):
    return n
f = partial(g, 3)
=== a default argument
k = 1
def f(n=k):
    return n
k = 2
=== a keyword default
k = 1
def f(*, n=k):
    return n
=== a lambda's default
k = 1
f = lambda n=k: n
k = 2
=== an annotation
import typing
def f(n: typing.Any = 1) -> typing.Any:
    return n
=== an async helper
import asyncio
async def g():
    return 1
def f():
    return asyncio.run(g())
=== a generator
k = 2
def g():
    yield from range(k)
def f():
    return list(g())
=== a constant
x = 1
def f():
    return x
=== an annotated constant
x: int = 1
def f():
    return x
=== several names at once
x, y = y, x = 1, 2
def f():
    return x
=== a starred name
a, *x = 1, 2, 3
def f():
    return x
=== a chain of names
a = 1
b = a + 1
x = b + 1
def f():
    return x
=== an assignment in a loop
for x in range(3):
    y = x
def f():
    return x
=== an assignment in a with
import contextlib
with contextlib.nullcontext(4) as x:
    pass
def f():
    return x
=== an assignment in a try
try:
    x = 1 / 0
except ZeroDivisionError as e:
    x = 2
def f():
    return x
=== an assignment in a match
match [1, 2]:
    case [x, *_]:
        pass
def f():
    return x
=== a name bound by a pattern
match 3:
    case int() as x:
        pass
def f():
    return x
=== the rest of a list pattern
match [1, 2]:
    case [_, *x]:
        pass
def f():
    return x
=== the rest of a dict pattern
match {'a': 1}:
    case {**x}:
        pass
def f():
    return x
=== a walrus
if (x := 3) > 2:
    pass
def f():
    return x
=== a walrus in a comprehension
y = [x := i for i in range(3)]
def f():
    return x
=== an augmented assignment
x = 1
x += 1
def f():
    return x
=== an augmented assignment in a loop
x = 1
for _ in range(3):
    x += 1
def f():
    return x
=== a comprehension
k = 2
x = [k * i for i in range(3)]
def f():
    return x
=== a comprehension over its own name
x = [1, 2]
x = [x + 1 for x in x]
def f():
    return x
=== a comprehension's condition
k = 1
x = {i for i in range(3) if i > k}
def f():
    return x
=== a nested comprehension
k = [[1], [2]]
x = [i for row in k for i in row]
def f():
    return x
=== a lambda called at once
k = 2
x = sorted([1, 2], key=lambda i: -i * k)
k = -2
def f():
    return x
=== the last assignment
x = 1
x = 2
def f():
    return x
=== what an assignment reads at its time
k = 1
x = k
k = 2
def f():
    return x
=== what a call reads at its time
k = 1
def g():
    return k
x = g()
k = 2
def f():
    return x
=== what a method reads when it is called
class A:
    def g(self):
        return k
a = A()
k = 2
def f():
    return a.g()
=== a conditional assignment
x = 1
if x:
    x = 2
def f():
    return x
=== an append
x = []
x.append(1)
def f():
    return x
=== an append in a loop
x = []
for i in range(3):
    x.append(i)
def f():
    return x
=== an item
x = {}
x['a'] = 1
def f():
    return x
=== an item of an item
x = {'a': {}}
x['a']['b'] = 1
def f():
    return x
=== a deleted item
x = {'a': 1}
del x['a']
def f():
    return x
=== an attribute
class A:
    pass
x = A()
x.n = 1
def f():
    return x.n
=== an item in a comprehension
x = {}
[x.update({i: i}) for i in range(3)]
def f():
    return x
=== a call that is given it
def g(a):
    a.append(1)
x = []
g(x)
def f():
    return x
=== a call that is given it by keyword
def g(a):
    a.append(1)
x = []
g(a=x)
def f():
    return x
=== a call in a loop that is given it
def g(a, i):
    a.append(i)
x = []
for i in range(3):
    g(x, i)
def f():
    return x
=== a shuffle
import random
x = [1, 1]
random.shuffle(x)
def f():
    return x
=== a global counter
k = 0
def f():
    global k
    k += 1
    return k
=== a helper's global counter
k = 0
def g():
    global k
    k += 1
    return k
def f():
    return g()
=== a global bound by a call
def g():
    global x
    x = 7
g()
def f():
    return x
=== a global bound by a call of a call
def h():
    global x
    x = 7
def g():
    h()
g()
def f():
    return x
=== a global rebound by a call
x = 1
def g():
    global x
    x = 7
y = g()
def f():
    return x
=== a global changed by a call
x = {}
def g():
    x['a'] = 7
g()
def f():
    return x
=== a global changed by a method
x = []
class A:
    def g(self):
        x.append(1)
a = A()
a.g()
def f():
    return x
=== a cache
k = {}
def f():
    k.setdefault('n', 0)
    k['n'] += 1
    return k['n']
=== an outer name beside an inner class's
x = 3
def f():
    class A:
        x = 1
    return x
=== an outer name read by an inner class
x = 3
def f():
    class A:
        x = x
    return A.x
=== an outer name read by an inner function
x = 3
def f():
    def g():
        return x
    return g()
=== an outer name read by an inner default
x = 3
def f():
    def g(x=x):
        return x
    return g()
=== an outer name that a comprehension goes over
x = [3]
def f():
    return [x for x in x]
=== a nonlocal name
k = 1
def f():
    n = k
    def g():
        nonlocal n
        n += 1
    g()
    return n
=== a name imported inside
def f():
    from math import pi
    return pi
"""


def programs() -> list[Any]:
    """Return each program of `NEEDS` under its title."""
    cut = [part.partition("\n") for part in NEEDS.split("=== ")[1:]]
    return [pytest.param(text, id=title) for title, _, text in cut]


@pytest.mark.parametrize("text", programs())
def test_the_slice_answers_as_the_whole_does(text: str) -> None:
    assert answer(text) == answer_of_all(text)


DOES_NOT_NEED = [
    "costs = []",
    "plt.plot(costs)",
    "parameters = model(train_X, train_Y)",
    "for i in range(10 ** 9):\n    cost = i",
    "while True:\n    pass",
    "print(f())",
    "assert f() == 1",
    "f_test(f)",
    "exit()",
    "import matplotlib.pyplot as plt",
    "y = x",
    "def g():\n    return f()",
    "class A:\n    def f(self):\n        return 0",
    "with open('w.txt') as w:\n    pass",
    "if __name__ == '__main__':\n    main()",
    "print(x)",
    "'''a comment'''",
]


@pytest.mark.parametrize("statement", DOES_NOT_NEED)
@pytest.mark.parametrize("first", [True, False])
def test_what_is_not_needed_is_left_out(statement: str, first: bool) -> None:
    text = f"{statement}\nx = 1\n{F}" if first else f"x = 1\n{F}\n{statement}\n"
    assert ast.unparse(ast.parse(statement)) not in sliced(text)


def test_the_last_definition_wins() -> None:
    assert sliced("def f():\n    return 1\ndef f():\n    return 2") == ["def f():\n    return 2"]


def test_an_earlier_definition_stands_where_a_later_import_may_fail() -> None:
    text = "def g():\n    return 1\nfrom nowhere_at_all import g\ndef f():\n    return g()"
    assert "def g():\n    return 1" in sliced(text)


def test_a_method_is_not_the_function() -> None:
    assert sliced("class A:\n    @staticmethod\n    def f():\n        return 1") == []


def test_an_earlier_assignment_is_not_run_again() -> None:
    assert sliced("x = slow()\nx = 1\n" + F) == ["x = 1", "def f():\n    return x"]


def test_an_annotation_alone_binds_nothing() -> None:
    assert "x = 1" in sliced("x = 1\nx: int\n" + F)


@pytest.mark.parametrize(
    "statement", ["import numpy as np", "def np():\n    pass", "class np: ..."]
)
def test_a_change_of_what_import_def_or_class_bound_is_left_out(statement: str) -> None:
    text = f"{statement}\nnp.random.seed(1)\nnp.x = 3\ndef f():\n    return np"
    assert len(sliced(text)) == 2


def test_a_change_of_a_given_name_is_left_out() -> None:
    text = "np.random.seed(1)\ndef g():\n    np.x = 1\ng()\ndef f():\n    return np.pi"
    assert sliced(text, "np") == ["def f():\n    return np.pi"]


def test_an_own_definition_wins_over_a_given_name() -> None:
    assert answer("def g():\n    return 1\ndef f():\n    return g()", g=lambda: 2) == 1


@pytest.mark.parametrize(
    "always", ["from __future__ import annotations", "from nowhere_at_all import *"]
)
def test_star_and_future_imports_always_count(always: str) -> None:
    assert always in sliced(f"def f():\n    return 1\n{always}\n")


def test_the_order_of_the_file_is_kept() -> None:
    text = "def f():\n    return x + k\nk = 1\nx = k"
    assert sliced(text) == ["def f():\n    return x + k", "k = 1", "x = k"]


def test_names_that_nothing_binds_are_no_matter() -> None:
    assert sliced("def f():\n    return undefined_name") == ["def f():\n    return undefined_name"]


def test_functions_that_call_each_other_end_the_search() -> None:
    text = "k = 0\ndef g():\n    return f()\ndef f():\n    return g() + k"
    assert len(sliced(text)) == 3


def test_a_statement_too_deep_to_look_into_costs_itself_only() -> None:
    deep = ast.Expr(ast.Constant(1))
    for _ in range(2000):
        deep = ast.Expr(ast.UnaryOp(ast.USub(), deep.value))
    nodes = [deep, *ast.parse("def f():\n    return 1").body]
    assert choose(nodes, ["f"]) == [1]


def test_several_functions_are_wanted_at_once() -> None:
    nodes = ast.parse("k = 1\ndef f():\n    return k\ndef g():\n    return k\ny = 2").body
    assert choose(nodes, ["f", "g"]) == [0, 1, 2]


@pytest.mark.parametrize(
    "f", ["def f(a: T) -> T:\n    return 1\n", "def f():\n    a: T = 1\n    return a\n"]
)
def test_what_only_an_annotation_names_is_left_out(f: str) -> None:
    assert sliced(f"T = train()\n{f}") == [f.strip()]


def test_a_decorator_may_read_annotations() -> None:
    f = "@cached\ndef f(a: T):\n    return 1"
    assert sliced(f"T = int\n{f}\n", "cached") == ["T = int", f]
