"""What a process that runs submissions holds, and how it answers for one of them.

The zygote's children do this under confinement, the self-check's child (`plain`) without.
"""

from __future__ import annotations

import importlib
import random
import sys
import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.sandbox.inside import calling, loading, packages, source
from autograder.sandbox.inside.readable import standard_library
from autograder.sandbox.wire import MAX_LINES, MAX_PLACES, Buffer, State, Tag, Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Send = Callable[[list[Buffer]], None]


@dataclass(frozen=True, slots=True)
class Serving:
    """The functions that are asked for, the calls, and what a submission finds beforehand.

    Attributes:
        functions: names of the graded functions.
        cases: every call of the run.
        namespace: names that are bound before a submission runs.
        keys: what each function is asked for, of which the lines are looked for that work it out.
    """

    functions: Sequence[str]
    cases: Sequence[calling.Case]
    namespace: Mapping[str, Any]
    keys: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, setup: Mapping[str, Any], blob: bytes) -> Serving:
        """Prepare what a setup request describes; imports what the course gives."""
        packages.bring(setup["declared"], standard_library(sys.path))
        names = given_names(setup["given"], setup["helpers"])
        cases = [decode_case(case, blob, names) for case in setup["cases"]]
        keys = {name: _keys(name, cases) for name in setup["functions"]}
        return cls(setup["functions"], cases, names, keys)

    def answer(self, request: Mapping[str, Any], content: bytes, send: Send) -> None:
        """Load the submission and call each requested case, sending a record as each is known."""
        found = self.load(request, content, send)
        if found is None:
            return
        parsed, loaded = found
        for index in request["cases"]:
            case = self.cases[index]
            function = loaded.functions[case.function]
            if function.state is State.DEFINED:
                send(calling.call(index, case, function, parsed, loaded.absent))

    def load(
        self, request: Mapping[str, Any], content: bytes, send: Send
    ) -> tuple[source.Source, loading.Loaded] | None:
        """Load the submission, sending what is found; return it, or None when it is unreadable."""
        random.seed(0)  # unseeded numbers are to be the same in every process
        np.random.seed(0)
        report = Writer()
        try:
            parsed = source.read(content, request["filename"])
        except source.UnreadableError as error:
            report.text(str(error))
            send(report.record(Tag.LOADED))
            return None

        def announce(index: int) -> None:
            record = Writer()
            record.number("I", index)
            send(record.record(Tag.STATEMENT))

        def reveal(chosen: list[int]) -> None:
            # Nothing of the submission has run yet, so this record is not its own words.
            send(self._slice(parsed, chosen))

        namespace = self._module(parsed)
        skip = request["skip"]
        loaded = loading.load(parsed, self.functions, namespace, skip, announce, reveal)
        send(self._report(loaded))
        return parsed, loaded

    def _module(self, parsed: source.Source) -> dict[str, Any]:
        """Return the namespace of the submission's module, which knows the given names."""
        # A real module, registered: dataclasses and pickle look a class's own module up by name.
        module = types.ModuleType("__main__" if parsed.is_notebook else "submission")
        sys.modules[module.__name__] = module
        namespace = vars(module)
        namespace.update(self.namespace)
        return namespace

    def _report(self, loaded: loading.Loaded) -> list[Buffer]:
        report = Writer()
        report.text("")
        for name in self.functions:
            report.number("B", loaded.functions[name].state)
            report.text(loaded.functions[name].hint)
        report.number("B", len(loaded.notes))
        for note in loaded.notes:
            report.text(note)
        return report.record(Tag.LOADED)

    def _slice(self, parsed: source.Source, chosen: list[int]) -> list[Buffer]:
        places = loading.places(parsed, chosen)
        broken = loading.broken(parsed, self.functions)
        record = Writer()
        record.number("IB", len(places), len(places[:MAX_PLACES]))
        for place in places[:MAX_PLACES]:
            record.text(place)
        record.number("B", len(broken))
        for note, function in broken:
            record.number("B", function)
            record.text(note)
        known = self._key_lines(parsed)[:MAX_LINES]
        record.number("B", len(known))
        for function, *texts in known:
            record.number("B", function)
            for text in texts:
                record.text(text)
        return record.record(Tag.SLICE)

    def _key_lines(self, parsed: source.Source) -> list[tuple[int, str, str, str]]:
        """Return function, key, place and text of each line that is known to work out a key."""
        found = []
        for number, name in enumerate(self.functions):
            lines = loading.key_lines(name, parsed, self.keys[name])
            found += [(number, key, *line) for key, line in lines.items()]
        return found


def _keys(function: str, cases: Iterable[calling.Case]) -> frozenset[str]:
    rooms = (case.room for case in cases if case.function == function)
    return frozenset(path.rpartition("/")[2] for room in rooms for path in room)


def decode_case(
    case: dict[str, Any], blob: bytes, names: Mapping[str, Any] | None = None
) -> calling.Case:
    """Return the call that `outside.cases.encode` described, its arrays copied out of the blob.

    Args:
        case: the description.
        blob: the bytes of all arrays.
        names: what the course gives, from which an argument may be; None where that is not
            known, and ``...`` stands for it.

    Raises:
        LookupError: the course does not give what an argument is to be.
    """
    steps = tuple(_step(step, blob, names) for step in case["steps"])
    return calling.Case(case["function"], steps, case["room"], case["seed"], case["joined"])


def _step(step: dict[str, Any], blob: bytes, names: Mapping[str, Any] | None) -> calling.Step:
    return calling.Step(
        tuple(_decoded(each, blob, names) for each in step["arguments"]),
        tuple(step["keywords"]),
        step["on"],
        step["call"],
        step.get("judged", True),
    )


def _given(name: str, names: Mapping[str, Any]) -> Any:
    if name not in names:
        raise LookupError(f"a vector passes {name}, which the course does not give")
    return names[name]


def _decoded(argument: dict[str, Any], blob: bytes, names: Mapping[str, Any] | None) -> Any:
    if "items" in argument:
        items = [_decoded(item, blob, names) for item in argument["items"]]
        if argument["kind"] == "dict":
            return dict(zip(argument["keys"], items, strict=True))
        return tuple(items) if argument["kind"] == "tuple" else items
    match argument["kind"]:
        case "complex":
            return complex(*argument["value"])
        case "generator":
            return np.random.default_rng(argument["value"])
        case "earlier":
            return calling.Earlier(argument["value"])
        case "given":
            return ... if names is None else _given(argument["value"], names)
        case "array":
            dtype = np.dtype(argument["dtype"])
            count = int(np.prod(argument["shape"], dtype=np.int64))
            flat = np.frombuffer(blob, dtype, count, argument["offset"])
            return flat.reshape(argument["shape"], order=argument["order"]).copy(order="K")
        case _:
            return argument["value"]


def given_names(given: dict[str, str], helpers: list[dict[str, str]]) -> dict[str, Any]:
    """Bind what the course gives: its helper modules, their functions, and names such as np."""
    names: dict[str, Any] = {}
    for helper in helpers:
        module = types.ModuleType(helper["name"])
        module.__file__ = helper["name"] + ".py"
        sys.modules[helper["name"]] = module
        exec(compile(helper["source"], module.__file__, "exec"), vars(module))  # noqa: S102
        names |= {
            name: value
            for name, value in vars(module).items()
            if not name.startswith("_") and getattr(value, "__module__", None) == helper["name"]
        }
        names[helper["name"]] = module
    for name, target in given.items():
        names[name] = importlib.import_module(target)
    return names
