"""Decide whether two texts may be the name of one person.

Platforms write one person's name in many ways: family name first or last, with or without middle
names and accents, all in one word. Two people may also share most of a name. So there are four
answers and not two, and it is for the caller to say which one is enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import Enum, auto

_MOST_WORDS = 8  # that are turned around; no name has more, and the work grows with them
_SHORTEST = 3  # letters of a word that is looked for inside a name without spaces
_APOSTROPHES = dict.fromkeys(map(ord, "'`´\u2018\u2019\u02bb\u02bc"))
_NOT_LETTERS = re.compile(r"[\W_]+")
# Letters that Unicode does not take apart, and the two ways of writing German ones.
_ALIKE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
    "ı": "i", "ħ": "h", "ə": "a"})  # fmt: skip
_UMLAUT = re.compile(r"(?<=[aou])e")


class Likeness(Enum):
    """How two names stand to each other.

    Attributes:
        SAME: the same letters, in whatever order the words are.
        WITHIN: each word of the shorter one is, or is the initial of, a word of the longer one.
        PARTLY: they share a word, and each has another one as well: Bob King and Robert King, but
            also Ann King and Bob King.
        DIFFERENT: they share nothing.
        UNTOLD: they cannot be compared. One is empty or no name, or the scripts differ.
    """

    SAME = auto()
    WITHIN = auto()
    PARTLY = auto()
    DIFFERENT = auto()
    UNTOLD = auto()


def folded(text: str) -> str:
    """Return `text` without what does not tell people apart: case, how accents are composed."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return unicodedata.normalize("NFC", spaced.casefold())


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name in small letters without accents, hyphens or apostrophes."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(filter(None, _NOT_LETTERS.split(letters.translate(_APOSTROPHES | _ALIKE))))


def name_keys(name: str) -> frozenset[str]:
    """Return the spellings by which equal names are found.

    Platforms put the family's name first or last, so there is a spelling for each word to begin
    with. ``Lovelace, Ada`` and ``Ada Lovelace`` share both of theirs, and a name that has lost
    its spaces keeps one of them.
    """
    words = name_words(name)
    return frozenset("".join(words[at:] + words[:at]) for at in range(min(len(words), _MOST_WORDS)))


def likeness(one: str, other: str) -> Likeness:
    """Compare two names."""
    if not (_is_name(one) and _is_name(other)) or not _scripts(one) & _scripts(other):
        return Likeness.UNTOLD
    if name_keys(one) & name_keys(other):
        return Likeness.SAME
    if name_keys(_plain(one)) & name_keys(other) or name_keys(one) & name_keys(_plain(other)):
        return Likeness.WITHIN
    words, others = name_words(one), name_words(other)
    if _is_glued(words, others) or _is_glued(others, words):
        return Likeness.WITHIN
    return _by_words([*map(_bare, words)], [*map(_bare, others)])


def _by_words(one: list[str], other: list[str]) -> Likeness:
    """Compare two lists of words, and leave in each what the other has not."""
    shared = [word for word in dict.fromkeys(one) if word in other]
    for word in shared:
        one.remove(word)
        other.remove(word)
    initials = _take_initials(one, other) + _take_initials(other, one)
    if not all(map(_is_initial, shared)):
        return Likeness.PARTLY if one and other else Likeness.WITHIN
    if not one or not other:  # initials alone, which many people share
        return Likeness.UNTOLD if initials or shared else Likeness.DIFFERENT
    glued = _is_inside(one, other) or _is_inside(other, one)
    return Likeness.PARTLY if glued else Likeness.DIFFERENT


def _take_initials(one: list[str], other: list[str]) -> int:
    """Remove initials of `one` together with words of `other` that begin so, and count them."""
    count = 0
    for initial in filter(_is_initial, list(one)):
        whole = next((word for word in other if word.startswith(initial)), None)
        if whole is not None:
            one.remove(initial)
            other.remove(whole)
            count += 1
    return count


def _is_initial(word: str) -> bool:
    """Return whether a word is one letter of a script in which that is no whole word."""
    return len(word) == 1 and word.lower() != word.upper()


def _is_inside(one: list[str], other: list[str]) -> bool:
    """Return whether `one` is a name without spaces that begins or ends with a word of `other`."""
    return len(one) == 1 and any(
        len(word) >= _SHORTEST and (one[0].startswith(word) or one[0].endswith(word))
        for word in other
    )


def _is_glued(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether `one` is a name without spaces that is made of several words of `other`."""
    words = [word for word in dict.fromkeys(other) if not _is_initial(word)]
    return len(one) == 1 and one[0] not in words and _is_made_of(one[0], words[:_MOST_WORDS])


def _is_made_of(text: str, words: list[str]) -> bool:
    """Return whether a text is some of these words in any order, each at most once."""
    return not text or any(
        text.startswith(word) and _is_made_of(text[len(word) :], [w for w in words if w != word])
        for word in words
    )


def _is_name(text: str) -> bool:
    """Return whether `text` may be a person's name; logins have digits, addresses an @."""
    words = name_words(text)
    is_letter = len(words) == 1 and _is_initial(words[0])
    return bool(words) and not is_letter and not re.search(r"[\d@]", text)


def _plain(name: str) -> str:
    """Return a name as programs leave it that drop every letter beyond ASCII: Zo Lee for Zoë."""
    return unicodedata.normalize("NFC", name).encode("ascii", "ignore").decode("ascii")


def _bare(word: str) -> str:
    """Return a word without the difference between Müller, Muller and Mueller."""
    return _UMLAUT.sub("", word)


def _scripts(name: str) -> frozenset[str]:
    """Return the scripts of a name's letters, by the first word of Unicode's names for them."""
    return frozenset(
        unicodedata.name(letter, "").partition(" ")[0]
        for word in name_words(name)
        for letter in word
    )


class Namesakes:
    """People by their names.

    Args:
        names: of everybody, in the order of the list.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_key: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(names):
            for key in name_keys(name):
                self._by_key[key].append(number)

    def having(self, name: str) -> list[int]:
        """Return the numbers of everybody of that name, in whatever order its words are."""
        found = {number for key in name_keys(name) for number in self._by_key.get(key, ())}
        return sorted(found)
