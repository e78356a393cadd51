"""The page of wrong functions, in a browser: every sentence agrees with the numbers drawn."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests import in_process
from tests.sweeps import whole

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
# With these, the page says and draws everything that it does with any of the mistakes. Each of the
# others only adds a remark of its own, which the unit tests of the diagnosis cover.
TELLING = [
    "",
    "biases-included",
    "cross-entropy-left-out",
    "gradient-term-not-averaged",
    "gradient-term-subtracted",
    "term-made-of-squares",
    "penalty-itself-in-gradients",
    "error-with-wrong-sign",
    "gradients-not-averaged",
    "weight-gradients-rounded-down",
    "gradients-rounded-to-2-decimals",
    "penalty-doubled+gradient-term-doubled",
    "penalty-subtracted+gradient-term-subtracted",
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
    "steps": 250, "start_steps": 80, "search_steps": 30, "positions": 7, "refinements": 2,
    "draws": 3, "repeats": 2, "smallest": 0.2,
}  # fmt: skip
# For wrong functions, the page says as much after less training.
SMALLER = SMALL | {"steps": 200, "start_steps": 40, "search_steps": 15, "draws": 2}
WIDTH = 320
CARDS = ("line", "cost", "norms", "cliff", "boundary", "accuracy", "step")
ANSWERS = ("toy", "line", "cost", "cliff", "accuracy", "step")
# One call walks the whole page: each λ with what is said there, and what its figures do wrong.
WALK = """([cards, answers]) => {
  const text = (selector) => document.querySelector(selector)?.textContent ?? "";
  const faults = () => [...document.querySelectorAll(".figure svg")].flatMap((svg) => {
    const box = (element) => element.getBoundingClientRect();
    const [frame, card] = [box(svg), box(svg.closest("section"))];
    const boxes = [...svg.querySelectorAll("text")].filter((each) => each.textContent.trim())
      .map((each) => [each.textContent, box(each)]);
    const outside = boxes.filter(([, at]) => at.left < card.left || at.right > card.right
      || at.top < frame.top - 3 || at.bottom > frame.bottom + 3);
    const over = boxes.flatMap(([words, one], at) => boxes.slice(at + 1).filter(([, other]) =>
      Math.min(one.right, other.right) - Math.max(one.left, other.left) > 0.5
      && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 3)
      .map(([other]) => `${words} lies over ${other}`));
    return [...outside.map(([words]) => `outside: ${words}`), ...over];
  });
  const blank = () => [...document.querySelectorAll(".legend rect")]
    .filter((each) => !each.getAttribute("fill"))
    .map((each) => `no colour: ${each.closest("li").textContent}`);
  byId("layers").checked = true;
  for (const each of document.querySelectorAll(".asked details")) each.open = true;
  const at = (run, index) => {
    move(index);
    const said = Object.fromEntries(cards.map((card) => [card, text(`#${card} .says`)]));
    Object.assign(said, { summary: text("#summary"), formula: text("#in-formula") });
    said.faults = [...faults(), ...blank()];
    said.legends = Object.fromEntries(cards.map((card) => [card, text(`#${card} .legend`)]));
    said.dotted = document.querySelectorAll("#norms path.right").length;
    const marks = { middle: Math.floor(run.path.length / 2), end: run.path.length - 1 };
    for (const [name, mark] of Object.entries(marks)) {
      if (run.path.length) drawStep(index, mark);
      said[name] = text("#step .says");
    }
    if (typed.scrollWidth > typed.clientWidth) said.faults.push("the number is cut off");
    return said;
  };
  return {
    at: runs.map(at),
    answers: Object.fromEntries(answers.map((card) => [card, text(`#answer-${card}`)])),
    remark: text(".remark"),
    search: text("#search .says"),
    width: document.documentElement.scrollWidth,
  };
}"""
SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


@pytest.fixture(scope="module")
def explorer() -> dict[str, Any]:
    """The modules of assignment/explore."""
    return in_process.explorer()


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """A tab of a small phone; all pages are opened in it, one after the other."""
    page = browser.new_page(viewport={"width": WIDTH, "height": 800})
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


@dataclass(frozen=True)
class Drawn:
    """One page, walked through once.

    Attributes:
        found: the data that it is drawn from.
        walked: what WALK returns.
        complaints: what its scripts have said on the console.
    """

    found: dict[str, Any]
    walked: dict[str, Any]
    complaints: list[str]

    def each(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Return every run with what is said at its λ."""
        return zip(self.found["runs"], self.walked["at"], strict=True)


def walked(tab: Page, page: str, file: Path) -> Drawn:
    """Open a page and walk through it."""
    complaints: list[str] = []

    def hear(message: Any) -> None:
        complaints.append(str(getattr(message, "text", message)))

    file.write_text(page, "utf-8")
    tab.on("console", hear)
    tab.on("pageerror", hear)
    tab.goto(file.as_uri())
    found = json.loads(tab.locator("#found").text_content() or "")
    seen = Drawn(found, tab.evaluate(WALK, [CARDS, ANSWERS]), complaints)
    tab.remove_listener("console", hear)
    tab.remove_listener("pageerror", hear)
    return seen


@pytest.fixture(
    scope="module",
    params=[
        *[pytest.param((ids, SMALLER if ids else SMALL), id=ids or "right") for ids in TELLING],
        *[whole((ids, SMALL), name=f"{ids}, whole") for ids in MISTAKES if ids],
    ],
)
def drawn(
    request: pytest.FixtureRequest,
    explorer: dict[str, Any],
    tab: Page,
    tmp_path_factory: pytest.TempPathFactory,
) -> Drawn:
    """The page of the functions with one mistake, or two."""
    data = explorer["plan"].examples()
    ids, plan = request.param
    functions = in_process.with_mistake(*filter(None, ids.split("+")))
    explored = in_process.explored(functions, data, explorer["plan"].Plan(**plan))
    right = explorer["diagnosis"].public()
    page = explorer["page"].render("mine.py", data, explored, right)
    return walked(tab, page, tmp_path_factory.mktemp("mistake") / "page.html")


def is_lost(run: dict[str, Any]) -> bool:
    """Return whether a training has diverged."""
    return run["state"] == "diverged" or run["total"] is None


def test_every_sentence_agrees_with_the_numbers(drawn: Drawn) -> None:
    ceiling = drawn.found["own_ceiling"]
    is_right = not drawn.found["remarks"]
    for run, said in drawn.each():
        if is_lost(run):
            check_lost(said)
            continue
        check_cost(run, said, ceiling, is_right=is_right)
        check_norms(run, said, drawn.found)
        check_answers(run, said, drawn.found)
    assert drawn.complaints == []


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


def lowest(along: dict[str, Any], index: int) -> int | None:
    """Return where on the line J is smallest; None where it is finite nowhere."""
    pairs = zip(along["line"][0], along["line"][1][index], strict=True)
    sums = [math.inf if None in pair else sum(pair) for pair in pairs]
    return sums.index(min(sums)) if min(sums) < math.inf else None


def test_the_minimum_on_the_line_is_the_smallest_of_what_is_drawn(drawn: Drawn) -> None:
    along = drawn.found["along"]
    for index, (_, said) in enumerate(drawn.each()):
        if along is None:
            assert said["line"].startswith("No training has come to rest")
            continue
        least = lowest(along, index)
        if least is None:
            assert "J is finite nowhere on this line" in said["line"]
        elif least == 0:
            assert "nothing is cheaper than W = 0" in said["line"]
        else:
            written = re.search(rf"smallest at t = {NUMBER}", said["line"])
            assert written
            assert agree(written.group(1), drawn.found["t"][least])


def test_from_the_lambda_that_the_answer_names_w_0_is_cheapest_on_the_line(drawn: Drawn) -> None:
    along, answer = drawn.found["along"], drawn.walked["answers"]["line"]
    named = re.match(rf"From λ = {NUMBER} on, t = 0 is the cheapest", answer)
    if along is None or named is None:
        assert answer.startswith("There is no λ of this range from which on")
    else:
        lambdas = [run["lambda"] for run in drawn.found["runs"]]
        cheapest = [lowest(along, index) == 0 for index in range(len(lambdas))]
        last = max((at for at, is_0 in enumerate(cheapest) if not is_0), default=-1)
        assert agree(named.group(1), lambdas[last + 1])


def test_a_fall_is_told_only_where_the_weights_fall(drawn: Drawn) -> None:
    own = drawn.found["starts"][0]["falls"]
    said = drawn.walked["answers"]["cliff"]
    collapsed = [run["lambda"] for run in drawn.found["runs"] if run["collapsed"]]
    if own is None:
        assert "Your training falls to W = 0 nowhere in this range" in said
        assert ("it ends at W = 0, without having fitted" in said) == bool(collapsed)
    else:
        low, high = own
        written = re.search(rf"Training falls to W = 0 between λ = {NUMBER} and {NUMBER}", said)
        assert written
        assert agree(written.group(1), low)
        assert agree(written.group(2), high)
        assert high == min(collapsed)


def test_the_factor_is_that_of_the_functions_own_gradients(drawn: Drawn) -> None:
    for run, said in drawn.each():
        if not run["path"] or is_lost(run) or not run["lambda"]:
            continue
        _, w, _, pull, alpha = run["path"][len(run["path"]) // 2]
        factor = re.search(r"multiply W by (−?[\d.]+)", said["middle"])
        if math.hypot(*pull) == 0:
            assert factor is None
        elif factor:
            along = sum(a * b for a, b in zip(w, pull, strict=True)) / sum(each**2 for each in w)
            own = 1 - alpha * along
            assert number(factor.group(1)) == pytest.approx(own, abs=2e-4)


def test_arrows_that_do_not_cancel_in_the_end_are_not_said_to(drawn: Drawn) -> None:
    if drawn.found["remarks"]:
        assert drawn.walked["answers"]["step"].startswith("With the right functions, at a")
        return
    for run, said in drawn.each():
        step, _, by_data, by_decay, _ = run["path"][-1]
        both = math.hypot(*(a + b for a, b in zip(by_data, by_decay, strict=True)))
        cancels = both < 0.02 * max(math.hypot(*by_data), math.hypot(*by_decay))
        assert ("They do not cancel" in said["end"]) == (step < 0 and not cancels)


def test_wrong_functions_are_told_first_and_right_ones_are_drawn_beside(drawn: Drawn) -> None:
    remarks, said = drawn.found["remarks"], drawn.walked["remark"]
    assert all(remark in said for remark in remarks)
    assert bool(said) == bool(remarks) == bool(drawn.found["right"])
    at = drawn.walked["at"][1]
    assert bool(at["dotted"]) == bool(remarks)
    assert ("the right functions" in at["legends"]["cost"]) == bool(remarks)


def test_a_legend_explains_what_is_drawn_and_no_more(drawn: Drawn) -> None:
    runs = drawn.found["runs"]
    diverged = any(map(is_lost, runs))
    infinite = any(run["J"] is None and not is_lost(run) for run in runs)
    for run, said in drawn.each():
        assert ("training diverged" in said["legends"]["cost"]) == diverged
        assert ("J is not finite" in said["legends"]["cost"]) == infinite
        assert bool(said["legends"]["boundary"]) == (not is_lost(run))


def test_no_number_is_said_to_be_not_finite_and_a_sum(drawn: Drawn) -> None:
    for run, said in drawn.each():
        assert "not finite =" not in said["summary"] + said["line"]
        assert ("J is not finite" in said["formula"]) == (run["J"] is None and not is_lost(run))


def test_one_sentence_says_everywhere_which_lambda_to_take(drawn: Drawn) -> None:
    answer = drawn.walked["answers"]["accuracy"]
    assert drawn.walked["search"].endswith(answer)
    if drawn.found["search"] is None:
        assert answer.startswith("There is nothing to compare")
    else:
        low, high = drawn.found["search"]["band"]
        assert answer.startswith("Any λ from" if low < high else "λ = ")
        taken = re.search(rf"Take (?:the largest, )?λ = {NUMBER}[.:]", answer)
        assert bool(taken) == (not drawn.found["remarks"])
        assert ("Correct the two functions before" in answer) == bool(drawn.found["remarks"])
        if taken:
            assert number(taken.group(1)) == pytest.approx(high, rel=0.06)


def test_no_text_of_a_figure_lies_over_another_or_outside(drawn: Drawn) -> None:
    assert [said["faults"] for _, said in drawn.each() if said["faults"]] == []


def test_the_page_needs_no_sideways_scrolling(drawn: Drawn) -> None:
    assert drawn.walked["width"] <= WIDTH


@pytest.mark.parametrize("mistake", UNUSABLE)
def test_what_cannot_be_drawn_is_one_sentence(explorer: dict[str, Any], mistake: str) -> None:
    data, plan = explorer["plan"].examples(), explorer["plan"].Plan(**SMALL)
    with pytest.raises(explorer["outcome"].StudentFaultError) as caught:
        in_process.explored(in_process.with_mistake(mistake), data, plan)
    assert re.search(re.escape(UNUSABLE[mistake]).replace(r"\.\*", ".*"), str(caught.value))
