"""A description is read whole, or refused with the line that has to change."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import exercise, written
from autograder.description import find, load
from autograder.errors import DescriptionError

ROOT = Path(__file__).parents[2]
TEXT = """[tool.other]
seed = "not ours"
[tool.autograder]
id = "p"
title = "P"
source = "solutions/ref.py"
handout = "assignment"
files = ["p.ipynb", "p.py"]
given = { np = "numpy" }
hidden_suite = "tests/hidden"
hidden_vectors = "datasets/hidden.h5"
public_vectors = "datasets/public.h5"
vector_builder = "solutions/vectors.py"
hints = "datasets/hints.json"
seed = 1

[[tool.autograder.questions]]
id = "q1"
function = "f"
title = "F"

[[tool.autograder.questions]]
id = "q2"
function = "g"
title = "G"

[tool.autograder.limits]
call_seconds = 1

[tool.autograder.gradescope]
visibility = "visible"

[tool.autograder.late_policy]
slip_days = 2
"""


def described(folder: Path, text: str) -> Path:
    path = folder / "pyproject.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_description_is_read_with_its_defaults(tmp_path: Path) -> None:
    found = load(described(tmp_path, TEXT))
    assert (found.id, found.seed, found.secret, found.notebook) == ("p", 1, (), None)
    assert found.source == tmp_path / "solutions/ref.py"
    assert (found.limits.call_seconds, found.limits.memory_mib) == (1, 512)
    assert found.functions == ("f", "g")
    assert found.late_policy is not None
    assert found.late_policy.slip_days == 2
    assert found.gradescope.stdout_visibility == "hidden"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("seed = 1", "sed = 1", ":15 has an unknown field `sed`: write `seed`"),
        ("seed = 1", "seed = 1\nwishes = 2", ":16 has an unknown field `wishes`: delete that line"),
        ('handout = "assignment"\n', "", ":3 lacks the field `handout`: add it"),
        ("seed = 1", 'seed = "1"', ":15 has `seed` = '1': it must be a whole number"),
        ("seed = 1", "seed = true", ":15 has `seed` = True: it must be a whole number"),
        ('source = "solutions/ref.py"', "source = 3", ":6 has `source` = 3: it must be a path"),
        ('files = ["p.ipynb", "p.py"]', 'files = "p.py"', ":8 has `files` = 'p.py': it must be a"),
        ('"p.py"]', "3]", ":8 has `files.1` = 3: it must be a text"),
        ('{ np = "numpy" }', "{ np = 3 }", ":9 has `given` = 3: it must be a text"),
        ('title = "G"', "title = 3", ":25 has `title` = 3: it must be a text"),
        ('title = "G"\n', "", ":22 lacks the field `title`: add it"),
        (
            'title = "G"',
            'title = "G"\ntolerence = 1',
            ":26 has an unknown field `tolerence`: write `tolerance`",
        ),
        ('id = "q2"', 'id = "q1"', ":17 has no question, or one twice: give each an id"),
        ("call_seconds = 1", "call_seconds = 0", ":28 has a limit `call_seconds` of 0: set more"),
        ("call_seconds = 1", "call_seconds = nan", ":28 has a limit `call_seconds` of nan"),
        ("call_seconds = 1", "call_seconds = inf", ":28 has a limit `call_seconds` of inf"),
        ("call_seconds = 1", "memory_mib = 2000000", ":28 has a limit `memory_mib` of 2e+06: set"),
        ("call_seconds = 1", 'call_seconds = "2"', ":28 has `call_seconds` = '2': it must be a n"),
        ('"visible"', '"all"', ":31 has `visibility` = 'all': it must be one of visible, hidden"),
        (
            "slip_days = 2",
            "slip = 2",
            ":34 has a wrong `late_policy`: Object contains unknown field",
        ),
        ("slip_days = 2", "slip_days = 1.5", ":34 has a wrong `late_policy`: Expected `int`, got"),
        ("[tool.autograder.limits]\ncall_seconds = 1", "", ""),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    assert old in TEXT
    path = described(tmp_path, TEXT.replace(old, new, 1))
    if not sentence:
        assert load(path).limits.call_seconds == 2
        return
    with pytest.raises(DescriptionError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}{sentence}")


def test_a_key_of_an_earlier_version_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(written._GONE, "bonus", "delete that line, and give points in the suite")
    path = described(tmp_path, TEXT.replace("seed = 1", "seed = 1\nbonus = 2"))
    with pytest.raises(DescriptionError, match=r":16 has a field of an earlier version, `bonus`"):
        load(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [("a = = 1\n", "is not usable"), ("[project]\n", r"has no table \[tool\.autograder\]")],
)
def test_a_file_without_description_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(DescriptionError, match=words):
        load(described(tmp_path, text))


def test_a_table_in_one_line_is_named_with_that_line(tmp_path: Path) -> None:
    text = TEXT.replace("[tool.autograder.limits]\ncall_seconds = 1\n", "").replace(
        "seed = 1", "seed = 1\nlimits = { memory = 1 }"
    )
    with pytest.raises(
        DescriptionError, match=r":16 has an unknown field `memory`: write `memory_"
    ):
        load(described(tmp_path, text))


def test_the_hand_out_s_file_is_read_by_the_same_rules(tmp_path: Path) -> None:
    checks = tmp_path / exercise.FOLDER
    checks.mkdir()
    content = exercise.encode(find(ROOT))
    (checks / exercise.FILE).write_bytes(content.replace(b'"call_seconds": 2.0', b'"call": 2.0'))
    with pytest.raises(
        DescriptionError, match="has an unknown field `call`: take it from the hand"
    ):
        exercise.read(checks)


def test_packages_and_data_files_are_read(tmp_path: Path) -> None:
    more = 'seed = 1\npackages = ["scipy.optimize"]\nreadable = ["data/cities.csv"]'
    found = load(described(tmp_path, TEXT.replace("seed = 1", more)))
    assert found.packages == ("scipy.optimize",)
    assert found.readable == (tmp_path / "data/cities.csv",)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('packages = "scipy"', ":16 has `packages` = 'scipy': it must be a list"),
        ("packages = [1]", ":16 has `packages.0` = 1: it must be a text"),
        ('pakages = ["scipy"]', ":16 has an unknown field `pakages`: write `packages`"),
        ("readable = [1]", ":16 has `readable.0` = 1: it must be a path"),
        ('readable = ["solutions/ref.py"]', ":16 has ref.py in `readable`, which students must"),
        ('readable = ["datasets/hidden.h5"]', ":16 has hidden.h5 in `readable`, which students"),
        ('readable = ["tests/hidden/x.csv"]', ":16 has x.csv in `readable`, which students must"),
        ('readable = ["a/x.csv", "b/x.csv"]', ":16 has two files named x.csv for the hand-out's"),
        ('readable = ["a/public.h5"]', ":16 has two files named public.h5 for the hand-out's"),
        ('further = ["a/b.csv"]', ":16 has 'a/b.csv' in `further`: name other files, without fo"),
        ('further = ["../b.csv"]', ":16 has '../b.csv' in `further`"),
        ('further = ["data"]', ":16 has 'data' in `further`"),
        ('further = ["p.py"]', ":16 has 'p.py' in `further`"),
        ('marks = "marks.csv"', ":16 has `marks`, and every question has a `function`: delete"),
    ],
)
def test_what_may_not_be_declared_is_named_with_its_line(
    tmp_path: Path, line: str, sentence: str
) -> None:
    path = described(tmp_path, TEXT.replace("seed = 1", f"seed = 1\n{line}"))
    with pytest.raises(DescriptionError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}{sentence}")


def test_data_that_students_receive_may_be_readable_too(tmp_path: Path) -> None:
    more = 'seed = 1\ndata = ["datasets/toy.h5"]\nreadable = ["datasets/toy.h5"]'
    assert load(described(tmp_path, TEXT.replace("seed = 1", more))).readable
