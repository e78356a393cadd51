"""What becomes of mistakes that were observed in a class when vectors are built anew.

What they answer is known for the inputs that they were seen on. With other inputs, one is carried
over only as code: as a misconception of its name, or one that answers the same wherever inputs
have stayed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.vectors.answers import Numbers
from autograder.vectors.model import Vector
from autograder.vectors.observed import Observed, calls_sha256, same

_Print = Mapping[str, Numbers]


def told(
    mistakes: Iterable[Observed], old: Sequence[Vector], new: Sequence[Vector], path: Path
) -> Iterator[str]:
    """Yield a sentence for each mistake that new vectors do not recognise by its answers.

    Args:
        mistakes: that were observed.
        old: the vectors until now.
        new: the vectors that were built.
        path: where the mistakes are kept; they stay there.
    """
    for each in mistakes:
        if each.fits(new):
            continue
        code = _as_code(each, old, new)
        if code:
            yield f"{each.id}, observed in a class, is carried over: {code} answers the same"
        else:
            yield (
                f"{each.id}, observed in a class, is out of date, because the vectors ask something"
                " else: write it as a misconception, or grade with the new vectors and give its "
                f"group the same title again (it stays in {path}, and nobody is told it)"
            )


def _as_code(mistake: Observed, old: Sequence[Vector], new: Sequence[Vector]) -> str:
    """Return the misconception that the mistake is in the new vectors, or nothing."""
    ids = sorted({id_ for each in new if each.question == mistake.question for id_ in each.kills})
    if mistake.id in ids:
        return mistake.id
    if not mistake.fits(old):
        return ""
    before = {_call(each): each.id for each in old if each.question == mistake.question}
    own = [each for each in new if each.question == mistake.question and _call(each) in before]
    stayed = [(mistake.prints.get(before[_call(each)]), each) for each in own]
    if not any(found for found, _ in stayed):
        return ""
    return next((id_ for id_ in ids if all(_same(found, each, id_) for found, each in stayed)), "")


def _call(vector: Vector) -> str:
    """Return the hash of what one vector asks, whatever it is called."""
    return calls_sha256([replace(vector, id="v")], vector.question)


def _same(found: _Print | None, vector: Vector, misconception: str) -> bool:
    """Return whether a misconception answers a vector as a mistake does that `found` this."""
    if found is None or misconception not in vector.kills:
        return found is None and misconception not in vector.kills
    return same(vector.fingerprints.get(misconception, {}), found)
