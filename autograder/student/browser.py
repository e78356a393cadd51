"""Opens a page that was written, in the browser of whoever sits at this machine."""

from __future__ import annotations

import os
import sys
import webbrowser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME")


def opener(*, wanted: bool) -> Callable[[Path], None] | None:
    """Return what opens a page; None where nobody would see it.

    Somebody sees it when the output goes to a terminal and there is a screen. Without a screen the
    standard library may start a browser in the terminal itself, which would wait for its end.

    Args:
        wanted: False if the user asked for no browser.
    """
    is_screen = sys.platform in ("win32", "darwin") or any(map(os.environ.get, _DISPLAYS))
    return _open if wanted and is_screen and sys.stdout.isatty() else None


def _open(page: Path) -> None:
    webbrowser.open(page.resolve().as_uri())
