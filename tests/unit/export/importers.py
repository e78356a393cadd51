"""What the platforms' own importers make of a file, written after their sources.

- Moodle: mod/assign/feedback/file/importziplib.php (`is_valid_filename_for_import`) and
  mod/assign/feedback/offline/importgradeslib.php (`init`, `next`), locallib.php
  (`process_import_grades`).
- Canvas: app/models/abstract_assignment.rb (`generate_comments_from_files`,
  `infer_comment_context_from_filename`).
- Blackboard and Brightspace: no source is public; their manuals ("Work Offline with Grade Data",
  "Import grades") say what is read here.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping

_HIDDEN_USER = "Participant "
_TO_BRIGHTSPACE = re.compile(r"(.*) (Points Grade|Text Grade)(?: <.*>)?")


def moodle_files(content: bytes, participants: set[int]) -> dict[int, dict[str, bytes]]:
    """Return the feedback files that Moodle would keep, by participant and name."""
    kept: dict[int, dict[str, bytes]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for path in archive.namelist():
            if path.rpartition("/")[2].startswith((".", "~")):
                continue
            parts = ["", *path.split("/")]
            while parts:
                info = parts.pop(0).split("_", 4)
                is_known = len(info) > 3 and info[1].isdecimal() and int(info[1]) in participants
                if is_known and info[2:4] == ["assignsubmission", "file"]:
                    name = "/".join([*info[4:], *parts])
                    kept.setdefault(int(info[1]), {})[name] = archive.read(path)
                    break
    return kept


def moodle_worksheet(content: bytes) -> dict[int, tuple[str, str]]:
    """Return grade and comment that Moodle would read for each participant."""
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    places = {title: header.index(title) for title in ("Identifier", "Grade", "Feedback comments")}
    assert "Last modified (grade)" in header
    return {
        int(row[places["Identifier"]][len(_HIDDEN_USER) :]): (
            row[places["Grade"]],
            row[places["Feedback comments"]],
        )
        for row in rows
    }


def canvas_files(
    content: bytes, attachments: Mapping[str, tuple[str, str]], groups: tuple[str, ...] = ()
) -> dict[str, dict[str, bytes]]:
    """Return the files that Canvas would attach to comments, by user and shown name.

    Args:
        content: the zip.
        attachments: user and name of each file that was handed in, by its number.
        groups: the names of groups, as Canvas writes them.
    """
    kept: dict[str, dict[str, bytes]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for path in archive.namelist():
            name = path.rpartition("/")[2]
            group = next((each for each in groups if name.startswith(f"{each}_")), None)
            if group is not None:
                name = name.removeprefix(f"{group}_")
            parts = [part for part in name.split("_") if part != "LATE"]
            if parts[0] == "anon":
                user, number = f"anon_{parts[1]}", parts[2]
            else:
                numbers = [part for part in parts if part.isdecimal()]
                user, number = (*numbers, "", "")[:2]
            if parts[-1].startswith("link") or name.startswith("._"):
                continue
            if attachments.get(number, ("", ""))[0] == user:
                kept.setdefault(user, {})[attachments[number][1]] = archive.read(path)
    return kept


def blackboard(content: bytes, encoding: str = "utf-8") -> dict[str, tuple[str, str, str]]:
    """Return grade, feedback and its format that Blackboard would read for each user name."""
    text = content.decode(encoding)
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    assert rows.fieldnames is not None
    grade = next(title for title in rows.fieldnames if "|" in title)
    return {
        row["Username"]: (row[grade], row["Feedback to Learner"], row["Feedback Format"])
        for row in rows
    }


def brightspace(content: bytes) -> dict[str, dict[str, str]]:
    """Return what Brightspace would import for each user name, by item and kind of grade."""
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    found = {title: _TO_BRIGHTSPACE.fullmatch(title) for title in rows[0]}
    return {
        row["Username"].removeprefix("#"): {
            f"{match[1]}: {match[2]}": row[title] for title, match in found.items() if match
        }
        for row in rows
    }
