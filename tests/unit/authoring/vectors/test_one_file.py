"""An author's cases become the vectors that a builder by hand would make."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.authoring.vectors import build
from autograder.errors import DescriptionError
from autograder.vectors.answers import Form
from autograder.vectors.model import Generator, Group, Vector
from tests.unit.authoring.conftest import HEAD, WHOLE, Author

START = """
import numpy as np
from autograder import Generator
from autograder.authoring import call, case, exercise, mistake, rule, scale

"""


def only(author: Author, text: str, which: str = "hidden") -> Vector:
    """Return the one vector of an author's file."""
    (vector,) = build.load(author(START + text)).build(which, 1).vectors
    return vector


def asked(body: str, drawn: str = "call(2.0)", marks: str = "") -> str:
    """Return a file with one function of `x` and `y`, and one case."""
    return f'''
def f(x, y=1):
    """Compute."""
{body}

exercise(f)

@case(f{marks})
def the_case(random):
    """Why."""
    return {drawn}
'''


def test_a_vector_goes_by_the_names_in_the_texts(author: Author) -> None:
    found = build.load(author(WHOLE)).build("hidden", 3)
    assert [vector.id for vector in found.vectors] == ["large_scores", "three_classes"]
    vector = found.vectors[1]
    assert (vector.comment, vector.flags) == ("Three classes, four examples.", ("plain", "repeat"))
    assert [*vector.inputs] == ["Z"]
    assert [*vector.expected] == ["A"]
    assert vector.kills == ("one-sum",)


def test_a_new_case_changes_no_other(author: Author) -> None:
    more = '''

@case(probabilities, "plain")
def a_case_before_all_others(random):
    """Two classes."""
    return call(random.normal(size=(2, 3)))
'''
    before = build.load(author(WHOLE)).build("hidden", 3).vectors
    after = build.load(author(WHOLE.replace(HEAD, HEAD + more))).build("hidden", 3).vectors
    kept = [vector for vector in after if vector.id != "a_case_before_all_others"]
    assert list(map(repr, kept)) == list(map(repr, before))


def test_hints_are_the_docstrings_of_mistakes(author: Author) -> None:
    hint = build.load(author(WHOLE)).hints()["overflow"]
    assert (hint.question, hint.title) == ("q1", "Large scores overflow.")
    assert hint.hint == "Which number can you subtract from every score?"


def test_an_answer_of_floats_is_kept_as_before(author: Author) -> None:
    assert only(author, asked("    return 2 * x")).returns == "number"
    assert only(author, asked("    return np.ones(3)")).returns == "array"
    assert only(author, asked("    return {'a': np.ones(3)}")).returns == "dict"


def test_parts_of_a_tuple_go_by_their_variables(author: Author) -> None:
    body = "    D = x > 1\n    cache = (x, D)\n    A = np.ones(2)\n    return A, cache"
    vector = only(author, asked(body))
    assert isinstance(vector.returns, Form)
    assert [*vector.expected] == ["A", "cache/x", "cache/D"]
    assert vector.parts["cache/D"].of == "bool"


def test_an_exception_can_be_the_right_answer(author: Author) -> None:
    vector = only(author, asked("    raise KeyError(x)", marks=", raises=LookupError"))
    assert vector.returns == Form(kind="raises", text="LookupError")


def test_nan_is_an_answer_where_the_case_says_so(author: Author) -> None:
    vector = only(author, asked("    return np.array([x, np.nan])", marks=", finite=False"))
    assert vector.parts["answer"].finite is False
    with pytest.raises(DescriptionError, match="answer holds nan or inf"):
        only(author, asked("    return np.array([x, np.nan])"))


def test_a_seed_is_part_of_the_case(author: Author) -> None:
    vector = only(author, asked("    return np.random.rand() + x", marks=", seed=5"))
    assert vector.seed == 5
    np.random.seed(5)
    assert vector.expected["answer"] == np.random.rand() + 2


def test_keywords_and_generators_are_passed_as_they_are(author: Author) -> None:
    vector = only(author, asked("    return x.random() + y", "call(Generator(3), y=2)"))
    assert vector.inputs == {"x": Generator(3), "y": 2}
    assert vector.keywords == ("y",)


def test_the_largest_entry_is_the_scale_unless_the_author_says_more(author: Author) -> None:
    body = "    A = np.array([3.0, -4.0])\n    return A"
    assert only(author, asked(body)).scale["A"].tolist() == [4, 4]
    declared = "\n@scale(f)\ndef terms(x, y=1):\n    return np.array([-7.0, 8.0])\n"
    assert only(author, asked(body) + declared).scale["A"].tolist() == [7, 8]
    other = declared.replace("[-7.0, 8.0]", "1.0")
    with pytest.raises(DescriptionError, match="its scale has other parts than the answer"):
        only(author, asked(body) + other)


def test_nothing_but_zeros_is_measured_by_one(author: Author) -> None:
    assert only(author, asked("    return 0.0 * x")).scale["answer"] == 1


@pytest.mark.parametrize(
    ("drawn", "marks", "students"),
    [
        ("call(random.random())", "", True),
        ("call(2.0)", "", False),
        ("call(2.0)", ", public=True", True),
        ("call(random.random())", ", public=False", False),
    ],
)
def test_students_receive_what_tells_nothing_of_the_hidden_cases(
    author: Author, drawn: str, marks: str, students: bool
) -> None:
    builder = build.load(author(START + asked("    return x", drawn, marks)))
    assert bool(builder.build("public", 1).vectors) is students


def test_a_class_is_asked_by_calls_that_follow_one_another(author: Author) -> None:
    vector = only(
        author,
        '''
class Sum:
    """Add up."""

    def __init__(self):
        self.total = 0.0

    def add(self, pair):
        (left, right) = pair
        self.total += left + right
        return self.total

exercise(Sum)

@case(Sum)
def twice(random):
    """Why."""
    adder = call()
    first = adder.add((1.0, 2.0))
    second = adder.add((first, 3.0))
    return adder, first, second
''',
    )
    assert [step.name for step in vector.steps] == ["adder", "first", "second"]
    numbers: dict[str, Any] = {name: float(array) for name, array in vector.expected.items()}
    assert numbers == {"first": 3, "second": 9}
    first = vector.inputs["first"]
    assert isinstance(first, Group)
    pair = first.items["pair"]
    assert isinstance(pair, Group)
    assert [*pair.items] == ["left", "right"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (asked("    raise KeyError(x)"), "raises KeyError: 2.0; correct the case, or say raises="),
        (asked("    return x", marks=", raises=KeyError"), "does not raise KeyError: correct one"),
        (asked("    return x, object()"), "is of type object, which no answer can be"),
    ],
)
def test_what_the_right_version_cannot_answer_names_the_case(
    author: Author, text: str, said: str
) -> None:
    with pytest.raises(DescriptionError, match="the case the_case of f: ") as refused:
        only(author, text)
    assert said in str(refused.value)
