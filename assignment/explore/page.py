"""The page itself: one file with everything in it, which asks no network for anything."""

import base64
import hashlib
import html
import json
from pathlib import Path
from string import Template

from explore.content import content, rows
from explore.search import described

__all__ = ["render"]

PARTS = Path(__file__).with_name("page")
SCRIPTS = ("plot.js", "curves.js", "pictures.js", "page.js")
RELOADED_SECONDS = 2  # between two looks at whether the full page is there
STYLES = ("style.css",)


def render(filename, data, explored, right, *, is_first=False, ended=None, note=""):
    """Return the page's text.

    Args:
        filename: whose functions these are; any text, it is escaped.
        data: explore.plan.Data.
        explored: explore.run.Explored of the student's functions.
        right: what explore.diagnosis.public returns.
        is_first: a coarse page, which loads itself again until the full one is there.
        ended: why the full page does not come, or None.
        note: what the page is drawn from, where that is no student's file.
    """
    found = content(filename, data, explored, right)
    search = explored.search
    script, style = _joined(SCRIPTS), _joined(STYLES)
    template = Template((PARTS / "page.html").read_text("utf-8"))
    return template.substitute(
        policy=f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}",
        style=style,
        script=script,
        data=_embedded(found),
        source=html.escape(note)
        or f"Drawn from the two functions in <b>{html.escape(found['file'])}</b>",
        m=found["m"],
        dev=found["dev"],
        alpha=f"{found['alpha']:g}",
        cap=f"{found['cap']:,.0f}",
        share=f"{found['share']:.3f}",
        ceiling=f"{found['ceiling']:.3f}",
        unit=found["unit"],
        kept=_rounded(found["along"]["lambda"]) if found["along"] else "1",
        last=len(found["runs"]) - 1,
        refresh=f'<meta http-equiv="refresh" content="{RELOADED_SECONDS}">' if is_first else "",
        status=_status(ended, is_first=is_first),
        remarks=_remarks(found["remarks"], note),
        rows=_rows(rows(explored)),
        search=" ".join([*([described(search)] if search else []), found["verdict"]]),
    )


def _joined(names):
    return "\n" + "\n".join((PARTS / name).read_text("utf-8") for name in names)


def _hash(text):
    """Return what lets the browser run this one text and no other."""
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def _embedded(value):
    """Return JSON that cannot end the element that it stands in."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("&", "\\u0026")


def _status(ended, *, is_first):
    if ended is not None:
        return f'<p class="status">These are first, coarse curves: {html.escape(ended)}</p>'
    if is_first:
        return (
            '<p class="status" role="status">These are first, coarse curves. Training goes on; '
            "this page loads itself again until the full curves are here, in a few seconds.</p>"
        )
    return ""


def _remarks(sentences, note):
    if not sentences:
        return ""
    items = "".join(f"<li>{html.escape(each)}</li>" for each in sentences)
    heading = "First of all: something in your two functions is not right yet"
    help_ = " <code>python -m checks</code> helps to find the place."
    if note:
        heading, help_ = "First of all: the mistake, and what it does", ""
    return (
        f'<section class="remark" aria-labelledby="wrong"><h2 id="wrong">{heading}</h2>'
        f"<ul>{items}</ul><p>Below, the curves of these functions are solid lines, and the right "
        f"ones are dotted.{help_}</p></section>"
    )


def _rows(found):
    return "\n".join(
        "<tr>" + "".join(_cell(at, text) for at, text in enumerate(row)) + "</tr>" for row in found
    )


def _cell(at, text):
    escaped = html.escape(text)
    return f'<th scope="row">{escaped}</th>' if at == 0 else f"<td>{escaped}</td>"


def _rounded(value):
    return f"{float(f'{value:.2g}'):,g}"
