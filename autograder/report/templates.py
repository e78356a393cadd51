"""Templates, and how the pages made from them keep out what strangers wrote.

Every value is made visible and escaped where it is rendered, in HTML and in Markdown alike: a
template cannot forget it. A page's policy allows the one script and the one style sheet that it
was made with, known by their hashes, and nothing else: no other script, no request.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.text import visible

_KEPT = 2048  # texts whose escaped form is kept: a class's pages mostly repeat the same ones
_LONGEST = 2000  # characters of any one text of a stranger's on a page

# What can begin a link, an image, HTML, emphasis, code, a table or a formula.
_ACTS = re.compile(r"([\\`*_{}\[\]<>|~&$]|:(?=\S))")
# What makes a heading, a list or a quotation where it stands first, and a link after that.
_ACTS_FIRST = re.compile(r"\A([#+\-=>]|[0-9]+(?=[.)]))")
# What many programs take for an address of a page or of a person, wherever it stands.
_PAGE = re.compile(r":(?=//)")
_PERSON = re.compile(r"(?<=\S)@(?=\S)")
_WEB = re.compile(r"\bwww\.", re.IGNORECASE)


def html(name: str, **context: Any) -> bytes:
    """Return the page that the template `name` makes."""
    return _html().get_template(name).render(context).encode("utf-8")


def markdown(name: str, **context: Any) -> bytes:
    """Return the Markdown that the template `name` makes."""
    return _markdown().get_template(name).render(context).encode("utf-8")


def plain(name: str, **context: Any) -> str:
    """Return the text that the template `name` makes, in which every value is one line."""
    return _plain().get_template(name).render(context)


def prepare() -> None:
    """Compile all templates, which takes as long as rendering many pages."""
    for environment, ending in ((_html(), "html"), (_markdown(), "md")):
        for name in environment.list_templates(extensions=[ending]):
            environment.get_template(name)


@lru_cache(_KEPT)
def in_markdown(text: str) -> str:
    """Return `text` on one line, such that Markdown shows it and does nothing else with it."""
    shown = _cut(" ".join(text.split()))
    shown = _PAGE.sub(": ", _PERSON.sub(" @ ", shown))
    shown = _ACTS.sub(r"\\\1", shown)
    shown = _WEB.sub(lambda found: found.group()[:3] + r"\.", shown)
    return _ACTS_FIRST.sub(_escaped_first, shown)


def policy(style: str, script: str = "") -> str:
    """Return a content security policy that allows these two and nothing else."""
    allowed = [f"style-src '{_digest(style)}'"]
    if script:
        allowed.append(f"script-src '{_digest(script)}'")
    return "; ".join(["default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"])


@cache
def asset(name: str) -> Markup:
    """Return a style sheet or script of ours, to stand in a page as it is."""
    environment = _html()
    assert environment.loader is not None
    # It is ours, from this package; nothing of a stranger's is in it.
    return Markup(environment.loader.get_source(environment, name)[0])  # noqa: S704


@cache
def _html() -> Environment:
    return _environment(_finalized)


@cache
def _markdown() -> Environment:
    return _environment(_finalized_in_markdown)


@cache
def _plain() -> Environment:
    return _environment(_finalized_as_it_is)


def _environment(finalize: Callable[[Any], Any]) -> Environment:
    return Environment(
        loader=PackageLoader("autograder.report"),
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _finalized(value: Any) -> Any:
    is_plain = isinstance(value, str) and not isinstance(value, Markup)
    return _in_html(str(value)) if is_plain else value


def _finalized_in_markdown(value: Any) -> Any:
    # Markup is a macro's, whose values are escaped already. What is escaped here is for Markdown;
    # for HTML as well would show twice.
    return value if isinstance(value, Markup) else Markup(in_markdown(str(value)))  # noqa: S704


def _finalized_as_it_is(value: Any) -> Any:
    # Nothing acts in plain text; whoever puts it into a page escapes all of it.
    return value if isinstance(value, Markup) else Markup(_cut(" ".join(str(value).split())))  # noqa: S704


@lru_cache(_KEPT)
def _in_html(text: str) -> Markup:
    return escape(_cut(text))


def _cut(text: str) -> str:
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return visible(cut)


def _escaped_first(found: re.Match[str]) -> str:
    text = found.group()
    return f"{text}\\" if text[0].isdigit() else f"\\{text}"


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
