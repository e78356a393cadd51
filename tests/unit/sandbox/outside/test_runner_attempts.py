"""What a submission may try on the grader harms only itself."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.description import Assignment
from autograder.sandbox.outside.runner import Runner
from autograder.sandbox.wire import State
from autograder.vectors.model import Vector
from tests.unit.sandbox.handed import GOOD, Run, assert_honest, body, endings, number, processes


@pytest.mark.parametrize("count", [1, 5, 1000, 1 << 20])
def test_rubbish_on_the_reply_pipe_is_the_submissions_own_end(run: Run, count: int) -> None:
    text = f"import os\nfor fd in range(3, 64):\n    try: os.write(fd, b'\\x03' * {count})\n"
    answers = run(body(text + "    except OSError: pass\nreturn 1.0"))
    assert endings(answers)[2:4] == ["returned", "returned"]


def test_the_lines_that_were_run_are_told(run: Run) -> None:
    answers = run("import os\nk2 = 2\nprint(k2)\ndef f(_, k):\n    return k2\n")
    assert answers.taken == ("line 2", "lines 4-5")


def test_a_slice_told_by_the_submission_itself_is_refused(run: Run) -> None:
    text = """
        import os, struct
        def forge():
            place = b"line 777"
            body = struct.pack("<IBH", 1, 1, len(place)) + place
            for fd in range(3, 64):
                try: os.write(fd, struct.pack("<BI", 4, len(body)) + body)
                except OSError: pass
        x = forge()
        def f(_, k):
            return x
    """
    assert "line 777" not in run(text).taken


@pytest.mark.parametrize("state", [State.DEFINED, State.MISSING])
def test_a_forged_load_report_does_not_confuse_the_run(run: Run, state: State) -> None:
    text = f"""
        import os, struct
        def forge():
            body = struct.pack("<H", 0) + struct.pack("<BH", {int(state)}, 0) * 2 + b"\\x00"
            for fd in range(3, 64):
                try: os.write(fd, struct.pack("<BI", 2, len(body)) + body)
                except OSError: pass
        x = forge()
        def f(_, k):
            return x
    """
    answers = run(text)
    assert set(answers.first) <= {"v1", "v2", "v3", "v4"}


def test_endless_statement_records_end_with_the_time_limit(hasty: Runner) -> None:
    text = """
import os
def flood():
    while True:
        os.write(3, b"\\x01\\x04\\x00\\x00\\x00\\x00\\x00\\x00\\x00" * 1000)
        os.write(4, b"\\x01\\x04\\x00\\x00\\x00\\x00\\x00\\x00\\x00" * 1000)
        for fd in range(5, 64):
            try: os.write(fd, b"\\x01\\x04\\x00\\x00\\x00\\x00\\x00\\x00\\x00" * 1000)
            except OSError: pass
x = flood()
def f(_, k):
    return x
"""
    hasty.run(text.encode(), "a.py")
    assert_honest(hasty.run(GOOD.encode(), "b.py"))


def test_output_goes_nowhere_and_hurts_nobody(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    text = "import os, sys\nfor _ in range(2000): print('x' * 1000)\n"
    text += "print('y', file=sys.stderr)\nos.write(1, b'z')\nos.write(2, b'z')\nreturn 1.0"
    assert number(run(body(text)).first["v1"]) == 1.0
    assert capfd.readouterr() == ("", "")


def test_no_file_can_be_written(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "written"
    run(body(f"with open({str(path)!r}, 'w') as w: w.write('x')\nreturn 1.0"))
    assert not path.exists() or path.read_bytes() == b""


LEAVE_BEHIND = """
import os, time
def f(x, k):
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while True: time.sleep(1)
            os._exit(0)
    {end}
"""


@pytest.mark.parametrize("end", ["return 1.0", "os._exit(0)", "os.abort()", "while True: pass"])
def test_no_process_is_left_behind(hasty: Runner, end: str) -> None:
    before = processes()
    hasty.run(LEAVE_BEHIND.format(end=end).encode(), "a.py")
    assert processes() == before


# Some kernels are built without the files that list a process's children.
NO_CHILDREN_FILES = """
import builtins

reading = builtins.open

def without(path, *arguments, **more):
    if str(path).endswith("/children"):
        raise FileNotFoundError(path)
    return reading(path, *arguments, **more)

builtins.open = without
"""


def test_no_process_is_left_behind_where_no_file_lists_children(
    assignment: Assignment, vectors: tuple[Vector, ...], tmp_path: Path
) -> None:
    helper = tmp_path / "kernel.py"
    helper.write_text(NO_CHILDREN_FILES, "utf-8")
    with Runner(replace(assignment, helpers=(helper,)), vectors) as runner:
        before = processes()
        answers = runner.run(LEAVE_BEHIND.format(end="return 1.0").encode(), "a.py")
        assert processes() == before
        assert endings(answers)[0] == "returned"


def test_a_child_that_forks_and_answers_twice_does_not_confuse_the_run(run: Run) -> None:
    answers = run(body("import os; os.fork(); return 1.0"))
    assert set(answers.first) == {"v1", "v2", "v3", "v4"}


def test_a_thread_that_goes_on_ends_with_the_submission(run: Run) -> None:
    text = "import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()\n"
    assert number(run(body(text + "return 1.0")).first["v1"]) == 1.0


@pytest.mark.parametrize("signal", ["SIGKILL", "SIGTERM", "SIGSEGV"])
def test_a_lost_zygote_is_replaced_and_not_the_graders_fault(run: Run, signal: str) -> None:
    answers = run(body(f"import os, signal; os.kill(os.getppid(), signal.{signal})\nreturn 1.0"))
    assert answers.first


def test_a_zygote_that_is_lost_between_runs_is_replaced(
    assignment: Assignment, vectors: tuple[Vector, ...]
) -> None:
    before = processes()
    with Runner(assignment, vectors) as runner:
        for pid in processes() - before:
            os.kill(pid, 9)
        assert_honest(runner.run(GOOD.encode(), "a.py"))


def test_tampering_with_the_childs_own_driver_harms_only_itself(run: Run) -> None:
    text = """
        import sys, gc, struct, builtins
        for module in list(sys.modules.values()):
            if getattr(module, "__name__", "").startswith("autograder"):
                for name in list(vars(module)):
                    if not name.startswith("__"): setattr(module, name, None)
        builtins.len = lambda _: 0
        struct.pack = lambda *_: b""
        np.asarray = lambda *_: None
        x = 1.0
        def f(_, k):
            return x
    """
    run(text)
