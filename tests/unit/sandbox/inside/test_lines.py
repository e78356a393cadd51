"""The line of a function that works out a key is named only where it is known."""

from __future__ import annotations

import ast

import pytest

from autograder.sandbox.inside.lines import line_numbers


def lines(body: list[str]) -> dict[str, int]:
    """Return the line of each key in a function with this body, counted from its first line."""
    function = ast.parse("\n ".join(["def f(a):", *body])).body[0]
    assert isinstance(function, ast.FunctionDef)
    return {key: line - 1 for key, line in line_numbers(function, {"b", "c"}).items()}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (["b = 2 * a", "return {'b': b}"], {"b": 1}),
        (["x = 2 * a", "return {'b': x, 'c': x}"], {"b": 1, "c": 1}),
        (["return {'b': 2 * a}"], {"b": 1}),
        (["found = {}", "found['b'] = 2 * a", "return found"], {"b": 2}),
        (["b = 2 * a", "found = {}", "found['b'] = b", "return found"], {"b": 1}),
    ],
)
def test_a_key_that_is_worked_out_in_one_place_has_a_line(
    body: list[str], found: dict[str, int]
) -> None:
    assert lines(body) == found


@pytest.mark.parametrize(
    "body",
    [
        ["b = a", "b = 2 * b", "return {'b': b}"],
        ["b = a", "b += 1", "return {'b': b}"],
        ["b = a", "b[0] = 1", "return {'b': b}"],
        ["b, c = a", "return {'b': b}"],
        ["for b in a:", "  pass", "return {'b': b}"],
        ["return {'b': a}"],
        ["return {'b': outside}"],
        ["found = {'b': 1 + a}", "found['b'] = 2 * a", "return found"],
        ["return {key: 2 * a for key in 'bc'}"],
        ["return dict(zip('bc', a))"],
        ["return a"],
    ],
)
def test_a_key_whose_line_is_not_known_has_none(body: list[str]) -> None:
    assert lines(body) == {}
