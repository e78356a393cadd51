"""The page on why W goes to 0, as a person meets it: in a browser, by keyboard, in the dark."""

from __future__ import annotations

import importlib
import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from autograder.description import find

ROOT = Path(__file__).parents[2]
NEAREST = 0.5 * (1336.3333 / 0.5) ** (2 / 6)  # to 4.9, of the values of λ that are trained
CONTRASTS = """() => {  // texts whose contrast to what they stand on is below 4.5
  const parsed = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((part) => part / 255)
    .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const [r, g, b, a = 1] = parsed(getComputedStyle(each).backgroundColor);
      if (a > 0.99) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const text = parsed(element.namespaceURI.endsWith("svg") ? style.fill : style.color);
    const [a, b] = [light(text), light(ground(element))].sort((one, other) => other - one);
    const contrast = (a + 0.05) / (b + 0.05);
    const start = element.textContent.trim().slice(0, 40);
    if (contrast < 4.5) weak.push(`${start}: ${contrast.toFixed(2)}`);
  }
  return weak;
}"""


class Seen:
    """A page that is open, what it said on its console, and what it asked for."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", self._on_request)
        page.goto(file.as_uri())

    def _on_console(self, message: ConsoleMessage) -> None:
        self.said.append(message.text)

    def _on_request(self, request: Request) -> None:
        self.asked.append(request.url)

    def press(self, slider: str, key: str) -> None:
        """Press a key on a slider."""
        self.page.locator(slider).press(key)

    def drawing(self, card: str) -> str:
        """Return the figure of a card as its elements."""
        return str(self.page.locator(f"#{card} .figure svg").evaluate("svg => svg.outerHTML"))

    def text(self, selector: str) -> str:
        """Return the text of an element."""
        return self.page.locator(selector).inner_text()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page that is drawn from the reference's functions by a few short trainings."""
    target = tmp_path_factory.mktemp("explore") / "page.html"
    return drawn(ROOT / "solutions/regularization.py", target)


def drawn(source: Path, target: Path, steps: int = 400) -> Path:
    """Write the page of a file's functions by a few short trainings; return where it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "assignment"))
        run, plan = (importlib.import_module(f"explore.{name}") for name in ("run", "plan"))
    small = plan.Plan(
        coarse_steps=20,
        steps=steps,
        start_steps=60,
        search_steps=40,
        positions=7,
        smallest=0.5,
        refinements=0,
        draws=4,
        repeats=2,
    )
    assert run.explore(find(ROOT), source, target, plan=small, stream=io.StringIO()).drawn
    return target


@pytest.fixture(scope="module")
def see(browser: Browser, file: Path) -> Iterator[Any]:
    """Open the page, as wide as asked for and in the scheme that is preferred."""
    contexts = []

    def opened(width: int = 1280, scheme: Any = "light", *, scripts: bool = True) -> Seen:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",  # a page that still scrolls is no place to click at
        )
        contexts.append(context)
        return Seen(context.new_page(), file)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def opened(see: Any) -> Seen:
    """The page on a desk, in the light; the tests share it."""
    seen: Seen = see()
    return seen


@pytest.fixture
def desk(opened: Seen) -> Seen:
    """The same with both sliders at their beginnings, and all that is folded closed."""
    opened.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = false)")
    for slider in ("#lambda", "#update"):
        opened.press(slider, "Home")
    return opened


def test_nothing_is_said_on_the_console_while_the_slider_is_moved(desk: Seen) -> None:
    for key in ("Home", "ArrowRight", "PageUp", "End"):
        desk.press("#lambda", key)
    assert desk.said == []


def test_nothing_is_asked_of_any_network(desk: Seen, file: Path) -> None:
    desk.press("#lambda", "End")
    assert desk.asked == [file.as_uri()]


@pytest.mark.parametrize(
    "card", ["toy", "line", "cost", "norms", "cliff", "boundary", "accuracy", "step"]
)
def test_the_arrow_key_moves_every_figure(desk: Seen, card: str) -> None:
    before = desk.drawing(card)
    desk.press("#lambda", "ArrowRight")
    assert desk.drawing(card) != before


def test_the_boundary_is_there_while_the_network_fits(desk: Seen) -> None:
    assert desk.page.locator("#half").get_attribute("d")


def test_the_boundary_is_gone_when_w_is_0(desk: Seen) -> None:
    desk.press("#lambda", "End")
    assert desk.page.locator("#half").get_attribute("d") == ""
    assert "The model has become trivial" in desk.text("#boundary .says")


def test_the_toys_minimum_slides_to_0(desk: Seen) -> None:
    places = []
    for key in ("Home", "End"):
        desk.press("#lambda", key)
        places.append(float(desk.page.locator("#lowest").get_attribute("cx") or "nan"))
    assert places[1] < places[0] / 1.5


def test_the_update_has_a_slider_of_its_own(desk: Seen) -> None:
    before = desk.drawing("step")
    desk.press("#update", "ArrowRight")
    assert desk.text("#update-value") == "1 update"
    assert desk.drawing("step") != before


def test_the_slider_says_its_value_in_words(desk: Seen) -> None:
    assert desk.page.locator("#lambda").get_attribute("aria-valuetext") == "λ = 0"


def test_every_figure_has_a_text_for_whoever_does_not_see_it(desk: Seen) -> None:
    desk.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    desk.page.wait_for_selector("#adamw .figure svg")
    figures = desk.page.locator(".figure").all()
    assert all(len(figure.get_attribute("aria-label") or "") > 60 for figure in figures)


def test_the_chosen_lambda_is_marked_in_the_table(desk: Seen) -> None:
    desk.page.locator("footer summary").click()
    assert desk.text("tr.chosen th") == "0"


def test_the_scheme_that_is_preferred_is_used(desk: Seen, see: Any) -> None:
    script = "() => getComputedStyle(document.documentElement).backgroundColor"
    light, dark = (seen.page.evaluate(script) for seen in (desk, see(scheme="dark")))
    assert sum(map(int, light[4:-1].split(","))) > 600
    assert sum(map(int, dark[4:-1].split(","))) < 150


def test_a_change_of_scheme_draws_the_figures_anew(desk: Seen) -> None:
    before = desk.drawing("cost")
    desk.page.emulate_media(color_scheme="dark")
    for _ in range(100):  # the page hears of it a moment later
        if desk.drawing("cost") != before:
            break
        desk.page.wait_for_timeout(50)
    after = desk.drawing("cost")
    desk.page.emulate_media(color_scheme="light")
    assert after != before


def test_a_phone_needs_no_sideways_scrolling(see: Any) -> None:
    seen = see(width=320)
    widths = []
    for key in ("Home", "ArrowRight", "End"):
        seen.press("#lambda", key)
        widths.append(seen.page.evaluate("() => document.documentElement.scrollWidth"))
    assert max(widths) <= 320


def test_the_answer_needs_no_script(see: Any) -> None:
    assert "W = 0 is one of the choices" in see(scripts=False).text(".answer")


def test_a_lambda_can_be_typed(desk: Seen) -> None:
    desk.page.fill("#typed", "4.9")
    desk.press("#typed", "Enter")
    value = float(desk.page.input_value("#typed"))
    assert value == float(f"{NEAREST:.3g}")


def test_the_lambda_in_the_formula_is_a_slider_of_its_own(desk: Seen) -> None:
    desk.press("#dragged", "ArrowRight")
    assert desk.page.input_value("#lambda") == "1"
    assert desk.page.get_attribute("#dragged", "aria-valuenow") == "1"


def test_the_lambda_in_the_formula_can_be_dragged(desk: Seen) -> None:
    desk.page.locator("#dragged").scroll_into_view_if_needed()
    box = desk.page.locator("#dragged").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desk.page.mouse.move(x, y)
    desk.page.mouse.down()
    desk.page.mouse.move(x + 24, y)
    desk.page.mouse.up()
    assert desk.page.input_value("#lambda") == "2"


def test_the_layers_are_drawn_on_demand(desk: Seen) -> None:
    before = desk.page.locator("#norms .legend li").count()
    desk.page.check("#layers")
    assert desk.page.locator("#norms .legend li").count() == before + 3
    desk.page.uncheck("#layers")


def test_every_line_has_its_place_in_the_legend(desk: Seen) -> None:
    for card in ("toy", "line", "cost", "norms", "cliff", "accuracy", "search", "step"):
        assert desk.page.locator(f"#{card} .legend li").count() >= 3, card


def test_each_guess_has_an_answer_that_is_folded(desk: Seen) -> None:
    for card in ("toy", "line", "cost", "cliff", "accuracy", "step"):
        assert len(desk.page.locator(f"#answer-{card}").text_content() or "") > 30, card


def test_all_that_learners_ask_has_its_picture(desk: Seen) -> None:
    for each in ("exact", "biases", "slopes", "directions", "sign", "adamw"):
        desk.page.evaluate(f"byId('{each}').open = true")
        desk.page.wait_for_selector(f"#{each} .figure svg")
        assert len(desk.text(f"#{each} .says")) > 20


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_text_has_too_little_contrast(see: Any, scheme: str) -> None:
    seen = see(scheme=scheme)
    seen.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert seen.page.evaluate(CONTRASTS) == []


def test_axe_finds_nothing(desk: Seen) -> None:
    desk.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    desk.page.evaluate(AXE_SCRIPT)
    options = {"rules": {"color-contrast": {"enabled": False}}}  # looked at above, in both schemes
    found = desk.page.evaluate("options => axe.run(options)", options)
    assert len(found["passes"]) > 10
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []


@pytest.mark.parametrize(("typed", "at"), [("", "0"), ("big", "0"), ("0,5", "1"), (" 1e9 ", "7")])
def test_what_is_typed_is_taken_as_a_number_or_not_at_all(desk: Seen, typed: str, at: str) -> None:
    desk.page.fill("#typed", typed)
    desk.press("#typed", "Enter")
    assert desk.page.input_value("#lambda") == at


# Weights that run away, as with a sign that is wrong in both functions


@pytest.fixture(scope="module")
def runaway(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """The page of functions that reward large weights, with the slider at its end."""
    folder = tmp_path_factory.mktemp("runaway")
    text = (ROOT / "solutions/regularization.py").read_text("utf-8")
    for term in ("lambd / (2 * m)", "lambd / m *"):
        text = text.replace(term, f"-{term}")
    (folder / "mine.py").write_text(text, "utf-8")
    context = browser.new_context(viewport={"width": 390, "height": 800})
    seen = Seen(context.new_page(), drawn(folder / "mine.py", folder / "page.html", 800))
    seen.press("#lambda", "End")
    yield seen
    context.close()


def test_the_axis_of_weights_that_run_away_can_be_read(runaway: Seen) -> None:
    boxes = [text.bounding_box() for text in runaway.page.locator("#norms svg text").all()]
    ticks = sorted(box["y"] for box in boxes if box and box["x"] + box["width"] < 70)
    assert len(ticks) > 4
    assert min(high - low for low, high in itertools.pairwise(ticks)) > 10


def test_no_area_is_drawn_where_training_has_diverged(runaway: Seen) -> None:
    area, curve = (
        runaway.page.locator("#cost svg path").nth(at).get_attribute("d") or "" for at in (0, 2)
    )
    ends = [max(float(each.split()[0]) for each in re.split("[ML]", d)[1:]) for d in (area, curve)]
    assert ends[0] == ends[1]


def test_a_diverged_training_is_drawn_without_complaint(runaway: Seen) -> None:
    assert runaway.said == []
