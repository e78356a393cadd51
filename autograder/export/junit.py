"""JUnit XML as pytest writes it, for the programs that show test reports."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable

from autograder.policy.final import Final
from autograder.results import RuleResult, Status
from autograder.text import visible

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
    failures = sum(not rule.passed for rule in result.rules)
    has_failed = result.status is Status.UNREADABLE
    errors = int(result.status is Status.GRADER_ERROR)
    counts = {
        "tests": len(result.rules) + has_failed + errors,
        "failures": failures + has_failed,
        "errors": errors,
        "skipped": 0,
    }
    suite = ET.SubElement(root, "testsuite", name=_shown(result.student))
    for name, count in counts.items():
        suite.set(name, str(count))
    properties = ET.SubElement(suite, "properties")
    for name, value in _facts(final).items():
        ET.SubElement(properties, "property", name=name, value=_shown(value))
    for rule in result.rules:
        _case(suite, rule)
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


def _shown(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", visible(text))
