"""A short run of `make fuzz`: refused or exact, and nothing else."""

from __future__ import annotations

from mmap import mmap
from pathlib import Path
from random import Random

import pytest

from autograder.description import find
from benchmarks import fuzz
from benchmarks.fuzz_intake import Archives, Notebooks
from benchmarks.fuzz_replies import Replies, honest_replies, outcome
from benchmarks.mutation import damaged
from tests.sweeps import extents

SEED = 20261123


@pytest.mark.parametrize("trials", extents((2_000, 400, 400), (20_000, 1_500, 1_500)))
@pytest.mark.parametrize("at", range(3), ids=["replies", "archives", "notebooks"])
def test_what_is_damaged_is_refused_or_exact(
    at: int, trials: tuple[int, int, int], tmp_path: Path
) -> None:
    replies, archives, notebooks = trials
    target = fuzz.targets(tmp_path, replies=replies, archives=archives, notebooks=notebooks)[at]
    finding = fuzz.fuzz(target, SEED)
    assert finding.violations == ()
    assert finding.is_sound, f"memory grew by {finding.growth} MiB"
    assert sum(finding.outcomes.values()) == target.trials


def test_replies_are_damaged_in_ways_that_come_to_every_end() -> None:
    trial = Replies()
    outcomes = {trial(Random(number)) for number in range(300)}
    assert outcomes == {"complete", "refused", "ended early"}


def test_archives_and_notebooks_are_damaged_in_ways_that_come_to_every_end(tmp_path: Path) -> None:
    for trial in (Archives(tmp_path, find(Path(__file__).parent)), Notebooks()):
        assert {trial(Random(number)) for number in range(100)} == {"read", "refused"}


@pytest.mark.parametrize("records", list(honest_replies()))
def test_an_honest_reply_is_not_refused(records: list[bytes]) -> None:
    assert outcome(b"".join(records), Random(0)) in {"complete", "ended early"}


@pytest.mark.parametrize("seed", range(20))
def test_a_seed_repeats_its_damage_and_another_does_not(seed: int) -> None:
    data = bytes(range(256))
    assert damaged(data, Random(seed), [data]) == damaged(data, Random(seed), [data])
    assert damaged(data, Random(seed), [data]) != damaged(data, Random(seed + 1), [data])


def test_an_exception_of_any_other_kind_is_a_violation() -> None:
    def broken(random: Random) -> str:
        if random.random() < 0.5:
            raise KeyError("cells")
        return "read"

    finding = fuzz.fuzz(fuzz.Target(name="notebooks", trials=20, trial=broken), SEED)
    assert not finding.is_sound
    assert len(finding.violations) + finding.outcomes["read"] == 20
    assert "broken: KeyError('cells')" in finding.violations[0]


def test_memory_that_grows_is_a_violation() -> None:
    kept: list[mmap] = []

    def leaking(random: Random) -> str:
        # Memory of its own: what earlier tests have freed is not there to be taken first.
        kept.append(mmap(-1, 1 << 20))
        kept[-1].write(random.randbytes(1 << 20))
        return "read"

    finding = fuzz.fuzz(fuzz.Target(name="archives", trials=40, trial=leaking), SEED)
    assert not finding.violations
    assert not finding.is_sound


def test_the_command_says_how_each_target_fared(capsys: pytest.CaptureFixture[str]) -> None:
    assert fuzz.main(["--replies", "50", "--archives", "20", "--notebooks", "20"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["replies", "archives", "notebooks"]
    assert "50 damaged" in lines[0]
    assert "0 violations" in lines[0]


def test_no_trials_are_no_violation() -> None:
    assert fuzz.main(["--replies", "0", "--archives", "0", "--notebooks", "0"]) == 0


def test_the_command_fails_when_the_decoder_lets_something_through(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("autograder.sandbox.wire.Reader.end", lambda _: 1 / 0)
    assert fuzz.main(["--replies", "50", "--archives", "0", "--notebooks", "0"]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err
