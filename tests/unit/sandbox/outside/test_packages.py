"""Packages that an exercise declares: exactly their own files, and those of what they require."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.errors import DescriptionError
from autograder.sandbox.outside.packages import Packages, installation_folders, resolved


class Installation:
    """A folder in which distributions are installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "site-packages"
        self.folder.mkdir()

    def add(self, name: str, *files: str, requires: tuple[str, ...] = ()) -> None:
        """Install a distribution that brings these files."""
        info = self.folder / f"{name}-1.0.dist-info"
        for file in files:
            path = self.folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        info.mkdir()
        lines = [f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"]
        lines += [f"Requires-Dist: {each}\n" for each in requires]
        (info / "METADATA").write_text("".join(lines))
        own = f"{info.name}/METADATA"
        (info / "RECORD").write_text("".join(f"{file},,\n" for file in (*files, own, "../x")))

    def resolved(self, *names: str) -> Packages:
        return resolved(names, [str(self.folder)])

    def readable(self, *names: str) -> list[str]:
        """Return what may be read, as paths below the folder."""
        found = map(Path, self.resolved(*names).readable)
        return sorted(path.relative_to(self.folder).as_posix() for path in found)


@pytest.fixture
def installed(tmp_path: Path) -> Installation:
    made = Installation(tmp_path)
    made.add(
        "scipy",
        "scipy/__init__.py",
        "scipy/optimize/__init__.py",
        "scipy.libs/libblas.so",
        requires=("numpy<3", 'pytest; extra == "test"', "Some_Helper>=1 ; python_version > '3'"),
    )
    made.add("some-helper", "helper.py", "_helper.cpython-311-x86_64-linux-gnu.so")
    made.add("pytest", "pytest/__init__.py", requires=("scipy",))
    made.add("numpy", "numpy/__init__.py")
    made.add("one", "shared/one/__init__.py", "shared/one/more.py", "shared/single.py")
    made.add("two", "shared/two/__init__.py")
    made.add("py-dotted.Name", "dotted/__init__.py")
    made.add("vectorgrade", "autograder/__init__.py")
    made.add("clever", "clever/__init__.py", requires=("vectorgrade",))
    return made


def test_a_package_is_its_own_folder_its_libraries_and_what_it_requires(
    installed: Installation,
) -> None:
    found = installed.resolved("scipy")
    assert installed.readable("scipy") == [
        "_helper.cpython-311-x86_64-linux-gnu.so", "helper.py", "scipy", "scipy.libs",
    ]  # fmt: skip
    assert found.places == dict.fromkeys(("scipy", "helper", "_helper"), str(installed.folder))
    assert found.versions == {"scipy": "1.0", "some-helper": "1.0"}


def test_what_only_an_extra_requires_is_not_part_of_it(installed: Installation) -> None:
    assert "pytest" not in installed.readable("scipy")
    assert "pytest" in installed.readable("pytest")


def test_of_a_folder_that_is_shared_only_its_own_part_is_readable(installed: Installation) -> None:
    assert installed.readable("shared") == ["shared/one", "shared/single.py", "shared/two"]
    one = resolved(["shared"], [str(installed.folder)]).places
    assert one == {"shared": str(installed.folder)}


def test_a_part_of_a_package_is_imported_beforehand_and_the_whole_is_readable(
    installed: Installation,
) -> None:
    found = installed.resolved("scipy.optimize")
    assert found.modules == ("scipy.optimize",)
    assert "scipy" in installed.readable("scipy.optimize")


def test_what_is_installed_later_is_found(installed: Installation) -> None:
    os.utime(installed.folder, (0, 0))  # a later change must differ, however coarse the clock is
    assert installed.resolved("shared").versions.keys() == {"one", "two"}
    installed.add("three", "shared/three/__init__.py")
    assert installed.resolved("shared").versions.keys() == {"one", "two", "three"}


def test_nothing_declared_is_nothing_readable(installed: Installation) -> None:
    assert installed.resolved() == Packages()


def test_the_grader_is_never_part_of_a_package(installed: Installation) -> None:
    assert installed.readable("clever") == ["clever"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("scypi", "is not installed in this Python: write `scipy`, or install scypi here"),
        ("xyzw", "is not installed in this Python: install xyzw here"),
        ("py-dotted.Name", "is no name that can be imported: write `dotted`, as it is imported"),
        ("some-helper", "write `helper`, as it is imported"),
        ("../x", "is no name that can be imported"),
        ("a b", "is no name that can be imported"),
        ("", "is no name that can be imported"),
        ("json", "is always there: delete it"),
        ("numpy", "is always there: delete it"),
        ("numpy.linalg", "is always there: delete it"),
        ("autograder", "is the grader itself: delete it"),
    ],
)
def test_what_cannot_be_declared_is_named_with_what_to_do(
    installed: Installation, name: str, words: str
) -> None:
    with pytest.raises(DescriptionError) as caught:
        installed.resolved(name)
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"`packages` names {name}, which ")


def test_packages_of_this_interpreter_are_found() -> None:
    found = resolved(["jinja2"])
    assert {"jinja2", "markupsafe"} <= {*found.places}
    assert {*found.places.values()} <= {*installation_folders()}
