"""The page itself: one file with everything in it, which asks no network for anything."""

import base64
import hashlib
import html
import json
from pathlib import Path
from string import Template

from explore.content import content, remarks, rows

__all__ = ["remarks", "render"]

PARTS = Path(__file__).with_name("page")
SCRIPTS = ("plot.js", "curves.js", "pictures.js", "page.js")
STYLES = ("style.css",)


def render(filename, data, explored, dashed):
    """Return the page's text.

    Args:
        filename: whose functions these are; any text, it is escaped.
        data: explore.plan.Data.
        explored: explore.run.Explored of the student's functions.
        dashed: the same of the reference, or None.
    """
    found = content(filename, data, explored, dashed)
    script, style = _joined(SCRIPTS), _joined(STYLES)
    template = Template((PARTS / "page.html").read_text("utf-8"))
    return template.substitute(
        policy=f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}",
        style=style,
        script=script,
        data=_embedded(found),
        file=html.escape(found["file"]),
        m=found["m"],
        dev=found["dev"],
        alpha=f"{found['alpha']:g}",
        cap=f"{found['cap']:,.0f}",
        share=f"{found['share']:.3f}",
        ceiling=f"{found['ceiling']:.3f}",
        unit=found["unit"],
        last=len(found["runs"]) - 1,
        remarks=_remarks(remarks(explored, data)),
        rows=_rows(rows(explored)),
        search=_search(found["search"]),
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


def _remarks(sentences):
    if not sentences:
        return ""
    items = "".join(f"<p>{html.escape(each)}</p>" for each in sentences)
    return f'<aside class="remark" aria-label="About your functions">{items}</aside>'


def _rows(found):
    return "\n".join(
        "<tr>" + "".join(_cell(at, text) for at, text in enumerate(row)) + "</tr>" for row in found
    )


def _cell(at, text):
    escaped = html.escape(text)
    return f'<th scope="row">{escaped}</th>' if at == 0 else f"<td>{escaped}</td>"


def _search(found):
    if found is None:
        return "There was no time for the search."
    low, best, high = (
        f"{float(f'{each:.2g}'):,g}" for each in sorted([*found["band"], found["best"]])
    )
    return (
        f"{len(found['draws'])} values of λ, drawn evenly on the log scale, each trained on "
        f"{found['repeats']} random splits. The best mean is at λ = {best}; no value "
        f"from {low} to {high} can be told from it."
    )
