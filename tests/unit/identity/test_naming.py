"""Names are one person's, perhaps one person's, two people's, or cannot be compared."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from autograder.identity.naming import Likeness, likeness, name_keys


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Ada Lovelace", "Lovelace, Ada", Likeness.SAME),
        ("lovelaceada", "Ada Lovelace", Likeness.SAME),
        ("Émile Ito", "ITO Emile", Likeness.SAME),
        ("Søren Ørsted", "Soren Orsted", Likeness.SAME),
        ("Tim O’Neil", "Tim ONeil", Likeness.SAME),
        ("王小明", "王 小明", Likeness.SAME),
        ("Ann Lee", "Lee, Ann-Marie", Likeness.WITHIN),
        ("A. Lovelace", "Ada Lovelace", Likeness.WITHIN),
        ("Jörg Müller", "Joerg Mueller", Likeness.WITHIN),
        ("Ana García López", "Garcia, Ana", Likeness.WITHIN),
        ("lizo", "Zoë Li", Likeness.WITHIN),
        ("xued", "Xu, Ed Haruto", Likeness.WITHIN),
        ("yilmazcem", "Yılmaz, Cem", Likeness.SAME),
        ("lindajones", "Li, Mei", Likeness.DIFFERENT),
        ("Bob King", "Robert King", Likeness.PARTLY),
        ("alovelace", "Ada Lovelace", Likeness.PARTLY),
        ("B. King", "Robert King", Likeness.PARTLY),
        ("Ann Lee", "Zoe Zeta", Likeness.DIFFERENT),
        ("A. L.", "Zoe Zeta", Likeness.DIFFERENT),
        ("A. L.", "Ada Lovelace", Likeness.UNTOLD),
        ("Иван Петров", "Ivan Petrov", Likeness.UNTOLD),
        ("jdoe12", "Zoe Zeta", Likeness.UNTOLD),
        ("z@x.edu", "Zoe Zeta", Likeness.UNTOLD),
        ("", "Zoe Zeta", Likeness.UNTOLD),
    ],
)
def test_two_names_are_compared(one: str, other: str, expected: Likeness) -> None:
    assert likeness(one, other) is expected
    assert likeness(other, one) is expected


def test_the_form_of_accents_does_not_count() -> None:
    assert likeness(normalize("NFD", "Zoë Lee"), normalize("NFC", "Zoë Lee")) is Likeness.SAME


def test_a_name_of_many_words_has_few_spellings() -> None:
    assert len(name_keys("a b " * 10_000)) <= 8
