"""Explores functions in this process: those of the catalogue are no file to send to another."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
MODULES = "content crew diagnosis looks minimum outcome page plan run search student training"


@contextmanager
def beside(*folders: str) -> Iterator[None]:
    """Have modules imported from folders of this repository, and no longer than that."""
    with pytest.MonkeyPatch.context() as patch:
        for folder in folders:
            patch.syspath_prepend(str(ROOT / folder))
        yield


def explorer() -> dict[str, Any]:
    """Return the modules of assignment/explore by their names."""
    with beside("assignment"):
        return {name: importlib.import_module(f"explore.{name}") for name in MODULES.split()}


def catalogue() -> dict[str, Any]:
    """Return the catalogue's misconceptions by their ids, and the reference as a module."""
    before = set(sys.modules)
    with beside("assignment", "solutions"):
        kept = sys.modules.pop("regularization", None)
        found = importlib.import_module("misconceptions").CATALOGUE
        reference = importlib.import_module("regularization")
    for name in set(sys.modules) - before:
        if name == "regularization":
            del sys.modules[name]
    if kept is not None:
        sys.modules["regularization"] = kept
    return {each.id: each for each in found} | {"": reference}


def explored(functions: dict[str, Callable[..., Any]], data: Any, plan: Any) -> Any:
    """Return explore.run.Explored of two functions."""
    modules = explorer()
    crew = modules["crew"].AtHand(functions, data, plan)
    return modules["run"].trained(crew, data, plan, lambda _share: None)


def with_mistake(*ids: str) -> dict[str, Callable[..., Any]]:
    """Return the reference's functions, of which those of the misconceptions are replaced."""
    known = catalogue()
    plan = explorer()["plan"]
    names = {"q1": plan.COST, "q2": plan.GRADIENTS}
    functions = {name: getattr(known[""], name) for name in names.values()}
    return functions | {names[known[each].question]: known[each].function for each in ids}
