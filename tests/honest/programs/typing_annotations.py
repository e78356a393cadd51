from __future__ import annotations

from typing import Any, Callable, Generic, NamedTuple, Optional, Protocol, TypedDict, TypeVar, get_type_hints

T = TypeVar("T")


class Box(Generic[T]):
    def __init__(self, item: T) -> None:
        self.item = item


class Shape(NamedTuple):
    rows: int
    columns: int = 1


class Options(TypedDict, total=False):
    lambd: float


class Layer(Protocol):
    def forward(self, x: Any) -> Any: ...


def apply(function: Callable[[float], float], value: Optional[float] = None) -> float:
    return function(value or 0.0)


def f(x):
    options: Options = {"lambd": 0.5}
    return Box(options["lambd"]).item + Shape(2).columns + apply(abs, -3.0) + len(get_type_hints(apply))
