"""Explores functions in this process: those of the catalogue are no file to send to another."""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
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


class Crew:
    """Trains like explore.crew.Crew, on the spot, with functions instead of a file."""

    def __init__(self, functions: dict[str, Callable[..., Any]], data: Any, plan: Any) -> None:
        self._functions, self._data, self._plan = functions, data, plan

    def look(self, tasks: Sequence[Any]) -> tuple[dict[str, Any], list[Any]]:
        """Look at the functions; the first page is left out."""
        told = self._work({"look": [asdict(task) for task in tasks[:0]]})
        return told["look"] | {"seconds": 1e-6}, []

    def along(self, asked: dict[str, Any]) -> Any:
        """Return what is found along a line."""
        return self._work({"along": asked}).get("along")

    def train(self, tasks: Sequence[Any], watch: Callable[[float], None]) -> list[Any]:
        """Return the result of each task."""
        results: list[Any] = [None] * len(tasks)
        self._work({"tasks": [asdict(task) for task in tasks]}, results)
        watch(1.0)
        return results

    def _work(self, asked: dict[str, Any], results: list[Any] | None = None) -> dict[str, Any]:
        modules = explorer()
        told: dict[str, Any] = {}

        def tell(pair: list[Any]) -> None:
            kind, value = pair
            if kind == "fault":
                raise modules["outcome"].StudentFaultError(value)
            if kind == "done" and results is not None:
                results[value[0]] = finite(value[1])
            else:
                told[kind] = finite(value)

        order = {"alpha": self._plan.alpha, "data": asdict(self._data)} | asked
        fault = modules["outcome"].StudentFaultError
        try:
            with np.errstate(all="ignore"):
                modules["training"].work(self._functions, order, tell)
        except fault:
            raise
        except Exception as error:  # of a function; a process would tell of it
            raise fault(f"it raised {type(error).__name__}: {error}") from error
        return told


def finite(value: Any) -> Any:
    """Return a value as it comes out of a process: what is not finite is None."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def explored(functions: dict[str, Callable[..., Any]], data: Any, plan: Any) -> Any:
    """Return explore.run.Explored of two functions."""
    modules = explorer()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(modules["run"], "Crew", lambda *_: Crew(functions, data, plan))
        bar = modules["outcome"].Bar(io.StringIO())
        return modules["run"].trained(None, None, data, plan, bar)


def with_mistake(*ids: str) -> dict[str, Callable[..., Any]]:
    """Return the reference's functions, of which those of the misconceptions are replaced."""
    known = catalogue()
    plan = explorer()["plan"]
    names = {"q1": plan.COST, "q2": plan.GRADIENTS}
    functions = {name: getattr(known[""], name) for name in names.values()}
    return functions | {names[known[each].question]: known[each].function for each in ids}
