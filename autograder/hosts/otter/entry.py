"""Where Otter's zip begins on Gradescope: Otter is started on a stand-in of the submission.

Before it asks any plugin, Otter refuses two notebooks or two modules with a score of zero, and
stops at a notebook that is not JSON. None of that is a grade, so Otter does not see the student's
folder at all: it is the engine that chooses the file, as everywhere.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from otter.run.run_autograder import main as run_otter

from autograder.errors import ExitCode
from autograder.files import replace
from autograder.hosts.otter.plugin import PLUGIN
from autograder.report.results_json import OUR_FAULT, encoded, unscored

_STAND_IN = "submission.py"


def main(place: str = "/autograder") -> None:
    """Grade the submission in `place`, laid out as Gradescope does, and leave results.json there.

    When Otter itself fails, results.json says that there is no score, and the exit code is 1.
    """
    root = Path(place).resolve()
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        try:
            stage = _stage(root, Path(folder, "autograder"))
            run_otter(str(stage), plugins=_plugins(root), zips=False)
        except Exception:
            traceback.print_exc()
            replace(root / "results" / "results.json", encoded(unscored(OUR_FAULT)))
            sys.exit(ExitCode.OUR_FAULT)


def _stage(root: Path, stage: Path) -> Path:
    """Lay out what Otter expects, with a stand-in where the submission would be."""
    submission = stage / "submission"
    submission.mkdir(parents=True)
    (submission / _STAND_IN).touch()
    for name in ("source", "results"):
        (stage / name).symlink_to(root / name, target_is_directory=True)
    shutil.copy(root / "submission_metadata.json", stage)
    return stage


def _plugins(root: Path) -> list[Any]:
    """Return the configured plugins; ours is told where the submission really is."""
    config = json.loads((root / "source" / "otter_config.json").read_text("utf-8"))
    plugins: list[Any] = config.get("plugins", [])
    own = [each[PLUGIN] for each in plugins if isinstance(each, dict) and PLUGIN in each]
    others = [each for each in plugins if not (isinstance(each, dict) and PLUGIN in each)]
    return [{PLUGIN: {**own[0], "submission": str(root / "submission")}}, *others]
