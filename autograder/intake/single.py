"""One file that was named to be judged by hand, read as carefully as any other submission."""

from __future__ import annotations

from pathlib import Path

from autograder.errors import UsageError
from autograder.intake.disk import DiskNode
from autograder.intake.model import Caps, Submission
from autograder.intake.names import CODE, shown, split
from autograder.intake.nodes import LINK, Refusal

_CAPS = Caps()


def read(path: Path) -> Submission:
    """Return the submission that a module or a notebook is.

    Raises:
        UsageError: it is missing, a link, no ordinary file, too large, or neither of these.
    """
    name = shown(str(path))
    try:
        return _read(path, name)
    except FileNotFoundError as error:
        raise UsageError(f"{name} does not exist: name a {' or '.join(CODE)} file") from error
    except (OSError, ValueError) as error:  # a path with a null character is a ValueError
        reason = getattr(error, "strerror", None) or "its name is not valid"
        raise UsageError(f"{name} cannot be read: {reason}") from error
    except Refusal as refusal:
        raise UsageError(f"{name} {refusal}") from refusal


def _read(path: Path, name: str) -> Submission:
    if path.is_symlink():
        raise Refusal(LINK)
    if path.is_dir():
        raise Refusal("is a folder: name one file in it, or grade it with `autograder grade`")
    stem, ending = split(path.name)
    if path.is_file() and ending not in CODE:
        kind = f"is a {ending}" if ending else "has no ending"
        raise Refusal(
            f"{kind}: name a {' or '.join(CODE)} file, or grade it with `autograder grade`"
        )
    node = DiskNode(
        base=path.parent, label=shown(str(path.parent)), parts=(path.name,), is_folder=False
    )
    return Submission(
        student=shown(stem), path=name, filename=shown(path.name), content=node.read(_CAPS)
    )
