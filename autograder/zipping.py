"""Zip files whose bytes depend on nothing but their content."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name
_UNIX = 3
_REGULAR = 0o100000


def zipped(
    files: Mapping[str, bytes],
    *,
    executable: Collection[str] = (),
    method: int = zipfile.ZIP_STORED,
) -> bytes:
    """Return a zip of `files`, sorted by name, with the same times and modes every time.

    Args:
        files: content by name, with slashes.
        executable: the names that may be run.
        method: of compression; none unless asked for, because how well zlib compresses, and so
            the bytes, differ from one version of it to the next.
    """
    image = io.BytesIO()
    with zipfile.ZipFile(image, "w", method) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = method
            entry.create_system = _UNIX  # else the machine's own, which decides on modes
            entry.external_attr = (_REGULAR | (0o755 if name in executable else 0o644)) << 16
            archive.writestr(entry, content)
    return image.getvalue()
