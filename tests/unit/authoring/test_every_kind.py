"""Whatever a NumPy exercise asks for can be asked in an author's file, and is proved there."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import description
from autograder.authoring import bench
from autograder.results import Level

HELPER = '''"""What students are given."""


def halved(x):
    return x / 2
'''

EVERY_KIND = '''"""One function for every kind."""

import numpy as np
from kinds_given import halved

from autograder import Generator
from autograder.authoring import call, case, exercise, mistake, rule


def name_of(label, width=3):
    """Return a text."""
    text = label.rjust(width, "-")  # SOLUTION
    return text


def described(x, activation, *, flag):
    """Return a dict with a bit of everything."""
    # BEGIN SOLUTION
    if flag is not True:
        raise ValueError("flag must be True")
    parts = [x.size, x > 0]
    whole = {"mean": activation(x.mean()), "none": None, "parts": parts, 0: "zero"}
    # END SOLUTION
    return whole


def drawn(random, size):
    """Return what a generator draws, with gaps."""
    numbers = random.random(size) + 1j  # SOLUTION
    gaps = np.full(2, np.nan)  # SOLUTION
    return numbers, gaps


def seeded(x):
    """Return noise of the course's own stream."""
    noise = x + np.random.rand(2)  # SOLUTION
    return noise


exercise(name_of, described, drawn, seeded, helpers=["kinds_given.py"], points=6, seed=1)


@case(name_of, "text", public=True)
def a_short_label(random):
    """It is filled up."""
    return call("a", width=2)


@case(described, "plain")
def all_kinds(random):
    """Float32, a given function, True."""
    return call(random.normal(size=3).astype(np.float32), halved, flag=True)


@case(described, "raises", raises=ValueError)
def a_flag_that_is_one(random):
    """1 is not True."""
    return call(np.ones(2), halved, flag=1)


@case(drawn, finite=False)
def three_numbers(random):
    """A generator of its own."""
    return call(Generator(4), 3)


@case(seeded, seed=1)
def noise(random):
    """np.random starts from 1."""
    return call(random.normal(size=2))


@mistake(name_of)
def on_the_left(label, width=3):
    """It is filled up on the wrong side.

    Where does the text begin?
    """
    return label.ljust(width, "-")


@mistake(described)
def not_halved(x, activation, *, flag):
    """The activation is not used.

    What is it passed for?
    """
    return described(x, lambda x: x, flag=flag)


@mistake(described)
def never_raises(x, activation, *, flag):
    """A wrong flag is taken.

    What is the opposite of True?
    """
    return described(x, activation, flag=True)


@mistake(drawn)
def real(random, size):
    """The imaginary part is 2.

    What is 1j?
    """
    numbers, gaps = drawn(random, size)
    return numbers + 1j, gaps


@mistake(seeded)
def drawn_twice(x):
    """Numbers are drawn twice.

    How often do you draw?
    """
    np.random.rand(2)
    return seeded(x)


test_text = rule(name_of, 1, "The text is right.")
test_kinds = rule(described, 1, "Every kind is right.", on="plain")
test_raises = rule(described, 2, "A wrong flag is refused.", on="raises")
test_drawn = rule(drawn, 1, "The numbers are those of the generator.")
test_seeded = rule(seeded, 1, "The noise is that of the course.")
'''


@pytest.mark.slow
def test_an_exercise_of_every_kind_is_proved(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.autograder]\nauthor = "every_kind.py"\n')
    (tmp_path / "every_kind.py").write_text(EVERY_KIND, "utf-8")
    (tmp_path / "kinds_given.py").write_text(HELPER, "utf-8")
    with bench.built(description.load(tmp_path / "pyproject.toml")) as built:
        claims = [*built.claims(Level.OPEN)]
        assert [f"{each.name}: {each.detail}" for each in claims if not each.holds] == []
        parts = {vector.id: [*vector.parts] for vector in built.sets["hidden"].vectors}
    assert parts["three_numbers"] == ["", "numbers", "gaps"]
    assert "parts/item1" in parts["all_kinds"]
