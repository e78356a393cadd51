"""What `make ablation` takes away, one wall at a time, and which tests should notice it."""

from __future__ import annotations

from dataclasses import fields

from autograder.intake.model import Caps
from benchmarks.ablation_child import CHILD_WALLS
from benchmarks.ablation_wall import Change, Wall

_DECODING = "autograder/sandbox/outside/decoding.py"
_REPLIES = (
    *(f"tests/unit/sandbox/outside/test_{name}.py" for name in ("decoding", "decoding_room")),
    "tests/unit/sandbox/test_wire.py",
)
_MESSAGES = ("tests/unit/sandbox/outside/test_filtering.py", *_REPLIES)
# The test was to see a refusal, and there was none.
_REFUSED = ("DID NOT RAISE",)
# It was to be refused for how much it holds, and all of that was read and found useless.
_READ_ON = r"more than [\d,]+ (files|bytes)[\w ]*' in '.* contains no "


def _wall(
    name: str, path: str, old: str, new: str, sees: tuple[str, ...], *tests: str, needed: int = 1
) -> Wall:
    change = Change(path=path, old=old, new=new)
    return Wall(name=name, changes=(change,), sees=sees, tests=tests, needed=needed)


def _cap(name: str) -> Wall:
    """Return one of intake's caps as a wall: without it, any number is under the cap."""
    head = "class Caps:\n"
    body = (
        "    def __post_init__(self) -> None:\n"
        f'        object.__setattr__(self, "{name}", 1 << 31)\n\n'
    )
    return _wall(
        f"intake's cap: {name}",
        "autograder/intake/model.py",
        head,
        head + body,
        (*_REFUSED, r"isinstance\(Submission\(", _READ_ON),
        *(
            f"tests/unit/intake/test_{part}.py"
            for part in ("choose", "plan_folders", "archive", "archive_caps")
        ),
    )


_REPLY_WALLS = (
    _wall(
        "exact-shape decoding: entries fit the shape",
        _DECODING,
        "kind not in NUMBERS or dimensions > MAX_NDIM or length != size * math.prod(shape)",
        "False",
        _REFUSED,
        *_REPLIES,
        needed=3,
    ),
    _wall(
        "exact-shape decoding: entries fit the room",
        _DECODING,
        'length = reader.bounded("I", 8 * room)',
        'length = reader.number("I")',
        _REFUSED,
        *_REPLIES,
        needed=3,
    ),
    _wall(
        "exact-shape decoding: nothing behind it",
        "autograder/sandbox/wire.py",
        "if self._at != len(self._payload):",
        "if False:",
        _REFUSED,
        *_REPLIES,
        needed=3,
    ),
    _wall(
        "exact-shape decoding: expected shape",
        "autograder/judge/call.py",
        "if array.shape != expected.shape and not one_number:",
        "if False:",
        _REFUSED,
        "tests/unit/judge/test_view.py",
        needed=3,
    ),
    _wall(
        "message caps: what is read",
        "autograder/sandbox/wire.py",
        "TEXT_LIMIT = 600  #",
        "TEXT_LIMIT = 0xFFFF  #",
        _REFUSED,
        *_MESSAGES,
    ),
    _wall(
        "message caps: what is shown",
        "autograder/sandbox/outside/filtering.py",
        "_MOST_SHOWN = 240\n",
        "_MOST_SHOWN = 1 << 30\n",
        (r"assert \d+ <= 240",),
        *_MESSAGES,
    ),
    Wall(
        name="64 bytes of a submission's choosing",
        changes=(
            Change(
                path="autograder/sandbox/outside/filtering.py",
                old="TEXT_BITS = 288\n",
                new="TEXT_BITS = 1 << 30\n",
                name="the bound on a submission's own texts",
            ),
            Change(
                path="autograder/judge/ledger.py",
                old="BITS = 512  # that one attempt may tell\n",
                new="BITS = 1 << 30\n",
                name="the bound on all that is told",
            ),
        ),
        sees=(r"assert \d+ <= 512",),
        tests=("tests/e2e/test_leak.py",),
        needed=1,
    ),
)
_TEMPLATES = "autograder/report/templates.py"
_RENDERED_WALLS = (
    _wall(
        "HTML escaping: report and feedback",
        _TEMPLATES,
        "    return escape(_cut(text))\n",
        "    return Markup(_cut(text))\n",
        (r"left set:\s+'script'", r"\('<script'\)"),
        "tests/unit/report",
    ),
    _wall(
        "HTML escaping: feedback in Markdown",
        _TEMPLATES,
        "Markup(in_markdown(str(value)))",
        "Markup(str(value))",
        (r"'\\n# heading' is contained here",),
        "tests/unit/report",
    ),
    _wall(
        "HTML escaping: vectors",
        "autograder/authoring/vectors/exposure.py",
        "autoescape=True",
        "autoescape=False",
        ("'<b>' is contained here",),
        "tests/unit/authoring/vectors/test_exposure.py",
        "tests/unit/cli/test_vectors.py",
    ),
    _wall(
        "formula quoting",
        "autograder/text.py",
        """    return f"'{shown}" if is_formula else shown\n""",
        "    return shown if is_formula else shown\n",
        (r"assert '(?P<cell>[=@+-].*)' == \"'(?P=cell)\"",),
        "tests/unit/test_text.py",
        "tests/unit/report/test_grades.py",
    ),
)

_CAPS = tuple(_cap(field.name) for field in fields(Caps))
WALLS = CHILD_WALLS + _REPLY_WALLS + _RENDERED_WALLS + _CAPS
