"""What the self-test refuses before anything is written, one reason at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder import description
from autograder.authoring import bench
from autograder.authoring.vectors.build import Claim
from autograder.errors import DescriptionError
from autograder.results import Level
from tests.unit.authoring.conftest import (
    CASES,
    HEAD,
    MISTAKES,
    RULES,
    WHOLE,
    Author,
    changed,
    writer,
)

pytestmark = pytest.mark.slow


@contextmanager
def proved(author: Author, text: str) -> Iterator[list[Claim]]:
    """Yield what is claimed of an author's file."""
    with bench.built(author(text)) as built:
        yield [*built.claims(Level.OPEN)]


def refused(author: Author, text: str) -> list[str]:
    """Return the claims that do not hold, with their reasons."""
    with proved(author, text) as claims:
        return [f"{claim.name}: {claim.detail}" for claim in claims if not claim.holds]


def test_a_whole_exercise_is_proved_line_by_line(author: Author) -> None:
    with proved(author, WHOLE) as claims:
        assert [claim.name for claim in claims] == [
            "demo_scores.py: the right answer earns every point",
            "demo_scores.py: what students start from earns nothing",
            "the rules are worth the 10 points that are declared",
            "mistake one-sum",
            "mistake overflow",
            "rule 1.1, The probabilities are right: something breaks it",
            "rule 1.2, Large scores give probabilities too: something breaks it",
            "rule 1.3, It leaves Z as it was: something breaks it",
            "rule 1.4, It answers the same twice: something breaks it",
            "the hand-out contains no answer",
        ]
        assert all(claim.holds for claim in claims)


def test_a_right_answer_that_misses_a_rule_is_refused(author: Author) -> None:
    text = changed("    Z = shifted(Z)\n", "    Z -= Z.max(axis=0, keepdims=True)\n")
    (found,) = refused(author, text)
    assert found == (
        "demo_scores.py: the right answer earns every point: q1 is failed; 1.3 It leaves Z as it "
        "was: it changes Z in place: work on a copy (wrong in 2 of 2 cases)"
    )


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The refusals of a file with three faults: in its stub, a mistake and a rule."""
    head = HEAD.replace("    # BEGIN SOLUTION\n", "").replace("    # END SOLUTION\n", "")
    shift = "    Z = shifted(Z)\n"
    head = head.replace(shift, f"{shift}    note = 1  # SOLUTION\n")
    same = MISTAKES.replace("return E / E.sum()", "return probabilities(Z)")
    rules = RULES.replace('on="large"', "check=lambda answers: None")
    return refused(writer(tmp_path_factory.mktemp("faulty")), head + CASES + same + rules)


def test_a_stub_that_earns_points_is_refused(faulty: list[str]) -> None:
    assert faulty[0] == (
        "demo_scores.py: what students start from earns nothing: q1 is passed: mark as the "
        "solution what it must not return before it is filled in"
    )


def test_a_mistake_that_loses_nothing_is_refused(faulty: list[str]) -> None:
    assert faulty[1] == (
        "mistake one-sum: it earns every point: add a case that shows it, or a rule that looks at "
        "one"
    )


def test_a_rule_that_no_mistake_breaks_is_refused(faulty: list[str]) -> None:
    (found,) = (each for each in faulty if "1.2" in each)
    assert found == (
        "rule 1.2, Large scores give probabilities too: something breaks it: no mistake does: "
        "declare one with @mistake, or leave the rule out"
    )


def test_mistakes_that_cannot_be_told_apart_are_refused(author: Author) -> None:
    twin = MISTAKES + MISTAKES.split("\n\n\n")[0].replace("one_sum", "sum_of_all")
    found = refused(author, HEAD + CASES + twin + RULES)
    assert found == [
        "mistake one-sum: it cannot be told from sum-of-all: add a case that can",
        "mistake sum-of-all: it cannot be told from one-sum: add a case that can",
    ]


@pytest.fixture(scope="module")
def incomplete(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The refusals of a file with three faults: in its points, a mistake and the hand-out."""
    folder = tmp_path_factory.mktemp("incomplete")
    (folder / "assignment").mkdir()
    (folder / "assignment/README.md").write_text("Hint: `A = secret_of_the_solution(E)`")
    head = HEAD.replace("points=10", "points=100")
    silent = MISTAKES.replace("return E / E.sum()", "return None")
    found = refused(writer(folder), head + CASES + silent + RULES)
    assert len(found) == 3
    return found


def test_points_that_do_not_add_up_are_refused(incomplete: list[str]) -> None:
    assert incomplete[0] == (
        "the rules are worth the 100 points that are declared: they add up to 10"
    )


def test_a_mistake_without_an_answer_of_its_own_is_refused(incomplete: list[str]) -> None:
    why = "it cannot be recognised: add a case in which it returns numbers, at most 4096 of them"
    assert incomplete[1] == f"mistake one-sum: {why}"


def test_a_hand_out_with_an_answer_is_refused(incomplete: list[str]) -> None:
    assert incomplete[2].startswith("the hand-out contains no answer: README.md contains an answer")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '"It leaves Z as it was.", check=',
            '"It leaves Z as it was.", chek=',
            "unexpected keyword argument 'chek'",
        ),
        ("test_large = rule(", "rule(", "makes a rule that has no name: write test_... = rule("),
        ("test_large = ", "test_right = ", "gives the name test_right to a second thing"),
        ("def overflow", "def one_sum", "gives the name one_sum to a second thing"),
        ("    E = np.exp(Z)\n    A", "    E = input()\n    A", "asks a person for input: make"),
        ("    E = np.exp(Z)\n    A", "    plt.plot(Z)\n    A", "draws: have it return the numbers"),
        (
            "    E = np.exp(Z)\n    A",
            "    E = np.random.rand(3, 4)\n    A",
            "the right version answers differently each time: seed its random numbers",
        ),
        ('"""Three classes, four examples."""\n', "", "three_classes has no docstring: say why"),
        (
            "    What should the numbers in one column add up to?\n",
            "",
            "the mistake one_sum lacks words: write a docstring",
        ),
        ("@mistake(probabilities)\ndef overflow", "@mistake(shifted)\ndef overflow", "not graded"),
        ("call(random.normal(size=(3, 4)))", "random", "three_classes of probabilities: it return"),
        ("call(random.normal(size=(3, 4)))", "call(random)", "Z is a generator of random numbers"),
        ("call(random.normal(size=(3, 4)))", "call(random.no(1))", "it raises AttributeError its"),
        ("exercise(\n", "raise SystemExit(3)\nexercise(\n", "cannot be imported: SystemExit: 3"),
        ("call(random.normal(size=(3, 4)))", "call()", "probabilities does not take them"),
        ("call(random.normal(size=(3, 4)))", "call(3)", "the right version raises AttributeError"),
        ("call(random.normal(size=(3, 4)))", "call({1, 2})", "Z is a set: give numbers, texts"),
    ],
)
def test_what_cannot_work_is_named_with_what_to_do(
    author: Author, old: str, new: str, said: str
) -> None:
    with pytest.raises(DescriptionError) as error, bench.built(author(changed(old, new))):
        pass
    assert said in str(error.value)


def test_an_unknown_argument_is_named_with_the_one_that_is_meant(author: Author) -> None:
    described = author(changed('on="large"', 'onn="large"'))
    with (
        pytest.raises(DescriptionError, match=r"demo_scores\.py, line \d+\): write on$"),
        bench.built(described),
    ):
        pass


def test_a_file_with_the_name_of_a_module_is_refused(author: Author, tmp_path: Path) -> None:
    author(WHOLE).source.rename(tmp_path / "json.py")
    (tmp_path / "pyproject.toml").write_text('[tool.autograder]\nauthor = "json.py"\n')
    described = description.load(tmp_path / "pyproject.toml")
    with (
        pytest.raises(DescriptionError, match=r"json\.py has the name of the module json: rename"),
        bench.built(described),
    ):
        pass
