"""Nothing of ours asks a package index for our own names: it has another project, or anybody's.

What is imported, `autograder`, is another project's there. The distribution, `vectorgrade`, is not
published, so that whoever takes the name could hand out what they like.

A path to a checkout or a wheel asks no index, and neither does naming the packages of an extra.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.authoring.handout.build import present
from autograder.description import find
from autograder.extras import PACKAGES, command
from autograder.files import read
from autograder.hosts.gradescope import bundle as gradescope
from autograder.zipping import zipped
from tests.meta.asked_of_an_index import NAMES, asks, found_in, members

ROOT = Path(__file__).parents[2]
# Where programs put things, and what students have handed in.
NOT_OURS = re.compile(
    r"(^|/)(\.git|\.venv[^/]*|demo-out|out|\.?\w*_cache|__pycache__|submissions)(/|$)"
)
PATHS = "from a checkout: pip install -e '.[otter]', from a wheel: pip install ./{0}-*.whl"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "line",
    [
        "pip install {0}",
        "pip install '{0}[similarity]'",
        "install {0}[otter]",
        "uv pip install --upgrade numpy {0}>=0.1",
        "uv tool install {0}",
        "pipx run {0} check",
        "conda install -c forge {0}",
    ],
)
def test_an_instruction_that_asks_for_our_name_is_seen(line: str, name: str) -> None:
    assert asks("page.md", line.format(name))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("line", ["{0}", "{0}[otter]>=0.1", "{0} ; extra == 'dev'"])
def test_a_requirement_of_our_name_is_seen(line: str, name: str) -> None:
    assert asks("requirements.txt", f"numpy\n{line.format(name)}\n")
    assert asks("environment.yml", f"- pip:\n  - {line.format(name)}\n")
    assert asks("a.dist-info/METADATA", f"Requires-Dist: {line.format(name)}\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_path_is_no_question_to_an_index(name: str) -> None:
    assert not asks("page.md", PATHS.format(name))
    assert not asks("environment.yml", f"- /{name}/source/engine/{name}-0.2.0-py3-none-any.whl\n")


def ours(folder: Path) -> Iterator[str]:
    """Yield the names of our files in a folder and its subfolders."""
    for path in sorted(folder.iterdir()):
        name = path.relative_to(ROOT).as_posix()
        if NOT_OURS.search(name):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from ours(path)
        elif path.is_file():
            yield name


def test_no_file_asks_an_index_for_our_name() -> None:
    texts = ((name, (ROOT / name).read_text("utf-8", "replace")) for name in ours(ROOT))
    assert found_in(texts) == {}


def test_nothing_for_students_asks_an_index_for_our_name() -> None:
    handout = find(ROOT).handout
    standing = {name: read(handout / name) for name in present(handout)}  # as it would be built
    assert found_in(members(zipped(standing))) == {}


def test_no_zip_for_gradescope_asks_an_index_for_our_name() -> None:
    assert found_in(members(gradescope.bundle(find(ROOT)))) == {}


@pytest.mark.parametrize("extra", sorted(PACKAGES))
def test_what_is_missing_is_installed_by_the_names_of_its_own_packages(extra: str) -> None:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    listed = described["project"]["optional-dependencies"][extra]
    assert list(PACKAGES[extra]) == listed
    assert not any(name in command(extra, "python") for name in NAMES)
