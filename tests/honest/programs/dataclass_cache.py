from dataclasses import asdict, dataclass, field, replace


@dataclass(order=True)
class Cache:
    z: float
    a: float = 0.0
    history: list = field(default_factory=list, compare=False)


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


def f(x):
    caches = sorted(Cache(z=float(v)) for v in x.ravel())
    point = replace(Point(1.0, 2.0), y=5.0)
    return caches[-1].z + asdict(caches[0])["z"] + point.y
