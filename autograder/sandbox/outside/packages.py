"""What an exercise's packages consist of: what of them may be imported, and what may be read.

A package is found among what is installed, by what its distribution says of itself: the files that
it brought, and the distributions that it requires, whose own files count too. An optional
requirement does not. Nothing else of the folder that they are installed in is ever named.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from autograder.errors import DescriptionError
from autograder.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from importlib.metadata import Distribution


_OWN = "autograder"
_BRINGS_NUMPY = "numpy"  # which every submission has
_FOLDERS = "-packages"  # site-packages, dist-packages
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_EXTRA = re.compile(r"\bextra\b")
_NOT_MODULES = (".dist-info", ".egg-info", ".pth", "__pycache__")


@dataclass(frozen=True, slots=True, kw_only=True)
class Packages:
    """What an exercise's packages consist of.

    Attributes:
        modules: what is imported before a submission runs, as the exercise names it.
        places: by the name of each module that may be imported, the folder that it lies in.
        readable: folders and files that this takes.
        versions: of each distribution, by its name.
    """

    modules: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    readable: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


def resolved(names: Sequence[str], folders: Sequence[str] | None = None) -> Packages:
    """Return what the packages are that an exercise names.

    Args:
        names: as they are imported, such as ``scipy``, or ``scipy.optimize`` to have that part
            imported beforehand.
        folders: where packages are installed; None for where this interpreter has them.

    Raises:
        DescriptionError: one is not installed, or is none that can be named.
    """
    if not names:
        return Packages()
    found = installation_folders() if folders is None else folders
    installed = _installed(tuple((folder, Path(folder).stat().st_mtime_ns) for folder in found))
    chosen: dict[str, Distribution] = {}
    for name in names:
        for key in installed.of_module(name):
            installed.add(key, chosen)
    places: dict[str, str] = {}
    readable: list[Path] = []
    for each in chosen.values():
        folder = Path(str(each.locate_file("")))
        roots = list(_roots(_files(each)))
        readable += [folder.joinpath(*root) for root in roots]
        places |= dict.fromkeys(filter(None, map(_module, roots)), str(folder))
    return Packages(
        modules=tuple(names),
        places=places,
        readable=tuple(str(path) for path in readable if path.exists()),
        versions={key: each.version for key, each in sorted(chosen.items())},
    )


def installation_folders() -> list[str]:
    """Return the folders that this interpreter has packages in."""
    return [folder for folder in sys.path if folder.endswith(_FOLDERS) and Path(folder).is_dir()]


@lru_cache(maxsize=1)
def _installed(folders: tuple[tuple[str, int], ...]) -> _Installed:
    """Return the distributions in some folders; they are read again only if a folder changes.

    Args:
        folders: each with the time of its last change, which installing or removing updates.
    """
    return _Installed([folder for folder, _ in folders])


class _Installed:
    """All distributions of some folders; of several versions of one, the first counts."""

    def __init__(self, folders: Sequence[str]) -> None:
        from importlib.metadata import distributions  # takes as long as all the rest of a start

        self._by_name: dict[str, Distribution] = {}
        self._by_module: dict[str, list[str]] = defaultdict(list)
        for each in distributions(path=[*folders]):
            key = key_of(each.name)
            if key not in self._by_name:
                self._by_name[key] = each
                for module in {_module(root[:1]) for root in _roots(_files(each))} - {""}:
                    self._by_module[module].append(key)

    def of_module(self, name: str) -> list[str]:
        """Return the distributions that bring a module.

        Raises:
            DescriptionError: there is none, or it needs none.
        """
        top = name.partition(".")[0]
        if not all(part.isidentifier() for part in name.split(".")):
            self._refuse(name, "is no name that can be imported", self._instead(name))
        if top in sys.stdlib_module_names or top in (_OWN, _BRINGS_NUMPY):
            why = "is the grader itself" if top == _OWN else "is always there"
            self._refuse(name, why, "delete it")
        found = self._by_module.get(top, [])
        if not found:
            self._refuse(name, "is not installed in this Python", self._instead(top))
        return found

    def add(self, key: str, chosen: dict[str, Distribution]) -> None:
        """Add a distribution and, in their turn, all that it requires and that is there."""
        never = {_BRINGS_NUMPY, *self._by_module.get(_OWN, ())}
        if key in chosen or key in never or key not in self._by_name:
            return
        chosen[key] = self._by_name[key]
        for requirement in self._by_name[key].requires or ():
            name, _, marker = requirement.partition(";")
            found = _NAME.match(name.strip())
            if found and not _EXTRA.search(marker):
                self.add(key_of(found.group()), chosen)

    def _instead(self, name: str) -> str:
        """Return what to write or do for a name under which nothing can be imported."""
        modules = [each for each, keys in self._by_module.items() if key_of(name) in keys]
        modules.sort(key=lambda each: (each.startswith("_"), each))
        if modules:
            return f"write `{modules[0]}`, as it is imported"
        near = get_close_matches(name, self._by_module, 1)
        return f"write `{near[0]}`, or install {name} here" if near else f"install {name} here"

    def _refuse(self, name: str, trouble: str, remedy: str) -> NoReturn:
        raise DescriptionError(f"`packages` names {visible(name)}, which {trouble}: {remedy}")


def key_of(name: str) -> str:
    """Return the name of a distribution as all its spellings are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _files(distribution: Distribution) -> list[tuple[str, ...]]:
    """Return the parts of the path of each file that a distribution brought to import from."""
    return [
        path.parts
        for path in distribution.files or ()
        if not path.is_absolute() and ".." not in path.parts
        if not path.parts[0].endswith(_NOT_MODULES)
    ]


def _roots(
    files: Iterable[tuple[str, ...]], above: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """Yield the fewest folders and files that hold these and are nobody else's.

    A folder with an ``__init__`` is one package's, and so is one without Python's modules, such as
    ``scipy.libs``. Others may be shared, and are looked into.
    """
    below: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for parts in files:
        below[parts[0]].append(parts[1:])
    for name, inside in below.items():
        named = (*above, name)
        if () in inside or _is_whole(inside):
            yield named
        else:
            yield from _roots(inside, named)


def _is_whole(inside: Iterable[tuple[str, ...]]) -> bool:
    names = [parts[-1] for parts in inside]
    own = {parts[0] for parts in inside if len(parts) == 1}
    has_modules = any(name.endswith((".py", ".pyi")) for name in names)
    return not has_modules or any(name.startswith("__init__.") for name in own)


def _module(root: tuple[str, ...]) -> str:
    """Return the module that a folder or file is, or lies in; empty where it is none."""
    name = root[0]
    stem, dot, ending = name.partition(".")
    is_module = not dot or ending == "py" or ending.endswith((".so", "so", "pyd"))
    return stem if is_module and stem.isidentifier() else ""
