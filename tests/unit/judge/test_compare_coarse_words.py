"""What the coarse words tell of an expected value that is asked for again and again.

The attacks are simulated on one number of size and S 1; figures of `SECURITY.md` come from here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.judge.compare import NOTED, Difference, Target, secret_of, targets
from autograder.vectors.model import Vector

WORDS = (
    "by less than 1 %",
    "by a few percent",
    "by about a tenth",
    "by about a third",
    "by about half",
    "by about 100 %",
    "by more than 100 %",
)
# In units of S, what may be called by each word.
RANGES = ((0, 0.01), (0.005, 0.075), (0.045, 0.21), (0.13, 0.45), (0.38, 0.8), (0.6, 1.7))
DRAWN = ((0.005, 0.01), (0.045, 0.075), (0.13, 0.21), (0.38, 0.45), (0.6, 0.8), (1.3, 1.7))
NOMINAL = (0.0075, 0.06, 0.17, 0.415, 0.7, 1.5)
SECRETS = [f"vectors {number}".encode() for number in range(200)]


@dataclass
class Oracle:
    """Judges one number, and counts how often."""

    key: bytes
    expected: float = 1.0
    attempts: int = 0
    target: Target = field(init=False)

    def __post_init__(self) -> None:
        target = Target.of(np.array(self.expected), np.array(1.0))
        self.target = replace(target, key=self.key)

    def word(self, guess: float) -> int:
        """Return the place of the word that is said of a guess; -1 when it passes."""
        self.attempts += 1
        found = self.target.difference(np.array(guess))
        if not found.is_wrong:
            return -1
        return WORDS.index(found.in_words().removeprefix(" is off "))


def border(oracle: Oracle, word: int, sign: int) -> float:
    """Bisect for the end of a word's range on one side of the expected value."""
    inside, outside = oracle.expected, oracle.expected + 4 * sign
    while abs(outside - inside) > 1e-6:
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if oracle.word(middle) <= word else (inside, middle)
    return (inside + outside) / 2


def found_by_words(oracle: Oracle) -> float:
    """Return the middle of the innermost word, the best that words have to say."""
    return (border(oracle, 0, -1) + border(oracle, 0, 1)) / 2


@pytest.mark.parametrize("key", SECRETS[:20])
def test_every_word_is_true_wherever_its_borders_are(key: bytes) -> None:
    oracle = Oracle(key)
    for off in np.geomspace(2 * NOTED, 4.0, 200):
        for sign in (-1, 1):
            word = oracle.word(1 + sign * off)
            least, most = RANGES[word] if word < len(RANGES) else (1.3, np.inf)
            assert least <= off <= most


def test_the_middle_of_a_words_borders_is_never_the_expected_value() -> None:
    errors = [abs(found_by_words(Oracle(key)) - 1) for key in SECRETS]
    assert min(errors) > 4e-4
    assert 1e-3 < np.median(errors) < 2e-3


def test_the_borders_of_all_words_on_average_say_no_more() -> None:
    # Each edge, taken for where it is on average, weighed by how far its range goes.
    errors = []
    for key in SECRETS[:50]:
        oracle = Oracle(key)
        places, weights = [], []
        for word, (nominal, (least, _)) in enumerate(
            zip(NOMINAL, (*RANGES[1:], (1.3, 0)), strict=True)
        ):
            for sign in (-1, 1):
                places.append(border(oracle, word, sign) - sign * nominal)
                weights.append((2 * (nominal - least)) ** -2)
        errors.append(abs(np.average(places, weights=weights) - 1))
    assert np.median(errors) > 1e-3


def test_what_agrees_with_every_border_is_known_to_half_a_thousandth_of_s() -> None:
    # The best that we know: whoever knows how borders are drawn leaves out what cannot be.
    errors, attempts = [], []
    for key in SECRETS[:100]:
        oracle = Oracle(key)
        guesses = np.linspace(0.98, 1.02, 40_001)
        possible = np.ones(guesses.shape, bool)
        for word, (least, most) in enumerate(DRAWN):
            off = [sign * (border(oracle, word, sign) - guesses) for sign in (-1, 1)]
            below, above = ((each - least) / (most - least) for each in off)
            possible &= (_low(below) & _high(above)) | (_low(above) & _high(below))
        errors.append(abs(guesses[possible].mean() - 1))
        attempts.append(oracle.attempts)
    assert 3e-4 < np.median(errors) < 6e-4
    assert max(attempts) < 300


def _low(place: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether a border may be in the lower two fifths of its range."""
    return (place >= -1e-3) & (place <= 0.401)


def _high(place: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether a border may be in the upper two fifths of its range."""
    return (place >= 0.599) & (place <= 1.001)


def test_65_attempts_tell_a_thousandth_of_s() -> None:
    errors = []
    for key in SECRETS:
        oracle = Oracle(key)
        found = found_by_words(oracle)
        assert oracle.attempts < 65
        errors.append(abs(found - 1))
    assert np.median(errors) > 1e-3


def test_a_thousand_attempts_find_the_value_by_what_passes() -> None:
    # Not a promise, but what SECURITY.md warns of: near enough, every guess is told to be right
    # or not, and then the words no longer matter.
    found = 0
    for key in SECRETS:
        oracle = Oracle(key)
        middle = found_by_words(oracle)
        steps = np.arange(1000 - oracle.attempts) // 2 * 1.9 * NOTED
        guesses = middle + steps * np.where(np.arange(len(steps)) % 2, 1, -1)
        found += bool((np.abs(guesses - 1) <= NOTED).any())
    assert found == len(SECRETS)


def test_where_a_guess_passes_tells_all_digits() -> None:
    # Not a promise either: what is exact enough to pass is the same for everybody, and no secret.
    def edge(oracle: Oracle, sign: int) -> float:
        inside, outside = 1 + 0.7 * NOTED * sign, 1 + 3 * NOTED * sign
        for _ in range(40):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if oracle.word(middle) < 0 else (inside, middle)
        return inside

    oracle = Oracle(SECRETS[0])
    assert abs((edge(oracle, 1) + edge(oracle, -1)) / 2 - 1) < 1e-12


def test_the_borders_differ_between_entries_and_between_vectors_files() -> None:
    def at(key: bytes, entry: int) -> list[str]:
        offs = np.linspace(0.005, 0.01, 40)
        return [
            Difference(worst=off, wrong=1, size=1, above=above, key=key + bytes([entry])).in_words()
            for off in offs
            for above in (False, True)
        ]

    seen = [at(key, entry) for key in SECRETS[:5] for entry in range(5)]
    assert all(one != other for n, one in enumerate(seen) for other in seen[:n])


def test_the_borders_follow_from_all_expected_values(vectors: tuple[Vector, ...]) -> None:
    secret = secret_of(vectors)
    assert secret == secret_of(vectors)
    assert secret != secret_of(vectors[:1])
    for vector in vectors:
        for target in targets(vector, secret).values():
            assert target.key.startswith(secret)
