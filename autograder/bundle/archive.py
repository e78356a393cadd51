"""Zip files whose bytes depend on what they hold, and on nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

__all__ = ["packed"]

_WHEN = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say
_MODE = 0o100644
_PROGRAM = 0o100755


def packed(members: Mapping[str, bytes]) -> bytes:
    """Return a zip of `members`, by path; the same members give the same bytes.

    What begins with ``#!`` may be executed.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(members):
            info = zipfile.ZipInfo(path, _WHEN)
            info.create_system = 3  # Unix, wherever it is made, so that the modes count
            info.external_attr = (_PROGRAM if members[path].startswith(b"#!") else _MODE) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, members[path], compresslevel=9)
    return stream.getvalue()
