"""Answers to a form, from the text of its issue.

For each question, in the order of the form, the host writes `### Label`, an empty line and the answer, or
`_No response_` (for a dropdown sometimes `None`) if there is none. People edit that text by hand.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from living_survey.hosting.forms import Field, Form
    from living_survey.loading.problems import Problem

MAX_BODY = 65_536  # the limit of the host
MAX_LINE = 2_000
MAX_TEXT = 20_000
_EMPTY = frozenset({"_No response_", "None", ""})
# Characters that change the direction of text, and the byte order mark.
_UNWANTED = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


class RefusedError(Exception):
    """Answers that cannot be used; `reasons` say why and what to do, each in a line of plain text."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def reason(problem: Problem) -> str:
    """A problem of an entry as a reason."""
    return f"{problem.message} ({problem.hint})" if problem.hint else problem.message


def read_answers(form: Form, body: str) -> dict[str, str]:
    """The answers, by the ids of the questions; "" where there is none. Raises `RefusedError`."""
    if len(body) > MAX_BODY:
        raise RefusedError(f"the text has more than {MAX_BODY:,} characters; shorten it")
    lines = body.replace("\r\n", "\n").split("\n")
    places = _headings(form, lines)
    ends = [*places[1:], len(lines)]
    answers = {
        question.id: _answer("\n".join(lines[start + 1 : end]), question)
        for question, start, end in zip(form.fields, places, ends, strict=True)
    }
    if reasons := _reasons(form, answers):
        raise RefusedError(*reasons)
    return answers


def _headings(form: Form, lines: Sequence[str]) -> list[int]:
    """The numbers of the lines with the questions' headings, each of which must appear once and in order."""
    wanted = [f"### {question.label}" for question in form.fields]
    places: Mapping[str, list[int]] = {heading: [] for heading in wanted}
    for number, line in enumerate(lines):
        if (heading := line.rstrip()) in places:
            places[heading].append(number)
    reasons = [
        f'the line "{heading}" is missing; put it back above its answer'
        if not found
        else f'the line "{heading}" appears {len(found)} times; keep only the first'
        for heading, found in places.items()
        if len(found) != 1
    ]
    if reasons:
        raise RefusedError(*reasons[:3], "or open a new issue with the form")
    order = [places[heading][0] for heading in wanted]
    if order != sorted(order):
        raise RefusedError("the headings are not in the order of the form; open a new issue with the form")
    return order


def _answer(text: str, question: Field) -> str:
    answer = text.strip()
    if answer == "None" and question.kind != "dropdown":
        return answer
    return "" if answer in _EMPTY else answer


def _reasons(form: Form, answers: Mapping[str, str]) -> list[str]:
    reasons = []
    for question in form.fields:
        answer = answers[question.id]
        if question.required and not answer:
            reasons.append(f'"{question.label}" is empty; fill it in')
        if "\n" in answer and not question.multiline:
            reasons.append(f'"{question.label}" has several lines; write it on one line')
        if len(answer) > (limit := MAX_TEXT if question.multiline else MAX_LINE):
            reasons.append(f'"{question.label}" has more than {limit:,} characters; shorten it')
        if bad := next((c for c in answer if c not in "\n\t" and is_unwanted(c)), None):
            reasons.append(f'"{question.label}" has an invisible character (U+{ord(bad):04X}); type it again')
    return reasons


def is_unwanted(character: str) -> bool:
    """Whether a character is a control character, changes the direction of text, or is a lone surrogate."""
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in _UNWANTED
