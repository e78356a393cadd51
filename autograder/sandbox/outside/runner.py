"""Runs one submission after another and returns its answers.

An honest submission of our own is run first, and whenever it is asked: when its numbers are not
those that it must return, the fault is ours, and no student is judged by what comes back.

Nothing that a child does raises here; only the loss of our own processes does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

from autograder import system
from autograder.errors import GraderFault
from autograder.results import Level
from autograder.sandbox.answers import Answers, Ended
from autograder.sandbox.inside.serving import decode_case
from autograder.sandbox.outside import cases
from autograder.sandbox.outside.canary import Canary
from autograder.sandbox.outside.declared import Declared
from autograder.sandbox.outside.neighbours import are_refused, neighbours, source
from autograder.sandbox.outside.process import PlainStart
from autograder.sandbox.outside.rounds import Round, Rounds, setup
from autograder.sandbox.outside.zygote import Zygote, ZygoteLostError
from autograder.sandbox.walls import bubblewrap, seccomp
from autograder.sandbox.walls.sealing import SealError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.description import Assignment
    from autograder.sandbox.outside.child_run import ChildRun
    from autograder.vectors.model import Vector


_PATIENCE = 60.0  # seconds for the honest submission: a slow machine is no harm


class Runner:
    """Runs submissions through one zygote, which it replaces when it is lost.

    The zygote begins to get ready at once; entering the context waits for it, and has it run honest
    code of our own.

    Args:
        assignment: its functions, given helpers and limits.
        vectors: the test vectors; only their inputs cross the wall.
        level: how strongly to confine; one that was proved.
        zygote: a zygote of that level that was started; one is started otherwise.

    Raises:
        DescriptionError: a given helper module or data file cannot be read, or a package cannot
            be given to submissions.
        GraderFault: the process that runs submissions does not start.
    """

    def __init__(
        self,
        assignment: Assignment,
        vectors: Sequence[Vector],
        level: Level = Level.OPEN,
        zygote: Zygote | None = None,
    ) -> None:
        self._program = b"" if level is Level.OPEN else seccomp.program()
        plan = cases.plan(vectors, assignment)
        self._assignment = assignment
        self._limits = assignment.limits
        calls = [call for call, _ in plan]
        self._cases, self._blob = cases.encode(plan)
        self._rounds = Rounds(calls, assignment, self._play)
        self._canary = Canary(calls, [decode_case(case, self._blob) for case in self._cases])
        patient = replace(self._limits, call_seconds=_PATIENCE, submission_seconds=_PATIENCE)
        unhurried = [replace(call, seconds=None) for call in calls]
        patiently = replace(assignment, limits=patient)
        self._patiently = Rounds(unhurried, patiently, self._play)
        self._once = Rounds(unhurried[:1], patiently, self._play)
        self._function = calls[0].function if calls else ""
        self._declared = Declared(assignment)
        self._neighbours = [] if level is Level.OPEN else neighbours(assignment, self._declared)
        self._setup = setup(assignment, self._cases, self._declared)
        more = self._declared.readable
        self._walls = bubblewrap.prefix(more) or [] if level is Level.WALLED else []
        if zygote is not None and self._declared.readable:
            zygote.close()  # it may not see what is declared
            zygote = None
        self._zygote = self._begin(zygote)

    def __enter__(self) -> Self:
        try:
            self._wait()
            self.prove()
            self._prove_refused()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._zygote.close()
        self._declared.__exit__()

    def run(self, content: bytes, filename: str) -> Answers:
        """Return what the submission answers to every call.

        Args:
            content: the submission's bytes, with further files as `handed` packs them.
            filename: its name; the ending says whether it is a notebook.

        Raises:
            GraderFault: our own processes failed.
        """
        with self._declared.with_further(content) as own:
            return self._rounds.run(own, filename)

    def prove(self) -> None:
        """Run an honest submission of our own.

        Raises:
            GraderFault: its answers are not what they must be, or our own processes failed.
        """
        answers = self._patiently.run(self._canary.content, "canary.py")
        if not self._canary.is_right(answers):
            raise GraderFault(
                "honest code of the grader's own does not come back right from where submissions "
                "run: check that no helper module changes NumPy or Python, then run this again"
            )

    def _prove_refused(self) -> None:
        """Have code of our own try to open what lies beside that which submissions may read.

        Raises:
            GraderFault: it could.
        """
        if not self._neighbours:
            return
        content = source(self._neighbours, self._function)
        if not are_refused(self._once.run(content, "neighbours.py")):
            raise GraderFault(
                "a submission could read more than `packages` and `readable` declare: nothing was "
                "run; look for links among these files, or delete them from [tool.autograder]"
            )

    def _play(self, asked: Round) -> ChildRun:
        """Run one child. A zygote that is lost under it is replaced; the second time, it did it.

        A child that ended before it looked at the submission was lost by us.
        """
        for _ in range(2):
            child_run = asked.child_run()
            has_begun = False
            try:
                child = self._zygote.fork(asked.request, asked.content)
            except ZygoteLostError:
                self._replace()
                continue
            try:
                has_begun = child.begins()
                if has_begun:
                    child_run.listen(child, asked.call_seconds, asked.budget)
                    return child_run
            except ZygoteLostError:
                child_run.ended, child_run.detail = Ended.DIED, "it ended the process that runs it"
            finally:
                child.close()
            self._replace()
        if has_begun:
            return child_run
        raise GraderFault("the process that runs submissions was lost twice: run this again")

    def _begin(self, started: Zygote | None = None) -> Zygote | PlainStart:
        if system.lack() is not None:  # so that nothing above `open` was proved
            return PlainStart(self._setup, self._blob, ["autograder.sandbox.inside.honest"])
        zygote = started or Zygote(program=self._program, walls=self._walls)
        zygote.tell(self._setup, self._blob, self._limits)
        return zygote

    def _wait(self) -> None:
        if isinstance(self._zygote, Zygote):
            self._zygote.wait_until_ready()

    def _replace(self) -> None:
        self._zygote.close()
        try:
            self._zygote = self._begin()
            self._wait()
        except SealError as error:  # it could be done when the run began
            raise GraderFault(f"submissions cannot be sealed any more ({error})") from error
