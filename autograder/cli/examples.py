"""The examples at the end of each command's help: what people type most, ready to be changed."""

from __future__ import annotations

from types import MappingProxyType

EXAMPLES: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "grade": (
            "autograder grade class.zip --dry-run",
            "autograder grade class.zip -o autumn --roster roster.csv",
            "autograder grade submissions -o autumn --only ada --fresh",
        ),
        "judge": ("autograder judge submissions/ada.ipynb",),
        "regrade": ("autograder regrade autumn --dry-run", "autograder regrade autumn"),
        "history": ("autograder history autumn", 'autograder history autumn "Lovelace, Ada"'),
        "forget": ("autograder forget autumn ada@example.org",),
        "check": ("autograder check", "autograder check regularization.py"),
        "report": (
            "autograder report autumn --overrides exceptions.csv",
            "autograder report autumn --similarity",
        ),
        "export": (
            "autograder export canvas autumn --template grades.csv -o to-upload.csv",
            "autograder export moodle autumn --feedback zip -o feedback.zip",
            "autograder export rules autumn -o rules.csv --anonymous",
        ),
        "watch": ("autograder watch /mnt/shared/submissions -o lesson",),
        "serve": ("autograder serve lesson", "autograder serve lesson --anonymous --port 8080"),
        "explore": ("autograder explore regularization.py -o explore.html",),
    }
)


def epilog(command: str) -> str | None:
    """Return what stands below the help of a command; None where it needs no example."""
    lines = EXAMPLES.get(command)
    return "\n\n".join(["Examples:", *lines]) if lines else None
