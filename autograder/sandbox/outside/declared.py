"""What an exercise declares that its submissions may import and read, laid out for them.

Data files are copied into a folder of their own, under the names that they have in the hand-out.
Submissions start in it, and may read it, and so nothing that lies beside the originals.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from autograder import exercise
from autograder.errors import DescriptionError
from autograder.sandbox.outside.packages import resolved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


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
        self.folder = _copied(asked.readable) if asked.readable else ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def readable(self) -> list[str]:
        """Folders and files that submissions may read beside Python and NumPy."""
        return [*self.packages.readable, *filter(None, [self.folder])]

    def told(self) -> dict[str, Any]:
        """Return what the process that runs submissions has to know."""
        return {
            "modules": self.packages.modules,
            "places": self.packages.places,
            "readable": self.readable,
            "folder": self.folder,
        }


def _copied(files: Sequence[Path]) -> str:
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
        shutil.rmtree(folder, ignore_errors=True)
        raise DescriptionError(
            f"{error.filename} cannot be copied for submissions ({error.strerror}): check "
            "`readable` in [tool.autograder]"
        ) from error
    return str(folder)
