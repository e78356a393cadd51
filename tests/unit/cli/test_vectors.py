"""The TA's commands: what they print, what they write, and what they refuse."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from typer.testing import CliRunner

from autograder.authoring.vectors.build import seed_of
from autograder.cli.vectors import app
from autograder.errors import UsageError, VectorFileError
from autograder.vectors import hdf5, observed
from autograder.vectors.observed import Observed

if TYPE_CHECKING:
    from pathlib import Path

DESCRIPTION = """
[tool.autograder]
id = "demo"
title = "Demo"
source = "source.py"
handout = "handout"
files = ["demo.py"]
hidden_suite = "tests"
hidden_vectors = "hidden.h5"
public_vectors = "public.h5"
vector_builder = "builder.py"
hints = "hints.json"
seed = 7

[[tool.autograder.questions]]
id = "q1"
function = "double"
title = "Twice"
"""
BUILDER = """
import numpy as np
from autograder.vectors.model import Group, Vector

GENERATOR = "demo 1"
FACTOR = 2.0

def design(which, seed):
    return [_vector(1, seed, ("triple",)), _vector(2, 0.0, ())]

def _vector(number, x, kills):
    y = np.array(FACTOR * x)
    return Vector(
        id=f"v{number:03}", question="q1", comment=f"Why <{number}>.", flags=("plain",),
        inputs={"x": float(x), "p": Group(kind="dict", items={"W1": np.ones((2, 3), order="F")})},
        returns="number", expected={"y": y}, scale={"y": np.abs(y) + 1.0}, kills=kills,
        fingerprints={name: {"y": y + x + 1.0} for name in kills},
    )

def hints():
    return {"triple": {"question": "q1", "title": "Three times.", "hint": "Look at the factor."}}

def claims(sets):
    yield "doubles", FACTOR == 2.0, "exactly"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(DESCRIPTION)
    (tmp_path / "builder.py").write_text(BUILDER)
    return tmp_path


def run(folder: Path, command: str, *options: str, exit_code: int = 0) -> str:
    arguments = [command, *options, "--assignment", str(folder)]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == exit_code
    return result.stdout


def run_json(folder: Path, command: str, *options: str, exit_code: int = 0) -> Any:
    return json.loads(run(folder, command, *options, "--json", exit_code=exit_code))


def change_answers(folder: Path) -> None:
    (folder / "builder.py").write_text(BUILDER.replace("FACTOR = 2.0", "FACTOR = 3.0"))


def test_build_is_a_dry_run_by_default(folder: Path) -> None:
    assert "Nothing was written" in run(folder, "build")
    assert not (folder / "hidden.h5").exists()


def test_build_writes_both_sets_when_told_to(folder: Path) -> None:
    run(folder, "build", "--write")
    assert hdf5.read(folder / "hidden.h5").seed == 7
    assert hdf5.read(folder / "public.h5").seed == seed_of("public", 7)


def test_the_public_set_does_not_name_the_seed_of_the_hidden_one() -> None:
    seeds = [seed_of("public", seed) for seed in range(1000)]
    assert len({*seeds, *range(1000)}) == 2000


def test_build_writes_to_a_folder_that_is_named(folder: Path) -> None:
    run(folder, "build", "-o", str(folder / "new" / "deep"))
    assert hdf5.read(folder / "new" / "deep" / "hidden.h5").seed == 7
    assert not (folder / "hidden.h5").exists()


def test_the_same_seed_gives_the_same_bytes(folder: Path) -> None:
    for name in ("one", "two"):
        run(folder, "build", "--seed", "5", "-o", str(folder / name))
    one, two = (folder / name / "hidden.h5" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_build_says_what_would_change(folder: Path) -> None:
    run(folder, "build", "--write")
    assert "unchanged" in run(folder, "build")
    change_answers(folder)
    assert "v001  expected changed: y, scale of y (by up to 0.32 S)" in run(folder, "build")


def test_build_says_which_observed_mistakes_are_out_of_date_and_keeps_them(folder: Path) -> None:
    run(folder, "build", "--write")
    seen = Observed(
        id="plus-one",
        question="q1",
        title="One more.",
        hint="Count.",
        calls_sha256=observed.calls_sha256(hdf5.read(folder / "hidden.h5").vectors, "q1"),
        prints={"v001": {"y": np.array(5.0)}},
    )
    observed.write(folder / "observed.h5", [seen])
    before = (folder / "observed.h5").read_bytes()
    assert "observed in a class" not in run(folder, "build")
    told = run(folder, "build", "--seed", "8", "--write")
    assert "plus-one, observed in a class, is out of date" in told
    assert (folder / "observed.h5").read_bytes() == before


def test_build_refuses_to_change_answers_of_unchanged_inputs(folder: Path) -> None:
    run(folder, "build", "--write")
    before = (folder / "hidden.h5").read_bytes()
    change_answers(folder)
    with pytest.raises(UsageError, match=r"hidden v001, public v001: .* --overwrite"):
        run(folder, "build", "--write")
    assert (folder / "hidden.h5").read_bytes() == before


def test_build_changes_answers_when_it_is_meant(folder: Path) -> None:
    run(folder, "build", "--write")
    change_answers(folder)
    run(folder, "build", "--write", "--overwrite")
    assert hdf5.read(folder / "hidden.h5").vectors[0].expected["y"] == 21.0


def test_a_damaged_set_is_rebuilt_when_it_is_meant(folder: Path) -> None:
    (folder / "hidden.h5").write_bytes(b"")
    with pytest.raises(VectorFileError, match="--write --overwrite"):
        run(folder, "build", "--write")
    run(folder, "build", "--write", "--overwrite")
    assert hdf5.read(folder / "hidden.h5").seed == 7


def test_build_prints_the_exposure_matrix(folder: Path) -> None:
    assert "triple" in run(folder, "build")
    assert "■·" in run(folder, "build")


def test_build_speaks_json(folder: Path) -> None:
    assert run_json(folder, "build")["hidden"]["changes"][0]["kind"] == "added"


def test_verify_prints_one_line_for_each_claim(folder: Path) -> None:
    run(folder, "build", "--write")
    lines = run(folder, "verify").splitlines()
    assert lines[-1] == "ok    doubles (exactly)"
    assert {line[:4] for line in lines} == {"ok  "}


def test_verify_fails_when_a_claim_does_not_hold(folder: Path) -> None:
    run(folder, "build", "--write")
    change_answers(folder)
    assert "FAIL  doubles (exactly)" in run(folder, "verify", exit_code=1)


def test_verify_speaks_json(folder: Path) -> None:
    run(folder, "build", "--write")
    claims = run_json(folder, "verify")
    assert claims[-1] == {"name": "doubles", "holds": True, "detail": "exactly"}


def test_verify_without_vectors_says_how_to_make_them(folder: Path) -> None:
    with pytest.raises(VectorFileError, match="vectors build --write"):
        run(folder, "verify")


def diff_files(folder: Path, *options: str) -> str:
    run(folder, "build", "-o", str(folder / "one"))
    change_answers(folder)
    run(folder, "build", "-o", str(folder / "two"))
    paths = [str(folder / name / "hidden.h5") for name in ("one", "two")]
    return CliRunner().invoke(app, ["diff", *paths, *options], catch_exceptions=False).stdout


def test_diff_names_what_changed_between_two_files(folder: Path) -> None:
    assert "v001  expected changed" in diff_files(folder)


def test_diff_speaks_json(folder: Path) -> None:
    (change,) = json.loads(diff_files(folder, "--json"))["changes"]
    assert (change["id"], change["kind"]) == ("v001", "expected changed")


def test_show_lists_every_vector(folder: Path) -> None:
    run(folder, "build", "--write")
    table = run(folder, "show")
    for words in ("hidden: demo", "public: demo", "v001", "v002", "x=7.0, p(2×3)", "Why <1>."):
        assert words in table


def test_show_renders_one_vector_whole(folder: Path) -> None:
    run(folder, "build", "--write")
    text = run(folder, "show", "v001", "--file", str(folder / "hidden.h5"))
    for words in ("x = 7.0", "p/W1  2×3 float64, Fortran order", "y  0-d float64", "14.", "S(y)"):
        assert words in text


def test_show_says_what_a_vector_cannot_see(folder: Path) -> None:
    run(folder, "build", "--write")
    text = run(folder, "show", "v002")
    assert "exposed: 0" in text
    assert "does not expose: 1\n  triple" in text


def test_show_speaks_json(folder: Path) -> None:
    run(folder, "build", "--write")
    vector = run_json(folder, "show", "v001")["hidden"]
    assert vector["inputs"] == {"x": 7.0, "p": {"W1": np.ones((2, 3)).tolist()}}
    assert len(run_json(folder, "show")["public"]) == 2


def test_an_unknown_vector_is_one_sentence(folder: Path) -> None:
    run(folder, "build", "--write")
    with pytest.raises(UsageError, match="no vector 'v999'"):
        run(folder, "show", "v999")


def test_show_has_the_exposure_matrix(folder: Path) -> None:
    run(folder, "build", "--write")
    assert "■·" in run(folder, "show", "--matrix")
    (row,) = run_json(folder, "show", "--matrix")
    assert row["exposed_by"] == {"hidden": ["v001"], "public": ["v001"]}


def test_the_matrix_is_a_page_that_needs_nothing_else(folder: Path) -> None:
    run(folder, "build", "--write")
    run(folder, "show", "--html", str(folder / "exposure.html"))
    page = (folder / "exposure.html").read_text("utf-8")
    assert "Why &lt;1&gt;." in page
    assert "off by 5.3e-01 S" in page
    for outside in ("http", "src=", "@import", "<script"):
        assert outside not in page


def test_a_page_that_cannot_be_written_is_one_sentence(folder: Path) -> None:
    run(folder, "build", "--write")
    with pytest.raises(UsageError, match="cannot be written"):
        run(folder, "show", "--html", str(folder / "absent" / "page.html"))
