"""`make mutants`: does the hidden suite notice every small change of the reference solution?

cosmic-ray makes every mutant of the reference that its operators can make; one run of `autograder
grade` judges them all, as if each were a student's. A mutant that gets full marks is a hole in the
vectors or in the suite, unless `equivalent_mutants.toml` says why it computes the same.

Nothing in the checkout is changed: mutants and grades are in a temporary folder.
"""

from __future__ import annotations

import csv
import itertools
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from rich.console import Console
from rich.progress import track

from autograder import description

_ROOT = Path(__file__).parent.parent
_EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")
_PAGE = _ROOT / "docs" / "mutants.md"
_REFERENCE = "reference"  # the name that the unchanged source is graded under

Change = tuple[str, str]  # a line of the reference, and what a mutant has in its place


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One changed version of the reference.

    Attributes:
        name: the operator and which of its places; the name that it is graded under.
        operator: cosmic-ray's operator, without what is put in the place of the old.
        code: the whole changed source.
        change: the line that differs, before and after.
    """

    name: str
    operator: str
    code: str
    change: Change


def main() -> int:
    """Print the table; return 1 if a mutant survives unexplained or an explanation is stale."""
    source = description.find(_ROOT).source.read_text("utf-8")
    equivalent = _explained()
    mutants = list(_mutants(source))
    survivors = _surviving(mutants, source)
    table = _table(mutants, survivors)
    print(table)
    problems = list(_problems(mutants, survivors, equivalent))
    if not problems and table not in _PAGE.read_text("utf-8"):
        problems = ["docs/mutants.md holds another table: replace it by the one above"]
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    return 1 if problems else 0


def _explained() -> set[Change]:
    """Return the changes that are known to compute the same."""
    entries = tomllib.loads(_EQUIVALENT.read_text("utf-8"))["equivalent"]
    return {(entry["original"], entry["mutant"]) for entry in entries}


def _mutants(source: str) -> Iterator[Mutant]:
    """Yield what each operator makes at each of its places.

    Operators that want arguments are left out, as cosmic-ray itself does unless it is given some.
    """
    terminal = Console(stderr=True)
    silent = not terminal.is_terminal
    for full_name in track(operator_names(), "mutating", console=terminal, disable=silent):
        operator = get_operator(full_name)
        if operator.arguments():
            continue
        short_name = full_name.removeprefix("core/")
        for place in itertools.count():
            code = mutate_code(source, operator(), place)
            if code is None:
                break
            yield Mutant(
                name=f"{short_name}-{place}",
                operator="_".join(short_name.split("_")[:2]),
                code=code,
                change=_change(source, code),
            )


def _change(source: str, code: str) -> Change:
    lines = zip(source.splitlines(), code.splitlines(), strict=True)
    ((before, after),) = [(old, new) for old, new in lines if old != new]
    return _statement(before), _statement(after)


def _statement(line: str) -> str:
    return line.partition("#")[0].strip()


def _surviving(mutants: list[Mutant], source: str) -> set[str]:
    """Grade the mutants and the reference; return the names of the mutants with full marks."""
    with tempfile.TemporaryDirectory() as name:
        submissions, out = Path(name) / "mutants", Path(name) / "out"
        submissions.mkdir()
        (submissions / f"{_REFERENCE}.py").write_text(source, "utf-8")
        for mutant in mutants:
            (submissions / f"{mutant.name}.py").write_text(mutant.code, "utf-8")
        _grade(submissions, out)
        with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    if len(rows) != len(mutants) + 1:
        sys.exit(f"error: {len(mutants) + 1} files were handed in and {len(rows)} graded")
    full = {row["student"] for row in rows if row["score"] == row["max_score"]}
    if _REFERENCE not in full:
        sys.exit("error: the reference itself does not get full marks: mend that first")
    return full - {_REFERENCE}


def _grade(submissions: Path, out: Path) -> None:
    command = [sys.executable, "-m", "autograder", "grade", str(submissions), "-o", str(out)]
    command += ["--assignment", str(_ROOT), "--min-level", "open"]  # the mutants are our own code
    code = subprocess.run(command, cwd=_ROOT, stdout=subprocess.DEVNULL, check=False).returncode
    if code != 0:
        sys.exit(f"error: autograder grade exited {code}: its own message is above")


def _table(mutants: list[Mutant], survivors: set[str]) -> str:
    """Return the Markdown table, one row per operator."""
    made = Counter(mutant.operator for mutant in mutants)
    full = Counter(mutant.operator for mutant in mutants if mutant.name in survivors)
    rows = [(operator, count, count - full[operator]) for operator, count in made.items()]
    rows.append(("all", made.total(), made.total() - full.total()))
    lines = ["| operator | mutants | killed | equivalent |", "|---|---:|---:|---:|"]
    lines += [f"| {name} | {count} | {killed} | {count - killed} |" for name, count, killed in rows]
    return "\n".join(lines)


def _problems(mutants: list[Mutant], survivors: set[str], equivalent: set[Change]) -> Iterator[str]:
    """Yield a sentence for each survivor without and each explanation without the other."""
    surviving = {mutant.change for mutant in mutants if mutant.name in survivors}
    killed = {mutant.change for mutant in mutants if mutant.name not in survivors}
    for before, after in sorted(surviving - equivalent):
        yield (
            f"`{after}` for `{before}` gets full marks: add a vector or a rule that fails it, or "
            f"say in {_EQUIVALENT.name} why it computes the same"
        )
    for before, after in sorted(equivalent - surviving):
        why = "fails the suite" if (before, after) in killed else "is no mutant of the reference"
        yield f"`{after}` for `{before}` {why}: take it out of {_EQUIVALENT.name}"


if __name__ == "__main__":
    sys.exit(main())
