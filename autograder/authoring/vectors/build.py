"""Building vector files with the assignment's own builder, and proving what stands.

A builder is a Python file, named by the assignment's description. It defines

    GENERATOR                   its name and version, such as "regularization-vectors 1"
    design(which, seed)         the vectors of the set "hidden" or "public"
    annotate(vectors)           optional: the same vectors with kills and fingerprints
    hints()                     what to tell whoever has a misconception, by its id
    tables()                    optional: the arrays of further data files, by file and by name
    claims(sets)                optional: yields (name, holds, detail) about the sets by name

Or it is an author's file, of which `one_file` makes such a builder. Its folder is on ``sys.path``
while it is imported, and so are those of the modules that students are given, so that it can import
its neighbours and theirs.
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.util
import inspect
import re
import sys
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.machinery import SourceFileLoader
from typing import TYPE_CHECKING, Any

import msgspec

from autograder import authoring
from autograder.authoring.vectors.diff import diff
from autograder.authoring.vectors.inferred import as_floats, inferred
from autograder.authoring.vectors.one_file import OneFile
from autograder.errors import AutograderError, DescriptionError, GraderFault, VectorFileError
from autograder.failures import explained
from autograder.files import replace
from autograder.hints import Hint
from autograder.hints import encode as encode_hints
from autograder.hints import read as read_hints
from autograder.sandbox.outside.declared import beside_data
from autograder.vectors import hdf5, writing
from autograder.vectors.content import DatasetNode, GroupNode, MalformedContent
from autograder.vectors.layout import from_content, to_content
from autograder.vectors.model import VectorSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from types import CodeType, ModuleType

    from autograder.description import Assignment


_UNKNOWN = re.compile(
    r"(?P<function>\w+)\(\) got an unexpected keyword argument '(?P<argument>\w+)'"
)

SETS = ("hidden", "public")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence about the vectors, whether it holds, and what was measured."""

    name: str
    holds: bool
    detail: str = ""


def seed_of(which: str, seed: int) -> int:
    """Return what a set is drawn from, given the assignment's seed.

    Public vectors are handed out and name their seed; from it, nobody gets back to the hidden one.
    """
    if which == "hidden":
        return seed
    digest = hashlib.sha256(f"{which} vectors of {seed}".encode()).digest()
    return int.from_bytes(digest[:7], "big")


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """An assignment's builder, imported; what goes wrong in it is reported with its place."""

    assignment: Assignment
    module: ModuleType | OneFile

    def build(self, which: str, seed: int) -> VectorSet:
        """Design and annotate one set; nothing is written.

        Numbers whose kind the builder leaves open are of the kind that the right version returns.

        Args:
            which: one of SETS.
            seed: what the inputs are drawn from.

        Raises:
            GraderFault: the builder raised.
            DescriptionError: its vectors are not whole, or are such that no file can keep them.
        """
        where = f"the {which} set that {self.assignment.vector_builder} designs"
        # The right answer finds data files where a submission finds them.
        with self._blamed(), beside_data(self.assignment.readable):
            vectors = self.module.design(which, seed)
            if hasattr(self.module, "annotate"):
                vectors = self.module.annotate(vectors)
            found = VectorSet(
                assignment=self.assignment.id,
                seed=seed,
                generator=self.module.GENERATOR,
                content_sha256="",
                vectors=tuple(sorted(as_floats(vectors), key=lambda vector: vector.id)),
            )
        try:
            whole = from_content(to_content(found))
            if isinstance(self.module, OneFile):  # it has seen what the right version returns
                return whole
            said = inferred(self.assignment, whole.vectors)
            return from_content(to_content(dataclasses.replace(whole, vectors=said)))
        except MalformedContent as error:
            raise DescriptionError(f"{where} {error}: correct the builder") from error
        except (AttributeError, TypeError) as error:
            raise DescriptionError(
                f"{where} has something of the wrong type ({error}): look at the fields of Vector"
            ) from error

    def hints(self) -> dict[str, Hint]:
        """Return the words that go with the misconceptions.

        Raises:
            GraderFault: the builder raised, or gave something else.
        """
        with self._blamed():
            return msgspec.convert(self.module.hints(), dict[str, Hint])

    def mistakes(self) -> Mapping[str, Mapping[str, Callable[..., Any]]]:
        """Return the graded functions by name, one of them wrong, by the misconception's id.

        Raises:
            GraderFault: the builder raised.
        """
        with self._blamed():
            found: Mapping[str, Mapping[str, Callable[..., Any]]]
            found = getattr(self.module, "mistakes", dict)()
            return found

    def tables(self) -> dict[str, bytes]:
        """Return each further data file, an HDF5 image of its arrays, by its name.

        Raises:
            GraderFault: the builder raised, or gave something else.
        """
        with self._blamed():
            named: Mapping[str, Any] = getattr(self.module, "tables", dict)()
            return {file: writing.image(_table(arrays)) for file, arrays in named.items()}

    def claims(self, sets: Mapping[str, VectorSet]) -> Iterator[Claim]:
        """Yield what the builder itself has to prove about `sets`; see the module's docstring.

        Raises:
            GraderFault: the builder raised.
        """
        with self._blamed():
            for name, holds, detail in getattr(self.module, "claims", lambda _: ())(sets):
                yield Claim(name=name, holds=bool(holds), detail=detail)

    @contextmanager
    def _blamed(self) -> Iterator[None]:
        try:
            yield
        except AutograderError:
            raise
        except Exception as error:
            raise GraderFault(f"the vector builder failed: {_place(error)}") from error


def load(assignment: Assignment) -> Builder:
    """Import the builder of `assignment`.

    Raises:
        DescriptionError: it is missing, cannot be imported, or does not define what it must.
    """
    path = assignment.vector_builder
    name = f"{assignment.id}_{path.stem}".replace("-", "_")
    spec = importlib.util.spec_from_file_location(name, path, loader=_Fresh(name, str(path)))
    if spec is None or spec.loader is None or not path.is_file():
        raise DescriptionError(f"the vector builder {path} does not exist: correct vector_builder")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up while it is imported
    before = list(sys.path)
    sys.path[:0] = [str(each.parent) for each in (path, *assignment.helpers)]
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        near = _meant(error)
        raise DescriptionError(f"{path.name} cannot be imported: {_place(error)}{near}") from error
    finally:
        sys.path[:] = before
    if not assignment.is_one_file:
        for needed in ("GENERATOR", "design", "hints"):
            if not hasattr(module, needed):
                raise DescriptionError(f"the vector builder {path} defines no {needed}: define it")
    return Builder(
        assignment=assignment,
        module=OneFile(assignment, module) if assignment.is_one_file else module,
    )


class _Fresh(SourceFileLoader):
    """Compiles what the file says now, and leaves nothing beside it.

    What Python keeps compiled is out of date only to the second, and to the length of the file.
    """

    def get_code(self, fullname: str) -> CodeType:
        del fullname
        return self.source_to_code(self.get_data(self.path), self.path)


def files(assignment: Assignment, folder: Path | None = None) -> dict[str, Path]:
    """Return where each set stands: in `folder`, or where the description says."""
    if folder is not None:
        return {which: folder / f"{which}.h5" for which in SETS}
    return {"hidden": assignment.hidden_vectors, "public": assignment.public_vectors}


def hints_file(assignment: Assignment, folder: Path | None = None) -> Path:
    """Return where the hints stand: in `folder`, or where the description says."""
    return assignment.hints if folder is None else folder / assignment.hints.name


def tables(
    assignment: Assignment, builder: Builder, folder: Path | None = None
) -> dict[Path, bytes]:
    """Return the further data files and where each stands: in `folder`, or as described.

    Raises:
        DescriptionError: the builder makes other files than the description names.
        GraderFault: the builder raised.
    """
    made = builder.tables()
    described = {path.name: path for path in assignment.data}
    if set(made) != set(described):
        raise DescriptionError(
            f"the builder makes the data files {sorted(made)} but the description names "
            f"{sorted(described)}: make them the same"
        )
    return {
        described[name] if folder is None else folder / name: image for name, image in made.items()
    }


def standing(path: Path, *, or_damaged: bool) -> VectorSet | None:
    """Return the set that a new one would replace, or None when there is none.

    Args:
        path: where it would be.
        or_damaged: whether a file that cannot be read counts as none.

    Raises:
        VectorFileError: it is there and cannot be read.
    """
    if not path.exists():
        return None
    try:
        return hdf5.read(path)
    except VectorFileError:
        if or_damaged:
            return None
        raise


def write(
    sets: Mapping[Path, VectorSet],
    hints: Mapping[Path, Mapping[str, Hint]],
    tables: Mapping[Path, bytes],
) -> None:
    """Write each set, the hints and the further data to their files; folders are made.

    Raises:
        UsageError: a folder cannot be made or written to.
    """
    for path in (*sets, *hints, *tables):
        with explained(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
    for path, vectors in sets.items():
        hdf5.write(path, vectors)
    for path, words in hints.items():
        replace(path, encode_hints(words))
    for path, image in tables.items():
        replace(path, image)


def verify(assignment: Assignment) -> Iterator[Claim]:
    """Prove, claim by claim, what is said of the assignment's standing vectors.

    Raises:
        VectorFileError: a file is missing or damaged, so that there is nothing to prove.
        DescriptionError: the builder cannot be used.
        GraderFault: the builder raised.
    """
    sets = {which: hdf5.read(path) for which, path in files(assignment).items()}
    for which, vectors in sets.items():
        yield Claim(
            name=f"{which}: schema and content hash",
            holds=True,
            detail=f"{len(vectors.vectors)} vectors, sha256 {vectors.content_sha256[:12]}",
        )
        yield Claim(
            name=f"{which}: made for this assignment",
            holds=vectors.assignment == assignment.id,
            detail=vectors.assignment,
        )
    builder = load(assignment)
    for which, vectors in sets.items():
        again = builder.build(which, vectors.seed)
        yield Claim(
            name=f"{which}: the builder makes the same again",
            holds=_is_made(vectors, again, exactly=not assignment.is_one_file),
            detail=f"seed {vectors.seed}, {vectors.generator}",
        )
    same = read_hints(assignment.hints) == builder.hints()
    yield Claim(name="hints: as the builder makes them now", holds=same)
    for path, image in tables(assignment, builder).items():
        same = path.is_file() and path.read_bytes() == image
        yield Claim(name=f"{path.name}: as the builder makes it now", holds=same)
    yield from builder.claims(sets)


def _is_made(standing: VectorSet, again: VectorSet, *, exactly: bool) -> bool:
    """Return whether a set is what its builder makes: to the bit, or but for rounding.

    What an author's file computes may differ in the last digits on another machine.
    """
    if standing.content_sha256 == again.content_sha256:
        return True
    return not exactly and all(change.is_rounding for change in diff(standing, again))


def _table(arrays: Mapping[str, Any]) -> GroupNode:
    nodes = {name: DatasetNode(attributes={}, array=array) for name, array in arrays.items()}
    return GroupNode(attributes={}, children=nodes)


def _meant(error: BaseException) -> str:
    """Return what an unknown argument of a declaration was meant to be, for a sentence."""
    unknown = _UNKNOWN.match(str(error))
    function = getattr(authoring, unknown["function"], None) if unknown else None
    if unknown is None or function is None:
        return ""
    known = inspect.signature(function).parameters
    near = get_close_matches(unknown["argument"], known, 1)
    return f": write {near[0]}" if near else f": it takes {', '.join(known)}"


def _place(error: BaseException) -> str:
    """Return the error and the line of the builder that raised it."""
    frame: Any = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({frame.filename}, line {frame.lineno})"
