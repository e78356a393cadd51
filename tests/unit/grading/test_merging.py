"""Shards become one class list only where one run could have given it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.gradebook.model import Part, Row
from autograder.gradebook.store import Gradebook
from autograder.grading.merging import merge
from autograder.identity.people import Known, Person
from autograder.policy import kept
from autograder.terms import Override, Terms

RowOf = Callable[..., Row]
Make = Callable[..., Path]
FIRST, SECOND = (
    Part(number=1, of=2, class_sha256="c"),
    Part(number=2, of=2, class_sha256="c"),
)


@pytest.fixture
def shard(tmp_path: Path) -> Make:
    """Return a maker of a shard's output folder."""

    def make(
        name: str, part: Part | None, rows: Sequence[Row] = (), terms: Terms | None = None
    ) -> Path:
        with Gradebook.open(tmp_path / name) as gradebook:
            kept.keep(gradebook, terms or Terms(assignment="sums"))
            for row in rows:
                gradebook.record(row.key, row.result, content=b"x = 1", seconds=row.seconds)
                student = row.key.student
                gradebook.introduce({student: Known(person=Person(name=student.title()))})
            gradebook.finish(whole=True, part=part)
        return tmp_path / name

    return make


def merged(outs: Sequence[Path], out: Path) -> list[str]:
    """Return the students of the merged class list."""
    with Gradebook.open(out) as gradebook:
        merge(outs, gradebook)
        return [row.key.student for row in gradebook.rows()]


def test_all_shards_make_the_class_list_with_what_is_known_of_everybody(
    shard: Make, row_of: RowOf, tmp_path: Path
) -> None:
    outs = [shard("b", SECOND, [row_of("ben")]), shard("a", FIRST, [row_of("ada"), row_of("cy")])]
    assert merged(outs, tmp_path / "out") == ["ada", "ben", "cy"]
    with Gradebook.open(tmp_path / "out") as gradebook:
        assert gradebook.known().keys() == {"ada", "ben", "cy"}
        assert gradebook.content(row_of().key.submission_sha256) == b"x = 1"
        assert gradebook.part() == replace(FIRST, number=1, of=1)
        assert kept.kept(gradebook).assignment == "sums"


def test_merging_again_adds_no_result_twice_and_takes_what_is_new(
    shard: Make, row_of: RowOf, tmp_path: Path
) -> None:
    outs = [shard("a", FIRST, [row_of("ada")]), shard("b", SECOND, [row_of("ben")])]
    merged(outs, tmp_path / "out")
    better = row_of("ben", message="")
    shard("b", SECOND, [better])
    assert merged(outs, tmp_path / "out") == ["ada", "ben"]
    with Gradebook.open(tmp_path / "out") as gradebook:
        history = {name: len(list(gradebook.history(name))) for name in ("ada", "ben")}
        assert history == {"ada": 1, "ben": 2}
        assert better.result in [row.result for row in gradebook.rows()]


def test_a_merge_that_is_stopped_leaves_the_old_class_list(
    shard: Make, row_of: RowOf, tmp_path: Path
) -> None:
    with Gradebook.open(shard("out", None, [row_of("old")])) as gradebook:
        with Gradebook.open(shard("a", FIRST, [row_of("ada")])) as other:
            gradebook.absorb(other)
        assert [row.key.student for row in gradebook.rows()] == ["old"]


def test_a_folder_that_is_no_finished_shard_is_refused(shard: Make, tmp_path: Path) -> None:
    whole = replace(FIRST, number=1, of=1)
    for name, part in (("unfinished", None), ("whole", whole)):
        with pytest.raises(UsageError, match=f"{name} contains no finished shard"):
            merged([shard("a", FIRST), shard(name, part)], tmp_path / "out")


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (FIRST, "a and .*b are both shard 1/2: name each shard once"),
        (replace(SECOND, of=3), "a is one of 2 shards and .*b one of 3"),
        (replace(SECOND, class_sha256="d"), "a and .*b are shards of different classes"),
    ],
    ids=["twice", "another division", "another class"],
)
def test_shards_that_do_not_belong_together_are_refused(
    other: Part, sentence: str, shard: Make, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=sentence):
        merged([shard("a", FIRST), shard("b", other)], tmp_path / "out")


def test_missing_shards_are_named(shard: Make, tmp_path: Path) -> None:
    part = Part(number=2, of=4, class_sha256="c")
    with pytest.raises(UsageError, match="of 4 shards, these are not named: 1, 3 and 4"):
        merged([shard("b", part)], tmp_path / "out")


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"vectors_sha256": "8" * 64}, "vectors"),
        ({"suite_sha256": "6" * 64}, "hidden suite"),
        ({"settings": '{"versions": {"NumPy": "9"}}'}, "NumPy"),
    ],
)
def test_shards_that_were_graded_differently_are_refused(
    change: dict[str, str], cause: str, shard: Make, row_of: RowOf, tmp_path: Path
) -> None:
    row = row_of("ben")
    outs = [
        shard("a", FIRST, [row_of("ada")]),
        shard("b", SECOND, [replace(row, key=replace(row.key, **change))]),
    ]
    with pytest.raises(UsageError, match=f"were graded with different {cause}"):
        merged(outs, tmp_path / "out")


def test_shards_may_differ_in_their_level_which_each_row_states(
    shard: Make, row_of: RowOf, tmp_path: Path
) -> None:
    rows = [
        replace(row, key=replace(row.key, settings=f'{{"code": "1", "level": "{level}"}}'))
        for row, level in ((row_of("ada"), "sealed"), (row_of("ben"), "walled"))
    ]
    outs = [shard("a", FIRST, rows[:1]), shard("b", SECOND, rows[1:])]
    assert merged(outs, tmp_path / "out") == ["ada", "ben"]


def test_shards_with_other_overrides_are_refused(shard: Make, tmp_path: Path) -> None:
    other = Terms(assignment="sums", overrides={"ada": Override(excused=True)})
    with pytest.raises(UsageError, match="different late policies or overrides"):
        merged([shard("a", FIRST), shard("b", SECOND, terms=other)], tmp_path / "out")


def test_another_assignments_grades_are_not_replaced(shard: Make, tmp_path: Path) -> None:
    outs = [shard("a", FIRST), shard("b", SECOND)]
    shard("out", None, terms=Terms(assignment="products"))
    with pytest.raises(UsageError, match="out contains grades of products, not of sums"):
        merged(outs, tmp_path / "out")
