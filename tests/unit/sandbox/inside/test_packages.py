"""Importing what an exercise declares finds that, and nothing else that is installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox.inside.packages import UnfitError, bring


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before, finders, path = sys.modules.copy(), [*sys.meta_path], [*sys.path]
    yield
    for name in sys.modules.keys() - before.keys():
        del sys.modules[name]
    sys.meta_path[:], sys.path[:] = finders, path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "declared_one.py").write_text("import declared_two\nvalue = declared_two.value\n")
    (tmp_path / "declared_two.py").write_text("value = 3\n")
    (tmp_path / "undeclared_one.py").write_text("value = 4\n")
    (tmp_path / "asks_for_more.py").write_text("import undeclared_one\n")
    (tmp_path / "starts_a_thread.py").write_text(
        "import threading\nevent = threading.Event()\n"
        "thread = threading.Thread(target=event.wait, daemon=True)\nthread.start()\n"
    )
    return tmp_path


def told(folder: Path, *modules: str, places: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "modules": modules,
        "places": dict.fromkeys((*modules, *places), str(folder)),
        "readable": [],
    }


def test_a_package_is_imported_with_what_it_requires(folder: Path) -> None:
    bring(told(folder, "declared_one", places=("declared_two",)), [])
    assert sys.modules["declared_one"].value == 3


def test_the_search_path_is_as_it_was_and_the_finder_stays(folder: Path) -> None:
    before = [*sys.path]
    bring(told(folder, "declared_two", places=("declared_one",)), [])
    assert sys.path == before
    sys.path[:] = []
    import declared_one  # type: ignore[import-not-found]

    assert declared_one.value == 3


def test_what_lies_beside_a_package_is_not_found(folder: Path) -> None:
    with pytest.raises(UnfitError, match="asks_for_more, which cannot be imported here") as caught:
        bring(told(folder, "asks_for_more"), [])
    assert "No module named 'undeclared_one'" in str(caught.value)


def test_a_package_that_starts_threads_is_refused(folder: Path) -> None:
    with pytest.raises(UnfitError, match="starts_a_thread, which starts threads"):
        bring(told(folder, "starts_a_thread"), [])
    sys.modules["starts_a_thread"].event.set()
    sys.modules["starts_a_thread"].thread.join()


def test_libraries_are_loaded_before_the_package(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries = folder / "declared.libs"
    libraries.mkdir()
    for name in ("b.so", "a.so.1", "notes.txt"):
        (libraries / name).touch()
    loaded: list[str] = []

    def load(path: str) -> None:
        loaded.append(Path(path).name)
        raise OSError("it is empty")

    monkeypatch.setattr("ctypes.CDLL", load)
    bring(told(folder, "declared_two") | {"readable": [str(libraries), str(folder)]}, [])
    assert loaded == ["a.so.1", "b.so"]
    assert sys.modules["declared_two"].value == 3


def test_nothing_declared_changes_nothing() -> None:
    before = [*sys.meta_path]
    bring({"modules": [], "places": {}, "readable": []}, [])
    assert sys.meta_path == before
