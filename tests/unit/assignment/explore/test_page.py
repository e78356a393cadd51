"""The page is one file that asks nobody for anything, and shows strangers' texts as texts."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

HOSTILE = "</script><img src=x onerror=alert(1)>\u202e&.py"


class Elements(HTMLParser):
    """Collects elements, and the texts of scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] in ("script", "style") and data.strip():
            self.texts.append((self.found[-1][0], data))


@pytest.fixture(scope="module")
def page(explorer: dict[str, Any], data: Any, explored: Any) -> str:
    """The page of the reference's functions, from a file with a hostile name."""
    right = explorer["diagnosis"].public()
    text: str = explorer["page"].render(HOSTILE, data, explored, right)
    return text


@pytest.fixture(scope="module")
def elements(page: str) -> Elements:
    """The page's elements."""
    return Elements(page)


@pytest.mark.slow
def test_it_is_not_larger_than_350_kilobytes(page: str) -> None:
    assert len(page.encode()) < 350_000


def test_no_element_points_anywhere(elements: Elements) -> None:
    outside = {"src", "href", "srcset", "action", "data", "poster"}
    assert [tag for tag, attributes in elements.found if outside & attributes.keys()] == []


def test_nothing_in_it_is_fetched(page: str) -> None:
    assert not re.search(r"@import|url\((?!#)|fetch\(|XMLHttpRequest|import\(", page)


def test_the_policy_lets_only_its_own_script_and_style_run(elements: Elements) -> None:
    policy = next(
        attributes["content"]
        for tag, attributes in elements.found
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    kinds = {kind: text for kind, text in elements.texts if not text.startswith("{")}
    hashes = {kind: hashlib.sha256(text.encode()).digest() for kind, text in kinds.items()}
    assert policy == "default-src 'none'; " + "; ".join(
        f"{kind}-src 'sha256-{base64.b64encode(hashes[kind]).decode()}'"
        for kind in ("script", "style")
    )


def test_no_element_has_a_style_or_a_handler_of_its_own(elements: Elements) -> None:
    names = {name for _, attributes in elements.found for name in attributes}
    assert not {name for name in names if name == "style" or name.startswith("on")}


def test_a_hostile_name_makes_no_element(elements: Elements) -> None:
    assert "img" not in {tag for tag, _ in elements.found}


def test_a_name_cannot_turn_the_direction_of_the_text(page: str) -> None:
    assert "\u202e" not in page


def test_every_figure_says_what_it_is(elements: Elements) -> None:
    figures = [attributes for _, attributes in elements.found if attributes.get("role") == "img"]
    assert len(figures) == 9 + 6


def test_the_table_has_a_row_for_every_lambda(page: str, explored: Any) -> None:
    assert page.count('<th scope="row">') == len(explored.runs)


def test_every_region_and_control_has_a_name(elements: Elements) -> None:
    ids = {attributes.get("id") for _, attributes in elements.found}
    sections = [attributes for tag, attributes in elements.found if tag == "section"]
    labels = {attributes.get("for") for tag, attributes in elements.found if tag == "label"}
    inputs = [attributes for tag, attributes in elements.found if tag == "input"]
    assert all(each.get("aria-label") or each.get("aria-labelledby") in ids for each in sections)
    assert all(each["id"] in labels for each in inputs if each["type"] in ("text", "range"))


def test_a_coarse_page_loads_itself_again_and_a_full_one_does_not(
    explorer: dict[str, Any], data: Any, explored: Any, page: str
) -> None:
    coarse = explorer["page"].render("mine.py", data, explored, None, is_first=True)
    assert ('http-equiv="refresh"' in coarse, 'http-equiv="refresh"' in page) == (True, False)


def test_a_page_that_ends_early_says_why_and_loads_nothing(
    explorer: dict[str, Any], data: Any, explored: Any
) -> None:
    page = explorer["page"].render("mine.py", data, explored, None, ended="dW1 is <b>.")
    assert "first, coarse curves: dW1 is &lt;b&gt;." in page
    assert 'http-equiv="refresh"' not in page


def test_a_page_of_an_example_says_so_and_sends_nobody_to_the_check(
    explorer: dict[str, Any], data: Any, explored: Any
) -> None:
    right = explorer["diagnosis"].public()
    wrong = dataclasses.replace(explored, look=explored.look | {"entropy": 1.5})
    page = explorer["page"].render("", data, wrong, right, note="An example of <a mistake>.")
    assert "An example of &lt;a mistake&gt;." in page
    assert "the mistake, and what it does" in page
    assert "python -m checks" not in page


@pytest.mark.parametrize(
    ("states", "fall"),
    [
        (["fits", "gone", "gone"], [0.0, 1.0]),
        (["fits", "fits", "gone"], [1.0, 2.0]),
        (["fits", "diverged", "gone"], None),
        (["gone", "gone", "gone"], None),
        (["fits", "fits", "fits"], None),
    ],
)
def test_weights_fall_where_they_fitted_just_before(
    explorer: dict[str, Any], states: list[str], fall: Any
) -> None:
    runs = [
        {"lambda": float(at), "state": state, "collapsed": state == "gone"}
        for at, state in enumerate(states)
    ]
    assert explorer["content"].falls(runs) == fall


def test_what_is_not_finite_is_said_in_the_table(explorer: dict[str, Any], explored: Any) -> None:
    run = explored.runs[0] | {"J": None, "norms": [None, 1.0, 1.0]}
    found = explorer["run"].Explored(look={}, runs=(run,), search=None, plan=explored.plan)
    assert explorer["content"].rows(found)[0][1] == "not finite"


def test_the_data_are_what_was_found(elements: Elements, explored: Any) -> None:
    text = next(text for kind, text in elements.texts if text.startswith("{"))
    found = json.loads(text)
    assert [run["lambda"] for run in found["runs"]] == pytest.approx(
        [run["lambda"] for run in explored.runs], rel=1e-5
    )
