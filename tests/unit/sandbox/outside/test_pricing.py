"""The price of a text is the length of a prefix code: 2**-price adds up to 1 over all texts."""

from __future__ import annotations

import itertools
import random

import pytest

from autograder.sandbox.outside import pricing, templates
from autograder.sandbox.outside.filtering import TEXT_BITS, Filter
from autograder.sandbox.outside.pricing import Pricing, number_bits
from autograder.sandbox.outside.vocabulary import VOCABULARY

CONTENT = b"def f(alpha, beta):\n    gamma = alpha + beta\n    return gamma  # done\n"
NAMES = frozenset(["dW1", "dW2", "cache", "lambd"])
PRICING = Pricing(CONTENT, NAMES)
UFUNC = (
    "TypeError: ufunc 'bitwise_xor' not supported for the input types, and the inputs could not be "
    "safely coerced to any supported types according to the casting rule ''safe''"
)
ALL_MARKS = "!\"'()*+,-./:;<=>?@[\\]{}|&%^~`"


def test_the_code_of_numbers_can_be_read_back() -> None:
    assert sum(2.0 ** -number_bits(number) for number in range(1 << 16)) <= 1


def test_the_code_of_single_tokens_can_be_read_back() -> None:
    words = {"alpha", "beta", "gamma", "f", "done"} | NAMES | VOCABULARY | pricing._KNOWN
    words |= {f"{name}{number}" for name in ("dW", "W") for number in range(120)}
    words |= {form for word in words for form in (word.upper(), word.capitalize())}
    told = [PRICING._word(word) for word in words]
    total = sum(2.0**-bits for shown, bits in told if shown != "…")
    total += sum(2.0 ** -PRICING._number(str(n), numbers=True)[1] for n in range(10_000))
    assert total + 2.0**-pricing._HIDDEN + 2.0**-pricing._END <= 1


def test_the_code_of_what_stands_between_tokens_can_be_read_back() -> None:
    total = 2.0**-pricing._NOTHING + 2.0 ** -pricing._plain_bits(" ")
    for length in range(1, 60):
        marks = len(ALL_MARKS) + 1  # and the mark of what is left out
        total += marks**length * 2.0 ** -pricing._plain_bits("!" * length)
    assert total <= 1


def test_the_code_of_shapes_can_be_read_back() -> None:
    total = 0.0
    for dimensions in range(4):
        for lengths in itertools.product(range(12), repeat=dimensions):
            text = "(" + ",".join(map(str, lengths)) + ("," if dimensions == 1 else "") + ")"
            total += 2.0 ** -PRICING._shape(text, numbers=True)[1]
    assert total <= 1


def test_the_code_of_lines_and_places_can_be_read_back() -> None:
    lines = [line.strip().decode() for line in CONTENT.splitlines()]
    assert sum(2.0 ** -PRICING.line(line)[1] for line in lines) <= 1
    places = [f"line {number}" for number in range(1, 10)]
    shown = [PRICING.place(place) for place in places]
    assert sum(2.0**-bits for place, bits in shown if place) <= 1
    assert [place for place, _ in shown if place] == places[: len(lines) + 1]


def test_every_template_is_told_from_the_others() -> None:
    assert len(set(templates.TEMPLATES)) == len(templates.TEMPLATES)


@pytest.mark.parametrize("place", ["line 01", "line 0", "code cell 007, line 1", "line 999999"])
def test_a_place_that_the_submission_does_not_have_is_not_shown(place: str) -> None:
    assert PRICING.place(place)[0] == ""


@pytest.mark.parametrize("text", ["0007", "dIcTiOnArY", "dictionarY"])
def test_what_could_be_written_in_many_ways_is_shown_in_few(text: str) -> None:
    assert PRICING.text(text)[0] == "…"


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("NameError: name 'alpha' is not defined", 30),
        ("KeyError: 'dW1'", 30),
        ("KeyError: 'dW0'", 40),
        ("AttributeError: module 'numpy' has no attribute 'float'", 45),
        ("ValueError: operands could not be broadcast together with shapes (3,4) (4,3)", 45),
        ("TypeError: f() missing 1 required positional argument: 'lambd'", 45),
        (UFUNC, 35),
    ],
)  # fmt: skip
def test_an_ordinary_message_is_cheap_and_passes_whole(text: str, most: float) -> None:
    shown, bits = PRICING.text(text)
    assert (shown, bits < most) == (text, True)


def test_a_text_that_was_told_already_is_told_again_for_nothing() -> None:
    words = Filter(CONTENT, NAMES)
    first = words.clean("NameError: name 'alpha' is not defined")
    told = words.told
    assert words.clean("NameError: name 'alpha' is not defined") == first
    assert words.told == told


def test_an_identifier_of_the_exercise_is_cheaper_than_one_of_numpy() -> None:
    assert PRICING.text("dW1")[1] < PRICING.text("float64")[1] < 25


def test_beyond_the_budget_a_message_loses_its_numbers_then_its_words() -> None:
    forms = [
        Filter(CONTENT, NAMES, budget=budget).clean(
            "IndexError: index 5 is out of bounds for size 5"
        )
        for budget in range(60)
    ]
    assert list(dict.fromkeys(forms)) == [
        "…",
        "IndexError: …",
        "IndexError: index … is out of bounds for size …",
        "IndexError: index 5 is out of bounds for size 5",
    ]


def test_notes_leave_room_for_the_errors_of_calls() -> None:
    words = Filter(CONTENT, NAMES)
    for number in range(100):
        words.note(f"line 1: KeyError: {number}")
    text = "NameError: name 'alpha' is not defined"
    assert words.clean(text) == text


def test_no_texts_whatever_tell_more_than_the_budget() -> None:
    chance = random.Random(7)
    for _ in range(50):
        words = Filter(CONTENT, NAMES)
        for _ in range(60):
            text = "".join(chance.choices(ALL_MARKS + " aZ3\n", k=chance.randrange(80)))
            chance.choice([words.clean, words.note, words.line, words.place])(text)
        assert words.told <= TEXT_BITS
