"""What an exercise declares that its submissions may import and read, laid out for them.

Data files are copied into a folder of their own, under the names that they have in the hand-out.
Submissions start in it, and may read it, and so nothing that lies beside the originals. Files that
were handed in beside a submission lie there too, while it is run.
"""

from __future__ import annotations

from contextlib import chdir, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from autograder import exercise
from autograder.errors import DescriptionError
from autograder.handed import unpacked
from autograder.sandbox.outside.packages import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


NOTHING: Mapping[str, Any] = {"modules": [], "places": {}, "readable": [], "folder": ""}


class Declared:
    """Packages and data of an exercise; to be closed, so that the copies are removed.

    Args:
        asked: whose they are.

    Attributes:
        packages: what they consist of.
        folder: where submissions start; empty where there are no data files.

    Raises:
        DescriptionError: a package is not installed, or a file cannot be read.
    """

    def __init__(self, asked: exercise.Exercise) -> None:
        self.packages = resolved(asked.packages)
        self._further = asked.further
        self.folder = _copied(asked.readable) if asked.readable or asked.further else ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.folder:
            _remove(self.folder)

    @property
    def readable(self) -> list[str]:
        """Folders and files that submissions may read beside Python and NumPy."""
        return [*self.packages.readable, *filter(None, [self.folder])]

    @contextmanager
    def with_further(self, piece: bytes) -> Iterator[bytes]:
        """Lay out what was handed in beside a file while it is run; give the file's own bytes.

        Args:
            piece: what was handed in, as `handed` packs it. What is not declared is left out.
        """
        content, further = unpacked(piece) if self._further else (piece, {})
        files = [Path(self.folder, name) for name in further if name in self._further]
        try:
            for path in files:
                path.write_bytes(further[path.name])
                path.chmod(0o444)
            yield content
        finally:
            for path in files:
                path.unlink(missing_ok=True)

    def _modules(self) -> dict[str, str]:
        """Return where the modules are that are handed in beside a submission."""
        stems = (name.removesuffix(".py") for name in self._further if name.endswith(".py"))
        return dict.fromkeys(stems, self.folder)

    def told(self) -> dict[str, Any]:
        """Return what the process that runs submissions has to know."""
        return {
            "modules": self.packages.modules,
            "places": {**self.packages.places, **self._modules()},
            "readable": self.readable,
            "folder": self.folder,
        }


@contextmanager
def beside_data(files: Sequence[Path]) -> Iterator[None]:
    """Be where submissions start while the right answer is worked out; nothing without data files.

    Raises:
        DescriptionError: a file cannot be read.
    """
    if not files:
        yield
        return
    folder = _copied(files)
    try:
        with chdir(folder):
            yield
    finally:
        _remove(folder)


def _remove(folder: str | Path) -> None:
    import shutil  # at home, the first answer is to come soon, and few exercises have data

    shutil.rmtree(folder, ignore_errors=True)


def _copied(files: Sequence[Path]) -> str:
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="autograder-"))
    data = folder / exercise.DATA
    try:
        data.mkdir()
        for path in files:
            shutil.copyfile(path, data / path.name)
            (data / path.name).chmod(0o444)
        for each in (data, folder):
            each.chmod(0o755)  # whoever a submission is run as
    except OSError as error:
        _remove(folder)
        raise DescriptionError(
            f"{error.filename} cannot be copied for submissions ({error.strerror}): check "
            "`readable` in [tool.autograder]"
        ) from error
    return str(folder)
