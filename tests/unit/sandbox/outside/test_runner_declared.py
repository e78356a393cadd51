"""What an exercise declares is there for a submission, sealed or at home, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from autograder.description import Assignment
from autograder.errors import DescriptionError, UsageError
from autograder.handed import packed
from autograder.results import Level
from autograder.sandbox.answers import Answers, Ended
from autograder.sandbox.outside.runner import Runner
from autograder.student import runner as at_home
from autograder.vectors.model import Vector
from tests.unit.sandbox.handed import G, body, number

pytestmark = pytest.mark.slow

Run = Callable[[str], Answers]


@pytest.fixture(scope="module")
def declaring(assignment: Assignment, tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """An assignment with a package, which a helper imports too, and a data file."""
    folder = tmp_path_factory.mktemp("declared")
    (folder / "cities.csv").write_text("1,2\n")
    (folder / "other.csv").write_text("3,4\n")
    helper = folder / "tell.py"
    helper.write_text("import jinja2\n\ndef told(x):\n    return jinja2.Template('7').render()\n")
    return replace(
        assignment,
        packages=("jinja2.sandbox",),
        readable=(folder / "cities.csv",),
        helpers=(helper,),
        source=folder / "other.csv",
    )


@pytest.fixture(scope="module", params=["sealed", "at home"])
def run(
    request: pytest.FixtureRequest, declaring: Assignment, vectors: tuple[Vector, ...]
) -> Iterator[Run]:
    if request.param == "at home":
        yield lambda text: at_home.run(declaring, vectors, text.encode(), "a.py")
        return
    with Runner(declaring, vectors, Level.SEALED) as runner:
        yield lambda text: runner.run(text.encode(), "a.py")


USING = """
import os
import jinja2.ext
from jinja2 import Template

z = np.loadtxt('data/cities.csv', delimiter=',')

def used(x):
    return [
        float(Template('7').render()),
        len(jinja2.ext.__name__),
        told(x),
        z.sum(),
        open('data/cities.csv').read()[0],
        len(os.listdir('.')),
        len(os.listdir('data')),
    ]
"""


def test_what_is_declared_is_there(run: Run) -> None:
    expected = [7.0, len("jinja2.ext"), "7", 3.0, "1", 1, 1]
    answer = run(USING + body(f"return float(used(x) == {expected!r})")).first["v1"]
    assert answer.ended is Ended.RETURNED, answer
    assert number(answer) == 1.0


def test_a_package_that_is_not_declared_is_named(run: Run) -> None:
    answers = run("import yaml\n" + body("return yaml.safe_load('7')"))
    raised = answers.first["v1"].raised
    assert raised is not None
    assert raised.cause == "yaml is not available to the grader"
    assert answers.notes == ("line 1: import yaml: not available to the grader",)


def test_a_file_that_is_not_declared_is_named(run: Run) -> None:
    raised = run(body("return np.loadtxt('data/other.csv').sum()")).first["v1"].raised
    assert raised is not None
    assert "data/other.csv" in raised.text


def test_what_lies_beside_the_original_is_refused(run: Run, declaring: Assignment) -> None:
    for path in (declaring.source, declaring.readable[0]):
        answer = run(body(f"return float(open({str(path)!r}).read()[0])")).first["v1"]
        assert answer.ended is Ended.REFUSED


def test_data_cannot_be_changed(run: Run) -> None:
    answer = run(body("return float(open('data/cities.csv', 'a').write('7'))")).first["v1"]
    assert answer.ended is Ended.REFUSED
    assert number(run(body("return float(open('data/cities.csv').read()[0])")).first["v1"]) == 1.0


def test_a_package_that_is_not_installed_is_one_sentence(
    assignment: Assignment, vectors: tuple[Vector, ...]
) -> None:
    lacking = replace(assignment, packages=("no_such_package",))
    with pytest.raises(DescriptionError, match="`packages` names no_such_package, which is not in"):
        Runner(lacking, vectors)
    with pytest.raises(DescriptionError, match="install no_such_package here"):
        at_home.run(lacking, vectors, (body("return 1.0") + G).encode(), "a.py")


@pytest.mark.parametrize("level", [Level.OPEN, Level.SEALED])
def test_a_part_that_a_package_does_not_have_is_one_sentence(
    assignment: Assignment, vectors: tuple[Vector, ...], level: Level
) -> None:
    lacking = replace(assignment, packages=("jinja2.no_such_part",))
    runner = Runner(lacking, vectors, level)
    with pytest.raises(DescriptionError, match=r"jinja2\.no_such_part, which cannot be imported"):
        runner.__enter__()
    with pytest.raises(UsageError, match=r"jinja2\.no_such_part, which cannot be imported"):
        at_home.run(lacking, vectors, (body("return 1.0") + G).encode(), "a.py")


# Further files that are handed in


@pytest.fixture(scope="module", params=["sealed", "at home"])
def run_piece(
    request: pytest.FixtureRequest, assignment: Assignment, vectors: tuple[Vector, ...]
) -> Iterator[Callable[[bytes], Answers]]:
    more = replace(assignment, further=("weights.csv", "own_part.py"))
    if request.param == "at home":
        yield lambda piece: at_home.run(more, vectors, piece, "a.py")
        return
    with Runner(more, vectors, Level.SEALED) as runner:
        yield lambda piece: runner.run(piece, "a.py")


FURTHER = {"weights.csv": b"3,4\n", "own_part.py": b"def seven():\n    return 7.0\n"}


@pytest.mark.parametrize(
    "text",
    [
        body("return np.loadtxt('weights.csv', delimiter=',').sum()"),
        "import own_part\n" + body("return own_part.seven()"),
        "from own_part import seven\n" + body("return seven()"),
    ],
)
def test_a_further_file_can_be_read_and_a_further_module_imported(
    run_piece: Callable[[bytes], Answers], text: str
) -> None:
    assert number(run_piece(packed(text.encode(), FURTHER)).first["v1"]) == 7.0


def test_a_further_file_is_gone_for_the_next_submission(
    run_piece: Callable[[bytes], Answers],
) -> None:
    text = body("return np.loadtxt('weights.csv', delimiter=',').sum()").encode()
    assert number(run_piece(packed(text, FURTHER)).first["v1"]) == 7.0
    raised = run_piece(text).first["v1"].raised
    assert raised is not None
    assert "weights.csv" in raised.text


def test_a_file_that_is_not_declared_is_left_out(run_piece: Callable[[bytes], Answers]) -> None:
    text = body("return float(open('more.csv').read())").encode()
    for name in ("more.csv", "../more.csv", "/tmp/more.csv"):
        assert run_piece(packed(text, {name: b"7"})).first["v1"].ended is Ended.RAISED


def test_where_nothing_is_declared_a_piece_is_a_file_like_any_other(run: Run) -> None:
    piece = packed(body("return 7.0").encode(), FURTHER)
    assert run(piece.decode()).first.get("v1") is None
