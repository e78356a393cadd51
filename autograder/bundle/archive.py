"""Zip archives whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

__all__ = ["packed"]

_UNIX = 3
_SCRIPT, _FILE = 0o755, 0o644
_BEGIN = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows


def packed(members: Mapping[PurePosixPath, bytes]) -> bytes:
    """Return a zip of `members`, sorted by path; what begins with ``#!`` can be executed."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for path, content in sorted(members.items()):
            member = zipfile.ZipInfo(str(path), _BEGIN)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = _UNIX
            mode = _SCRIPT if content.startswith(b"#!") else _FILE
            member.external_attr = (stat.S_IFREG | mode) << 16
            target.writestr(member, content)
    return archive.getvalue()
