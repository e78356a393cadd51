"""One gradebook from those of all shards of a class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from autograder.errors import UsageError
from autograder.gradebook.changes import causes
from autograder.gradebook.model import Part
from autograder.gradebook.store import Gradebook
from autograder.intake.names import listed
from autograder.policy import kept
from autograder.report.render import render

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from autograder.gradebook.model import Key
    from autograder.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shard:
    """What has to fit before shards are merged."""

    out: Path
    part: Part
    terms: Terms
    keys: frozenset[Key]


def merge(outs: Sequence[Path], gradebook: Gradebook) -> None:
    """Make the class list of `gradebook` from all shards of a class, and render its files.

    Every result that the shards hold is added once, however often they are merged. A merge that is
    killed leaves the old class list.

    Args:
        outs: the output folder of each shard.
        gradebook: receives the results.

    Raises:
        UsageError: the folders are not all the shards of one class, they were graded with
            different vectors, suites, engines, settings or terms, or a file cannot be used.
    """
    shards = [_read(out) for out in outs]
    _check_complete(shards)
    _check_alike(shards)
    _check_target(gradebook, shards[0])
    for shard in shards:
        with Gradebook.open(shard.out, create=False) as other:
            gradebook.absorb(other)
    whole = replace(shards[0].part, number=1, of=1)
    gradebook.finish(whole=True, part=whole)
    render(gradebook)


def _read(out: Path) -> _Shard:
    with Gradebook.open(out, create=False) as gradebook:
        part = gradebook.part()
        if part is None or part.of == 1:
            raise UsageError(
                f"{out} contains no finished shard: run `autograder grade --shard K/N` into it, "
                "again if it was stopped"
            )
        return _Shard(
            out=out,
            part=part,
            terms=kept.kept(gradebook),
            keys=frozenset(gradebook.graded_with()),
        )


def _check_complete(shards: Sequence[_Shard]) -> None:
    first = shards[0]
    found: dict[int, Path] = {}
    for shard in shards:
        if shard.part.of != first.part.of:
            raise UsageError(
                f"{first.out} is one of {first.part.of} shards and {shard.out} one of "
                f"{shard.part.of}: name the shards of one division"
            )
        if shard.part.class_sha256 != first.part.class_sha256:
            raise UsageError(
                f"{first.out} and {shard.out} are shards of different classes: grade both again "
                "from the same submissions, named in the same way"
            )
        if (other := found.setdefault(shard.part.number, shard.out)) is not shard.out:
            raise UsageError(
                f"{other} and {shard.out} are both shard {shard.part.number}/{shard.part.of}: name "
                "each shard once"
            )
    missing = [str(number) for number in range(1, first.part.of + 1) if number not in found]
    if missing:
        raise UsageError(
            f"of {first.part.of} shards, these are not named: {listed(missing)}; name the folder of"
            " every shard"
        )


def _check_alike(shards: Sequence[_Shard]) -> None:
    """Refuse grades that one run could not have given; the level is on each row and may differ."""
    first = shards[0]
    for shard in shards:
        if shard.terms != first.terms:
            raise UsageError(
                f"{first.out} and {shard.out} have different late policies or overrides: grade "
                "both with the same"
            )
    keys = [(shard.out, key) for shard in shards for key in shard.keys]
    for out, key in keys[1:]:
        where, other = keys[0]
        differing = [cause for cause in causes(other, key) if cause != "level"]
        if differing:
            raise UsageError(
                f"{where} and {out} were graded with different {listed(differing)}: grade them "
                "with the same"
            )


def _check_target(gradebook: Gradebook, shard: _Shard) -> None:
    before = kept.kept(gradebook).assignment
    if before not in ("", shard.terms.assignment):
        raise UsageError(
            f"{gradebook.out} contains grades of {before}, not of {shard.terms.assignment}: choose "
            "another -o"
        )
