"""Problems as text, JSON and annotations of GitHub."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from living_survey.loading.problems import Problem, Severity, plural, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


def as_text(problems: Iterable[Problem]) -> str:
    """One line for each problem: `entries/x.yaml:7:5: what is wrong (what to do) [code]`."""
    return "".join(f"{problem}\n" for problem in problems)


def as_json(problems: Iterable[Problem]) -> str:
    """A list of objects with path, line, column, code, severity, message and hint; ASCII only."""
    return json.dumps([as_object(problem) for problem in problems], indent=2) + "\n"


def as_object(problem: Problem) -> dict[str, str | int | None]:
    """The fields of a problem for JSON."""
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
    }


def as_github(problems: Iterable[Problem]) -> str:
    """Workflow commands, which GitHub shows beside the lines of a pull request.

    Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    return "".join(_annotation(problem) for problem in problems)


def _annotation(problem: Problem) -> str:
    properties = {
        "file": problem.path,
        "line": str(problem.line),
        "col": str(problem.column),
        "title": problem.code,
    }
    inside = ",".join(f"{name}={_property(visible(value))}" for name, value in properties.items())
    message = f"{problem.message} ({problem.hint})" if problem.hint else problem.message
    return f"::{problem.severity.value} {inside}::{_data(visible(message))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Mapping[str, Callable[[Iterable[Problem]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
}


def summary(problems: Sequence[Problem], asked_for: int, works: int, drafts: int = 0) -> str:
    """One line: how many works were checked, of how many, how many are drafts, and the number of problems."""
    checked = plural(works, "work") if asked_for == works else f"{asked_for:,} of {plural(works, 'work')}"
    checked += f" ({plural(drafts, 'draft')})" if drafts else ""
    if not problems:
        return f"{checked}: no problems"
    severities = Counter(problem.severity for problem in problems)
    found = [plural(severities[severity], severity.value) for severity in Severity if severities[severity]]
    files = plural(len({problem.path for problem in problems}), "file")
    return f"{checked}: {', '.join(found)} in {files}"
