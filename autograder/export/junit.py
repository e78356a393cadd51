"""JUnit XML as pytest writes it, for the programs that show test reports."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable

from autograder.policy.final import Final
from autograder.results import BY_HAND, QuestionResult, RuleResult, Status, Verdict
from autograder.text import visible
from autograder.wording import VERDICTS

_NOT_XML = re.compile(r"[\ufffe\uffff]")  # what XML cannot hold beside what `visible` writes out


def render(finals: Iterable[Final]) -> bytes:
    """Return the document: a suite for each student, a case for each rule."""
    root = ET.Element("testsuites", name="autograder")
    for final in finals:
        _suite(root, final)
    ET.indent(root)
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _suite(root: ET.Element, final: Final) -> None:
    result = final.row.result
    by_hand = [question for question in result.questions if question.verdict in BY_HAND]
    failures = sum(not rule.passed for rule in result.rules)
    has_failed = result.status is Status.UNREADABLE
    errors = int(result.status is Status.GRADER_ERROR)
    counts = {
        "tests": len(result.rules) + len(by_hand) + has_failed + errors,
        "failures": failures + has_failed,
        "errors": errors,
        "skipped": sum(question.verdict is Verdict.UNMARKED for question in by_hand),
    }
    suite = ET.SubElement(root, "testsuite", name=_shown(result.student))
    for name, count in counts.items():
        suite.set(name, str(count))
    properties = ET.SubElement(suite, "properties")
    for name, value in _facts(final).items():
        ET.SubElement(properties, "property", name=name, value=_shown(value))
    for rule in result.rules:
        _case(suite, rule)
    for question in by_hand:
        _by_hand(suite, question)
    if result.status is not Status.GRADED:
        case = ET.SubElement(suite, "testcase", classname="submission", name="can be graded")
        tag = "error" if errors else "failure"
        ET.SubElement(case, tag, message=_shown(result.message))


def _facts(final: Final) -> dict[str, str]:
    result = final.row.result
    score = "" if final.score is None or final.excused else f"{final.score:g}"
    return {
        "submission": result.submission,
        "status": result.status.value,
        "score": score,
        "max_score": str(result.max_score),
        "penalty": f"{final.penalty:g}",
        "excused": str(final.excused).lower(),
        "level": result.level.value,
    }


def _case(suite: ET.Element, rule: RuleResult) -> None:
    name = f"{rule.number} {rule.rule}"
    case = ET.SubElement(suite, "testcase", classname=_shown(rule.question), name=_shown(name))
    if not rule.passed:
        ET.SubElement(case, "failure", message=_shown(rule.message or "it does not hold"))


def _by_hand(suite: ET.Element, question: QuestionResult) -> None:
    case = ET.SubElement(
        suite, "testcase", classname=_shown(question.id), name=_shown(question.title)
    )
    if question.verdict is Verdict.UNMARKED:
        ET.SubElement(case, "skipped", message=VERDICTS[question.verdict].name)
    else:
        said = f"{question.points} of {question.possible} points\n{question.message}".rstrip()
        ET.SubElement(case, "system-out").text = _NOT_XML.sub(
            "\N{REPLACEMENT CHARACTER}", visible(said, keep="\n")
        )


def _shown(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", visible(text))
