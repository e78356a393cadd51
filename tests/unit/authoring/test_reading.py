"""What the text of a right answer tells."""

from __future__ import annotations

import ast

from autograder.authoring.reading import Names, names_of, troubles


def names(text: str) -> Names:
    (node,) = ast.parse(text).body
    assert isinstance(node, ast.FunctionDef)
    return names_of(node)


def test_an_answer_goes_by_the_variable_that_is_returned() -> None:
    assert names("def f(x):\n    A = x\n    return A\n").answer == "A"
    assert names("def f(x):\n    return x + 1\n").answer == ""


def test_items_of_a_tuple_go_by_their_variables_also_in_one_another() -> None:
    found = names("def f(x):\n    cache = (Z, W)\n    return A, cache\n")
    assert found.of_items((1, (2, 3))) == [("A", []), ("cache", [("Z", []), ("W", [])])]


def test_other_items_than_the_text_names_have_no_names() -> None:
    found = names("def f(x):\n    return A, B\n")
    assert found.of_items((1, 2, 3)) == []
    assert found.of_items({"A": 1}) == []


def test_an_argument_that_is_taken_apart_names_its_items() -> None:
    found = names("def f(x, cache):\n    (A, W) = cache\n    [b, c] = x\n    return A\n")
    assert found.unpacked == {"cache": ("A", "W"), "x": ("b", "c")}


def test_only_graded_functions_are_held_to_what_can_be_graded() -> None:
    tree = ast.parse("def f():\n    return input()\n\ndef g():\n    plt.show()\n    plt.show()\n")
    assert [*troubles(tree, ["g"])] == [
        "g draws: have it return the numbers that are drawn, and draw elsewhere"
    ]
    assert [*troubles(tree, ["f"])] == [
        "f asks a person for input: make what it asks for an argument"
    ]
