"""This project as a wheel, built from the checkout that it runs from."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.errors import UsageError

__all__ = ["CHECKOUT", "built"]

CHECKOUT = Path(__file__).parents[2]

# Any fixed moment will do; it is what the files in the wheel are dated.
_MOMENT = {"SOURCE_DATE_EPOCH": "1577836800"}


def built() -> tuple[str, bytes]:
    """Return name and bytes of the wheel; the same sources give the same bytes.

    Raises:
        UsageError: this is no checkout, or hatchling is missing or fails.
    """
    if not (CHECKOUT / "requirements/core.txt").is_file():
        raise UsageError(
            f"there is no checkout of autograder around {CHECKOUT}: run bundle from one, where "
            "`make setup` has made .venv"
        )
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        run = subprocess.run(
            command,
            cwd=CHECKOUT,
            env=os.environ | _MOMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        wheels = list(Path(folder).glob("*.whl"))
        if run.returncode != 0 or len(wheels) != 1:
            last = (run.stderr.strip().splitlines() or ["hatchling says nothing"])[-1]
            raise UsageError(f"the wheel cannot be built ({last}): run `make setup` first")
        return wheels[0].name, wheels[0].read_bytes()
