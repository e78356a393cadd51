"""The class report in a real browser: a class of 1,000 whose misconceptions are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from autograder.gradebook.model import Row
from autograder.report.beside import Beside
from autograder.report.feedback import feedback_html
from autograder.report.page import report_html
from autograder.report.parts import Part
from autograder.report.survey import Survey
from benchmarks import synthetic

TempPaths = pytest.TempPathFactory
SIZE = 1000
STOPPED = "it raised ValueError: no (code cell 3, line 7): `def f(x):`"
PART = Part(label="code cell 3", first=7, lines=("def f(x):", "x = 2"))
PLANTED = (
    "</script><script>window.ran = 1</script>",
    "<img src=http://127.0.0.1:9/x onerror='window.ran = 2'>",
    "</td></tr></table><svg onload='window.ran = 3'>",
    "javascript:window.ran=4",
    "=HYPERLINK(1)\x1b[31m\r\n\u202e",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """A rendered class.

    Attributes:
        frequencies: of each misconception, as it was made.
        feedback: the page of the first student whose name was planted.
    """

    report: Path
    feedback: Path
    frequencies: Counter[str]


def planted(row: Row, text: str) -> Row:
    """Return a row in which a student has written `text` wherever students can."""
    question = replace(row.result.questions[0], message=text)
    result = replace(
        row.result,
        student=text,
        submission=text,
        questions=(question, *row.result.questions[1:]),
        message=text,
        notes=(text,),
        taken=(text,),
    )
    return replace(row, result=result)


def in_one_line(row: Row) -> Row:
    """Return a row in which all broken rules are about one line of the student's."""
    rules = [
        replace(each, line="x = 2", place="code cell 3, line 8", passed=False)
        for each in row.result.rules
    ]
    return replace(row, result=replace(row.result, rules=tuple(rules)))


def stopped(row: Row) -> Row:
    """Return a row in which all rules are broken by what stopped the function."""
    rules = [
        replace(each, message=STOPPED, line="", place="", passed=False) for each in row.result.rules
    ]
    return replace(row, result=replace(row.result, rules=tuple(rules)))


@pytest.fixture(scope="module")
def the_class(versions: Sequence[synthetic.Known], tmp_path_factory: TempPaths) -> Class:
    """1,000 students made from the catalogue, some with names that want to be run."""
    made = synthetic.class_of(SIZE, versions)
    rows = [row for row, _ in made.rows]
    rows[: len(PLANTED)] = map(planted, rows, PLANTED)
    rows[-1] = in_one_line(rows[-1])
    rows[-2] = stopped(rows[-2])
    survey = Survey()
    for number, row in enumerate(rows):
        survey.add(row, f"file{number}")
    names = [row.result.student for row in rows]
    told = Beside(
        code={row.result.submission_sha256: (PART,) for row in rows[-2:]},
        history={names[-1]: ["2026-11-01 10:00: 40 of 100"]},
        sections={name: f"Lab {place % 3}" for place, name in enumerate(names)},
    )
    out = tmp_path_factory.mktemp("report")
    report, feedback = out / "report.html", out / "feedback.html"
    report.write_bytes(report_html(survey, made.described, None, beside=told))
    feedback.write_bytes(feedback_html(rows[0].result, "Title"))
    return Class(report=report, feedback=feedback, frequencies=made.frequencies)


@pytest.fixture
def said() -> list[str]:
    """Return what a page says on the console, what it asks for, and what fails in it."""
    return []


@pytest.fixture
def page(browser: Browser, the_class: Class, said: list[str]) -> Iterator[Page]:
    """The report, opened."""
    tab = browser.new_page(viewport={"width": 1200, "height": 800})
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: said.append(request.url))
    tab.goto(the_class.report.as_uri())
    assert said == [the_class.report.as_uri()]
    yield tab
    tab.close()


def students(page: Page) -> list[str]:
    """Return the names in the rows that are made, from the top."""
    names: list[str] = page.locator("#table tbody td:first-child a").all_inner_texts()
    return names


def count(page: Page) -> int:
    """Return how many rows the search has found."""
    return int(page.inner_text("#shown").split()[0].replace(",", ""))


def focused(page: Page) -> str:
    text: str = page.evaluate("document.activeElement.textContent")
    return text


def test_the_frequencies_are_those_of_the_class(page: Page, the_class: Class) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    shown = page.eval_on_selector_all(
        ".misconception",
        "all => all.map(li => [li.querySelector('code').textContent, "
        "li.querySelector('.tally b').textContent])",
    )
    assert {id_: int(number) for id_, number in shown} == the_class.frequencies


def test_each_misconception_leads_to_exactly_its_students(page: Page, the_class: Class) -> None:
    for id_, frequency in the_class.frequencies.most_common(3):
        page.locator(".misconception", has_text=id_).locator("button").first.click()
        assert count(page) == frequency


def test_the_bars_of_the_scores_count_everybody(page: Page) -> None:
    counts = page.locator("#scores .bars").first.locator(".number").all_inner_texts()
    assert sum(int(text.split()[0].replace(",", "")) for text in counts if text[:1].isdigit()) == (
        SIZE
    )


def test_a_column_is_sorted_by_keyboard(page: Page) -> None:
    head = page.locator("#table th", has_text="Score")
    head.locator("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    scores = [int(text) for text in page.locator("#table td:nth-child(2)").all_inner_texts()]
    assert scores[0] == 100
    assert scores == sorted(scores, reverse=True)
    page.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "ascending"
    assert focused(page) == "Score"


def test_one_column_is_sorted_at_a_time(page: Page) -> None:
    page.locator("#table th button", has_text="Seconds").click()
    ways = [th.get_attribute("aria-sort") or "" for th in page.locator("#table th").all()]
    assert sorted(ways) == ["descending", *["none"] * (len(ways) - 1)]


def test_a_student_is_found_by_keyboard(page: Page) -> None:
    page.locator("#search").focus()
    page.keyboard.type("student00777")
    assert students(page) == ["student00777"]
    assert page.inner_text("#shown") == "1 of 1,000 rows"


def test_the_last_row_is_reached_by_keyboard(page: Page) -> None:
    page.locator("#frame").focus()
    page.keyboard.press("End")
    page.locator("#table tr[aria-rowindex='1001']").wait_for(state="attached")
    assert students(page)[-1] == "student00999"


def test_only_rows_near_those_in_sight_are_made(page: Page) -> None:
    assert page.locator("#table tbody tr").count() < 100
    assert page.get_attribute("#table", "aria-rowcount") == "1001"


def test_on_paper_every_row_is_there(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#table tbody tr").count() == SIZE
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#table tbody tr").count() < 100


def test_nothing_of_a_students_runs_and_nothing_is_asked_for(
    page: Page, the_class: Class, said: list[str]
) -> None:
    page.locator("#table th button", has_text="Student").click()
    page.locator("#table th button", has_text="Student").click()
    page.fill("#search", "window.ran")
    assert count(page) == sum("window.ran" in text for text in PLANTED)
    # Two frames later, whatever was to run or to be loaded has begun to.
    frame = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    page.evaluate(frame)
    assert page.evaluate("window.ran === undefined")
    assert said == [the_class.report.as_uri()]


def test_the_policy_stops_a_script_that_gets_in_all_the_same(page: Page) -> None:
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 5';"
        " document.body.append(s); }"
    )
    page.evaluate("() => document.body.insertAdjacentHTML('beforeend', '<b onclick=ran=6>x</b>')")
    page.evaluate("() => document.body.lastElementChild.click()")
    assert page.evaluate("window.ran === undefined")


def test_nothing_runs_in_a_students_feedback(
    browser: Browser, the_class: Class, said: list[str]
) -> None:
    tab = browser.new_page()
    tab.on("console", lambda message: said.append(message.text))
    tab.on("request", lambda request: said.append(request.url))
    tab.goto(the_class.feedback.as_uri())
    assert tab.evaluate("window.ran === undefined")
    assert said == [the_class.feedback.as_uri()]
    assert PLANTED[0] in tab.inner_text("header")
    tab.close()


@pytest.mark.parametrize("width", [360, 1200])
def test_no_part_sticks_out_of_the_page(browser: Browser, the_class: Class, width: int) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 800})
    tab.goto(the_class.report.as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    tab.close()


def test_a_dark_page_is_dark(browser: Browser, the_class: Class) -> None:
    shades = {}
    for scheme in ("light", "dark"):
        tab = browser.new_page(color_scheme=scheme)
        tab.goto(the_class.report.as_uri())
        colour = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        shades[scheme] = sum(int(part) for part in colour[4:-1].split(","))
        tab.close()
    assert shades["dark"] < 150 < 600 < shades["light"]


def broken_rows(page: Page) -> list[tuple[str, int]]:
    """Return each rule's number, and how many are said to break it."""
    cells = page.eval_on_selector_all(
        "table.rules tbody tr",
        "all => all.map(tr => [tr.cells[0].textContent, tr.cells[3].textContent.trim()])",
    )
    return [(number, int(count.replace(",", ""))) for number, count in cells]


def test_each_rule_leads_to_exactly_those_who_break_it(page: Page) -> None:
    rules = [(number, broken) for number, broken in broken_rows(page) if broken]
    assert rules
    for number, broken in rules[:3]:
        page.locator(f"button[data-find='rule:{number}']").click()
        assert count(page) == broken


def test_a_panel_shows_one_student_and_closes_again(page: Page) -> None:
    number, _ = broken_rows(page)[0]
    page.locator(f"button[data-find='rule:{number}']").click()
    name = students(page)[0]
    page.locator("button.who").first.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    assert panel.locator("h3").inner_text() == name
    assert number in {each.split()[0] for each in panel.locator("li > div").all_inner_texts()}
    assert page.evaluate("document.activeElement.id") == "panel"
    panel.get_by_role("button", name="Close").click()
    assert not panel.is_visible()


def pressed(page: Page) -> list[str]:
    """Return the chips that are on, without their counts."""
    chips = page.locator("#chips button[aria-pressed='true']").all_inner_texts()
    return [text.rpartition(" ")[0] for text in chips]


def test_a_chip_finds_as_many_as_it_says_and_is_taken_away_again(page: Page) -> None:
    for term in ("q1:failed", "section:lab-2", "misconception:penalty-doubled"):
        chip = page.locator(f"#chips button[data-find='{term}']")
        chip.click()
        assert count(page) == int(chip.locator("b").inner_text().replace(",", ""))
        chip.click()
        assert (count(page), page.input_value("#search")) == (SIZE, "")


def test_chips_of_one_kind_are_alternatives_and_of_two_kinds_narrow_down(page: Page) -> None:
    page.click("#chips button[data-find='section:lab-0']")
    page.click("#chips button[data-find='section:lab-1']")
    either = count(page)
    page.click("#chips button[data-find='q1:passed']")
    assert either > SIZE / 2 > count(page) > 0
    assert sorted(pressed(page)) == ["Lab 0", "Lab 1", "passed"]


def test_chips_are_on_where_the_search_says_so(page: Page) -> None:
    page.fill("#search", "Section:Lab-1 student")
    assert pressed(page) == ["Lab 1"]


def test_the_panel_shows_what_was_run_with_the_line_that_matters(page: Page) -> None:
    page.fill("#search", "student00999")
    page.locator("button.who").click()
    code = page.locator("#panel pre.code")
    assert code.inner_text().split("\n")[:3] == ["code cell 3", "   7  def f(x):", "   8  x = 2"]
    assert code.locator("mark").all_inner_texts() == ["   8  x = 2"]


def test_what_many_rules_saw_is_said_once_for_all_of_them(page: Page) -> None:
    page.fill("#search", "student00998")
    page.locator("button.who").click()
    (item,) = page.locator("#panel h4:has-text('Broken rules') + ul > li").all()
    assert item.locator("p").all_inner_texts() == [STOPPED]
    assert item.locator("div").count() > 1


def test_the_line_that_stopped_it_matters_too(page: Page) -> None:
    page.fill("#search", "student00998")
    page.locator("button.who").click()
    assert page.locator("#panel pre.code mark").all_inner_texts() == ["   7  def f(x):"]


def test_the_panel_shows_what_was_before(page: Page) -> None:
    page.fill("#search", "student00999")
    page.locator("button.who").click()
    page.locator("#panel li", has_text="2026-11-01 10:00: 40 of 100").wait_for()


def test_nothing_of_a_students_acts_in_the_panel(
    page: Page, the_class: Class, said: list[str]
) -> None:
    for text in PLANTED[:3]:
        page.fill("#search", text.split()[0][:12])
        page.locator("button.who").first.click()
    frame = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    page.evaluate(frame)
    assert page.evaluate("window.ran === undefined")
    assert page.locator("#panel script, #panel img, #panel svg").count() == 0
    assert said == [the_class.report.as_uri()]
