"""Vector files: written to be the same to the byte, read as if someone hostile had sent them."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from autograder.errors import UsageError, VectorFileError
from autograder.vectors import trial
from autograder.vectors.content import MalformedContent, ReadLimits

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.vectors.model import VectorSet


_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_CONVERTED = (_SIGNATURE.replace(b"\n", b"\r\n"), _SIGNATURE.replace(b"\r\n", b"\n"))
_REBUILD = "fetch it again, or rebuild it with `autograder vectors build --write --overwrite`"


def read(path: Path, *, limits: ReadLimits | None = None) -> VectorSet:
    """Return the vectors in the file at `path`, checked in every way.

    Args:
        path: the file; it may come from anyone.
        limits: what the file may hold; generous by default.

    Raises:
        VectorFileError: it is missing, damaged, hostile or of another kind; the one sentence
            names the file and says what to do.
        GraderFault: no process could be started to read it for trial.
    """
    with Reading(path, limits=limits) as reading:
        return reading.vectors()


class Reading:
    """A vector file that is being read, while the caller does something else; see `read`."""

    def __init__(self, path: Path, *, limits: ReadLimits | None = None) -> None:
        limits = limits or ReadLimits()
        self._path = path
        self._trial = trial.Trial(_bytes(path, limits), limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._trial.__exit__(*failure)

    def vectors(self) -> VectorSet:
        """Return the vectors in the file, checked in every way.

        Raises:
            VectorFileError: it is damaged, hostile or of another kind.
            GraderFault: the process that reads it failed.
        """
        from autograder.vectors.layout import from_content  # and NumPy, not before it is needed

        try:
            return from_content(self._trial.result())
        except MalformedContent as error:
            raise VectorFileError(f"{self._path} {error}: {_REBUILD}") from error


def write(path: Path, vectors: VectorSet) -> VectorSet:
    """Write `vectors` to the file at `path`, whole or not at all.

    The bytes depend on the vectors alone. A temporary file beside `path` is written, read again
    and put in its place.

    Returns:
        The same vectors with the hash of their content, whatever it was before.

    Raises:
        VectorFileError: a value cannot be kept, such as an array of float32.
        UsageError: the folder cannot be written to.
    """
    from autograder.vectors import writing  # and h5py, which grading does without
    from autograder.vectors.layout import to_content

    try:
        image = writing.image(to_content(vectors))
        trial.vouch(image)
    except MalformedContent as error:
        raise VectorFileError(f"{path} would not be a vector file, because it {error}") from error
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        _store(temporary, image)
        written = read(temporary)
        temporary.replace(path)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror}): choose another folder"
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return replace(vectors, content_sha256=written.content_sha256)


def _store(path: Path, image: bytes) -> None:
    with path.open("wb") as file:
        file.write(image)
        file.flush()
        os.fsync(file.fileno())


def _bytes(path: Path, limits: ReadLimits) -> bytes:
    """Read the file whole: what is then checked cannot change while it is used."""
    try:
        if not path.exists():
            raise VectorFileError(
                f"the vector file {path} does not exist: build it with `autograder vectors build "
                "--write`"
            )
        # Anything but a file, a pipe for one, might never end or never begin.
        if not path.is_file():
            raise VectorFileError(f"{path} is not a file: name a vector file")
        with path.open("rb") as file:
            image = file.read(limits.file_bytes + 1)
    except OSError as error:
        raise VectorFileError(
            f"{path} cannot be read ({error.strerror}): check its permissions"
        ) from error
    _check_kind(path, image, limits)
    return image


def _check_kind(path: Path, image: bytes, limits: ReadLimits) -> None:
    if image.startswith(_SIGNATURE) and len(image) <= limits.file_bytes:
        return
    if len(image) > limits.file_bytes:
        problem = f"is larger than the {limits.file_bytes >> 20} MiB that a vector file may have"
    elif not image:
        problem = "is empty"
    elif image.startswith(b"version https://git-lfs"):
        raise VectorFileError(
            f"{path} is a Git LFS pointer, not the file itself: fetch it with `git lfs pull`"
        )
    elif image.startswith(_CONVERTED):
        problem = "was damaged by a conversion of its line ends (it is binary)"
    else:
        problem = "is not an HDF5 file"
    raise VectorFileError(f"{path} {problem}: {_REBUILD}")
