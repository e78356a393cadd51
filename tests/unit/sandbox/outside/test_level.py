"""A level is proved in the process that then runs submissions, and the next weaker one is tried."""

from __future__ import annotations

import pytest

from autograder import system
from autograder.description import Assignment
from autograder.errors import UsageError
from autograder.results import Level
from autograder.sandbox.outside import level, probe
from autograder.sandbox.outside.level import Proof, Proving
from autograder.sandbox.outside.runner import Runner
from autograder.sandbox.walls import bubblewrap
from autograder.vectors.model import Vector
from tests.unit.sandbox.handed import GOOD, assert_honest, body, descriptors, number, processes


@pytest.fixture
def without_walls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "prefix", lambda: None)


@pytest.mark.usefixtures("without_walls")
def test_what_proved_the_level_runs_submissions(
    assignment: Assignment, vectors: tuple[Vector, ...]
) -> None:
    with Proving() as proving:
        assert proving.proof().level is Level.SEALED
        before = processes()
        with Runner(assignment, vectors, Level.SEALED, proving.zygote) as runner:
            assert processes() == before
            assert_honest(runner.run(GOOD.encode(), "a.py"))


@pytest.mark.usefixtures("without_walls")
def test_a_submission_finds_nothing_of_the_proof(
    assignment: Assignment, vectors: tuple[Vector, ...]
) -> None:
    text = body(
        """
        import gc
        word = "".join(["CAN", "ARY"])
        return sum(word in str(each) for each in gc.get_objects())
        """
    )
    with Proving() as proving:
        proving.proof()
        with Runner(assignment, vectors, Level.SEALED, proving.zygote) as runner:
            assert number(runner.run(text.encode(), "a.py").first["v1"]) == 0.0


@pytest.mark.usefixtures("without_walls")
def test_every_act_is_refused_but_to_see_that_a_file_is_there() -> None:
    with Proving() as proving:
        proof = proving.proof()
    assert [act for act, happened in proof.probes.items() if happened] == [probe.SEEING]
    assert (proof.reason, proof.remedy) == ("bubblewrap is not installed", "install bubblewrap")


def test_walls_that_do_not_start_leave_the_next_weaker_level(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bubblewrap, "prefix", lambda: ["false"])
    proof = level.best()
    assert proof.level is Level.SEALED
    assert proof.reason.startswith("bubblewrap's walls are not to be had: ")


def test_walls_with_a_gap_leave_the_next_weaker_level(monkeypatch: pytest.MonkeyPatch) -> None:
    found = iter([{"read a file": True}, {"read a file": False}])
    monkeypatch.setattr(bubblewrap, "prefix", lambda: ["env"])
    monkeypatch.setattr(probe, "probes", lambda _: next(found))
    proof = level.best()
    assert (proof.level, proof.reason) == (Level.SEALED, "bubblewrap's walls have gaps")


def test_an_act_that_is_let_through_leaves_no_level_but_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bubblewrap, "prefix", lambda: None)
    monkeypatch.setattr(probe, "probes", lambda _: {"use the network": True, probe.SEEING: True})
    with Proving() as proving:
        proof = proving.proof()
        assert proving.zygote is None
    assert proof.level is Level.OPEN
    assert proof.reason == "a sealed submission could still use the network"


def test_a_system_that_lacks_something_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    lack = system.Lack(reason="this is macOS", remedy="use Linux")
    monkeypatch.setattr(system, "lack", lambda: lack)
    before = processes()
    with Proving() as proving:
        assert processes() == before
        assert proving.proof() == Proof(
            level=Level.OPEN, probes={}, reason="this is macOS", remedy="use Linux"
        )


def test_nothing_is_left_of_a_proof() -> None:
    before = descriptors(), processes()
    level.best()
    with Proving():  # which is not waited for
        pass
    assert (descriptors(), processes()) == before


def test_less_than_what_is_asked_for_is_refused_with_the_remedy() -> None:
    proof = Proof(level=Level.OPEN, probes={}, reason="there is no Landlock", remedy="boot again")
    with pytest.raises(UsageError, match=r"there is no Landlock, and sealed is asked for: boot ag"):
        level.enough(proof, Level.SEALED)
    assert level.enough(proof, Level.OPEN) is Level.OPEN
