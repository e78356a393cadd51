"""Versions of the graded functions as submissions, for tests that send all through a sandbox."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


def in_pairs(
    versions: Iterable[Any], functions: Mapping[str, str], as_submission: Callable[..., str]
) -> Iterator[tuple[bytes, list[Any]]]:
    """Yield source texts and the versions in each: one of each question, as long as any are left.

    Questions are judged separately, so one run serves all of them.

    Args:
        versions: misconceptions and reformulations.
        functions: the name of the graded function, by question.
        as_submission: of `solutions/submissions.py`.
    """
    versions = [*versions]
    of_each = ([each for each in versions if each.question == name] for name in functions)
    for together in zip_longest(*of_each):
        handed_in = [each for each in together if each is not None]
        texts = [as_submission(each, functions[each.question]) for each in handed_in]
        yield "\n\n".join(texts).encode(), handed_in
