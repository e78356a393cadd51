"""Files that go back to students are put together so that none can be taken for another's."""

from __future__ import annotations

from collections.abc import Callable

from autograder.export.returned import File, returned
from autograder.policy.final import Final

MakeFinal = Callable[..., Final]


def test_whoever_gets_none_is_kept_with_the_reason(final: MakeFinal) -> None:
    ada, eve = final("ada"), final("eve")
    made = returned([(ada, File(name="a", content=b"1")), (eve, File(lack="has no key"))])
    assert made.files == {"a": b"1"}
    assert made.sent == {"a": ada}
    assert made.kept == [(eve, "has no key")]


def test_a_name_that_two_rows_have_is_nobodys_even_where_only_case_differs(
    final: MakeFinal,
) -> None:
    made = returned([(final("ada"), File(name="a")), (final("eve"), File(name="A"))])
    assert made.files == {}
    assert [why for _, why in made.kept] == ["shares a key with another row"] * 2
