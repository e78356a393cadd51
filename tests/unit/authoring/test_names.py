"""An author's file cannot have the name of a module that is there already."""

from __future__ import annotations

import pytest

from autograder.authoring.names import is_taken


@pytest.mark.parametrize("name", ["json", "numpy", "autograder", "_pytest"])
def test_a_name_of_pythons_or_of_an_installed_package_is_taken(name: str) -> None:
    assert is_taken(name)


@pytest.mark.parametrize("name", ["softmax", "week_3"])
def test_any_other_name_is_free(name: str) -> None:
    assert not is_taken(name)
