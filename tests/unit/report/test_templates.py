"""What strangers wrote is shown, and does nothing else."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from autograder.report.templates import asset, in_markdown, policy

HOSTILE = (
    "[x](javascript:alert(1))",
    "![x](http://a.example/x.png)",
    "<script>alert(1)</script>",
    "</td><img src=x onerror=alert(1)>",
    "<http://a.example>",
    "[x]: http://a.example",
    "`code` **bold** _em_ ~~gone~~ $x$",
    "# heading",
    "1. list",
    "12) list",
    "- list",
    "+ list",
    "> quotation",
    "a | b\n--|--\nc | d",
    "&lt;b&gt; &#60;b>",
    "\\[x](y)",
    "line\r\n\n# heading",
    "\x1b[31mred\x1b]52;c;aGk=\x07",
    "\u202egpj.exe",
    "=HYPERLINK(1)\n===",
    "    indented code",
    "\udc80",
)


def kinds(text: str) -> set[str]:
    """Return the kinds of everything that Markdown makes of a text in a list."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(f"- {text}\n")
    inline = [child for token in tokens for child in token.children or ()]
    return {token.type for token in (*tokens, *inline)}


PLAIN = kinds("plain")


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_makes_nothing_of_a_strangers_text(text: str) -> None:
    assert kinds(in_markdown(text)) <= PLAIN | {"text_special"}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_strangers_text_is_printable_in_markdown(text: str) -> None:
    assert in_markdown(text).isprintable()


@pytest.mark.parametrize("text", ["http://a.example", "www.a.example", "mailto:a@b.example"])
def test_an_address_is_not_written_so_that_it_becomes_a_link(text: str) -> None:
    shown = in_markdown(text)
    assert not any(form in shown for form in ("://", "www.", "mailto:", "a@b"))


def test_markdown_shows_the_text_itself() -> None:
    text = "dW_1 = a[0] * b  # (1/m) <b>"
    (inline,) = (token for token in MarkdownIt().parse(in_markdown(text)) if token.children)
    assert "".join(child.content for child in inline.children or ()) == " ".join(text.split())


def test_a_very_long_text_is_cut() -> None:
    assert len(in_markdown("x" * 1_000_000)) < 3000


def test_a_policy_allows_nothing_but_the_two_by_their_hashes() -> None:
    allowed = policy("", "x").split("; ")
    empty = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"  # of no bytes at all
    assert allowed[:2] == ["default-src 'none'", f"style-src {empty}"]
    assert allowed[2].startswith("script-src 'sha256-")


@pytest.mark.parametrize("name", ["report.css", "feedback.css", "report.js"])
def test_what_stands_in_a_page_cannot_end_its_element(name: str) -> None:
    assert "</" not in asset(name)
