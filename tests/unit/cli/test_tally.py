"""The closing table of a run."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from autograder.cli.tally import Tally
from autograder.results import Verdict
from tests.unit.finals import final


def shown(*verdicts: Verdict) -> str:
    """Return the table of a class whose answers to q1 came to this."""
    tally = Tally()
    for number, verdict in enumerate(verdicts):
        result = final(f"s{number}", 40).row.result
        question = replace(result.questions[0], verdict=verdict)
        tally.add(replace(result, questions=(question,)), reused=False)
    console = Console(file=io.StringIO(), width=160)
    with console.capture() as capture:
        tally.show(console)
    return capture.get()


def test_who_has_nothing_to_judge_breaks_no_rule() -> None:
    assert "failed most  1 × 1.1 The sum is right." in shown(Verdict.FAILED, Verdict.MISSING)


def test_it_leads_with_what_groups_the_unexplained() -> None:
    first = shown(Verdict.FAILED).splitlines()[0]
    assert first.startswith("read first   1 are below full marks; known mistakes explain 0")
    assert "`autograder mistakes OUT` groups other wrong answers" in first
