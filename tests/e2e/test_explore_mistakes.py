"""The page of wrong functions, in a browser: every sentence agrees with the numbers drawn."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests import in_process

# Of the catalogue: what changes training or J, by sign, factor, missing term, direction or size;
# and mistakes of both functions together.
MISTAKES = [
    "",
    "penalty-doubled",
    "penalty-multiplied-by-m",
    "penalty-not-averaged",
    "penalty-ignores-lambda",
    "lambda-squared",
    "penalty-subtracted",
    "penalty-left-out",
    "w3-forgotten",
    "biases-included",
    "norms-not-squared",
    "output-penalized",
    "cross-entropy-left-out",
    "cross-entropy-without-minus",
    "cross-entropy-not-averaged",
    "gradient-term-halved",
    "gradient-term-doubled",
    "gradient-term-not-averaged",
    "gradient-term-ignores-lambda",
    "lambda-squared-in-gradients",
    "no-gradients-without-lambda",
    "gradient-term-subtracted",
    "gradient-terms-left-out",
    "term-missing-from-dw1",
    "term-made-of-squares",
    "penalty-itself-in-gradients",
    "bias-gradients-regularized",
    "relu-mask-missing",
    "relu-mask-inverted",
    "sigmoid-derivative-in-hidden-layers",
    "error-with-wrong-sign",
    "gradients-not-averaged",
    "dw1-not-averaged",
    "weight-gradients-rounded-down",
    "gradients-rounded-to-2-decimals",
    "penalty-doubled+gradient-term-doubled",
    "penalty-subtracted+gradient-term-subtracted",
    "penalty-left-out+gradient-terms-left-out",
]
# Of the catalogue: what cannot be drawn, and is told so in one sentence.
UNUSABLE = {
    "cost-not-summed-over-examples": "return J, one number.",
    "parameters-changed-in-place": "read-only",
    "weights-scaled-in-place": "read-only",
    "weight-gradients-transposed": "dW1 of .* has the shape (2, 20), not an array",
    "bias-gradients-without-their-axis": "db1 of .* has the shape (20,), not an array",
    "one-bias-gradient-for-a-whole-layer": "db1 of .* has the shape (1, 1), not an array",
    "x-in-place-of-a1": "it raised ValueError",
}
SMALL = {
    "steps": 400, "start_steps": 150, "search_steps": 40, "positions": 8, "refinements": 2,
    "draws": 3, "repeats": 2, "smallest": 0.2,
}  # fmt: skip
SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


@pytest.fixture(scope="module")
def explorer() -> dict[str, Any]:
    """The modules of assignment/explore."""
    return in_process.explorer()


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """A tab of a phone; all pages are opened in it, one after the other."""
    page = browser.new_page(viewport={"width": 390, "height": 800})
    yield page
    page.close()


def number(text: str) -> float:
    """Return the number that the page has written; not finite is NaN."""
    text = text.replace(",", "").replace("−", "-")
    if text == "not finite":
        return math.nan
    if found := re.fullmatch(r"(-?)(?:(\d+)·)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", text):
        sign, front, power = found.groups()
        return float(f"{sign}{front or 1}e{power.translate(SUPERSCRIPTS)}")
    return float(text)


NUMBER = r"(not finite|−?(?:\d+·)?10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|−?[\d.,]*\d)"


def agree(written: str, value: float | None) -> bool:
    """Return whether a written number is this value, but for the digits that are left out."""
    if value is None:
        return math.isnan(number(written))
    return number(written) == pytest.approx(value, rel=0.006 if "10" not in written else 0.51)


class Drawn:
    """One page, at one λ after the other, with the data that it is drawn from."""

    def __init__(self, tab: Page, page: str, file: Path) -> None:
        file.write_text(page, "utf-8")
        self.said: list[str] = []
        self._tab = tab
        tab.on("console", self._hear)
        tab.on("pageerror", self._hear)
        tab.goto(file.as_uri())
        self.found = json.loads(tab.locator("#found").inner_text() or tab.inner_html("#found"))

    def _hear(self, message: Any) -> None:
        self.said.append(str(getattr(message, "text", message)))

    def at(self, index: int) -> dict[str, str]:
        """Return all sentences at a λ, by their card."""
        self._tab.evaluate(f"move({index})")
        cards = ("line", "cost", "norms", "cliff", "boundary", "accuracy", "step")
        return {card: self._tab.inner_text(f"#{card} .says") for card in cards} | {
            "summary": self._tab.inner_text("#summary")
        }

    def text(self, selector: str) -> str:
        """Return the text of an element; empty where there is none."""
        there = self._tab.locator(selector)
        return there.inner_text() if there.count() else ""

    def close(self) -> None:
        """Listen no more."""
        self._tab.remove_listener("console", self._hear)
        self._tab.remove_listener("pageerror", self._hear)


@pytest.fixture(scope="module", params=MISTAKES, ids=lambda ids: ids or "right")
def drawn(
    request: pytest.FixtureRequest,
    explorer: dict[str, Any],
    tab: Page,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Drawn]:
    """The page of the functions with one mistake, or two."""
    data = explorer["plan"].examples()
    functions = in_process.with_mistake(*filter(None, request.param.split("+")))
    explored = in_process.explored(functions, data, explorer["plan"].Plan(**SMALL))
    right = explorer["diagnosis"].public()
    page = explorer["page"].render("mine.py", data, explored, right)
    found = Drawn(tab, page, tmp_path_factory.mktemp("mistake") / "page.html")
    yield found
    found.close()


def each(drawn: Drawn) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Return every run with the sentences at its λ."""
    for index, run in enumerate(drawn.found["runs"]):
        yield run, drawn.at(index)


def is_lost(run: dict[str, Any]) -> bool:
    """Return whether a training has diverged."""
    return run["state"] == "diverged" or run["total"] is None


def test_every_sentence_agrees_with_the_numbers(drawn: Drawn) -> None:
    ceiling = drawn.found["own_ceiling"]
    is_right = not drawn.found["remarks"]
    for run, said in each(drawn):
        if is_lost(run):
            check_lost(said)
            continue
        check_cost(run, said, ceiling, is_right=is_right)
        check_norms(run, said, drawn.found)
        check_answers(run, said, drawn.found)
    assert drawn.said == []


def check_lost(said: dict[str, str]) -> None:
    """A training that has diverged is never taken for one that ends at W = 0."""
    assert said["summary"].startswith("Training diverges: no W, no J, no answers.")
    for card in ("cost", "norms", "boundary", "accuracy"):
        assert "training diverges" in said[card], card
        assert "trivial" not in said[card], card


def check_cost(run: dict[str, Any], said: dict[str, str], ceiling: Any, *, is_right: bool) -> None:
    """J in words is J in numbers, and above the ceiling only where it is."""
    text = said["cost"]
    if run["J"] is None:
        assert "J is not finite" in text
        return
    pattern = rf"J = {NUMBER} = cross-entropy {NUMBER} \+ L2 term {NUMBER}\."
    found = re.search(pattern, text)
    assert found, text
    for written, value in zip(found.groups(), (run["J"], run["ce"], run["l2"]), strict=True):
        assert agree(written, value), text
    if run["collapsed"]:
        assert "W is 0" in text
    elif ceiling and ceiling > 0:
        is_above = run["J"] > ceiling * (1 + 1e-6)
        assert ("not the minimum" in text) == is_above, text
        assert ("a valley in which" in text) == (
            is_above and is_right and run["state"] != "stopped"
        ), text


def check_norms(run: dict[str, Any], said: dict[str, str], found: dict[str, Any]) -> None:
    """The total of W is that drawn, and above the bound only where it is."""
    written = re.search(rf"total ‖W‖ is {NUMBER}, (without|above|under)", said["norms"])
    assert written, said["norms"]
    assert agree(written.group(1), run["total"])
    if run["lambda"]:
        bound = math.sqrt(2 * found["m"] * found["ceiling"] / run["lambda"])
        assert written.group(2) == ("above" if run["total"] > bound else "under")
    else:
        assert written.group(2) == "without"


def check_answers(run: dict[str, Any], said: dict[str, str], found: dict[str, Any]) -> None:
    """Trivial is said of W = 0 alone, dead of silent layers alone, and counts are counts."""
    assert ("trivial" in said["boundary"]) == run["collapsed"]
    assert ("W is 0" in said["summary"]) == run["collapsed"]
    if "The network is dead" in said["boundary"]:
        assert run["silent"][0] == 20 or run["silent"][1] == 3
        assert not run["collapsed"]
    assert f"dev {round(run['dev'] * found['dev'])} of {found['dev']}" in said["accuracy"]


def test_the_minimum_on_the_line_is_the_smallest_of_what_is_drawn(drawn: Drawn) -> None:
    along = drawn.found["along"]
    for index, (_, said) in enumerate(each(drawn)):
        if along is None:
            assert said["line"].startswith("No training has come to rest")
            continue
        entropies, terms = along["line"][0], along["line"][1][index]
        sums = [
            math.inf if None in pair else sum(pair) for pair in zip(entropies, terms, strict=True)
        ]
        least = sums.index(min(sums))
        if least == 0:
            assert "nothing is cheaper than W = 0" in said["line"]
        else:
            written = re.search(rf"smallest at t = {NUMBER}", said["line"])
            assert written
            assert agree(written.group(1), drawn.found["t"][least])


def test_a_fall_is_told_only_where_the_weights_fall(drawn: Drawn) -> None:
    own = drawn.found["starts"][0]["falls"]
    said = drawn.at(0)["cliff"]
    if own is None:
        assert "Your training falls to W = 0 nowhere in this range" in said
    else:
        low, high = own
        written = re.search(rf"Training falls to W = 0 between λ = {NUMBER} and {NUMBER}", said)
        assert written
        assert agree(written.group(1), low)
        assert agree(written.group(2), high)


def test_the_factor_is_that_of_the_functions_own_gradients(drawn: Drawn) -> None:
    for run, said in each(drawn):
        if not run["path"] or is_lost(run) or not run["lambda"]:
            continue
        _, w, _, pull, alpha = run["path"][len(run["path"]) // 2]
        factor = re.search(r"multiply W by (−?[\d.]+)", said["step"])
        if math.hypot(*pull) == 0:
            assert factor is None
        if factor and "After" in said["step"]:
            drawn._tab.evaluate(f"drawStep(Number(slider.value), {len(run['path']) // 2})")
            text = drawn.text("#step .says")
            factor = re.search(r"multiply W by (−?[\d.]+)", text)
            own = 1 - alpha * sum(a * b for a, b in zip(w, pull, strict=True)) / sum(
                each**2 for each in w
            )
            assert factor is None or float(factor.group(1).replace("−", "-")) == pytest.approx(
                own, abs=2e-4
            )


def test_wrong_functions_are_told_first_and_right_ones_are_drawn_beside(drawn: Drawn) -> None:
    remarks = drawn.found["remarks"]
    said = drawn.text(".remark")
    assert all(remark in said for remark in remarks)
    assert bool(said) == bool(remarks) == bool(drawn.found["right"])
    drawn.at(1)
    dotted = drawn._tab.locator("#norms path.right").count()
    assert bool(dotted) == bool(remarks)
    assert ("the right functions" in drawn.text("#cost .legend")) == bool(remarks)


def test_the_page_needs_no_sideways_scrolling(drawn: Drawn) -> None:
    drawn.at(2)
    assert drawn._tab.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("mistake", UNUSABLE)
def test_what_cannot_be_drawn_is_one_sentence(explorer: dict[str, Any], mistake: str) -> None:
    data, plan = explorer["plan"].examples(), explorer["plan"].Plan(**SMALL)
    with pytest.raises(explorer["outcome"].StudentFaultError) as caught:
        in_process.explored(in_process.with_mistake(mistake), data, plan)
    assert re.search(re.escape(UNUSABLE[mistake]).replace(r"\.\*", ".*"), str(caught.value))
