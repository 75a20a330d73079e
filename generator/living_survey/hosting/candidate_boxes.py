"""The check boxes of the issue "Candidates": what is ticked, and how boxes are replaced by their answer.

A hidden comment after each box names the paper by a digest of its key, since a key may hold any text.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from living_survey.rendering.markdown import Markdown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from living_survey.knowledge.discovery import Decision

DIGITS = 16
LABELS: Mapping[Decision, str] = {
    "accepted": "**Accept**: opens a pull request with a draft of the entry",
    "off-topic": "Reject: off topic",
    "minor": "Reject: belongs, but is not worth an entry",
    "later": "Set aside",
}
"""The boxes of a paper, by the decision that they stand for."""
_BY_NAME: Mapping[str, Decision] = {name: name for name in LABELS}
_BOX = re.compile(
    rf"""
      ^-[ ]\[(?P<mark>[ xX])\][ ][^\n]*
      <!--[ ]paper:(?P<paper>[0-9a-f]{{{DIGITS}}}):(?P<decision>{"|".join(LABELS)})[ ]-->[ ]*\n?
    """,
    re.VERBOSE | re.MULTILINE,
)


def digest(key: str) -> str:
    """What stands for the key of a paper in texts at the host."""
    return hashlib.sha256(key.encode()).hexdigest()[:DIGITS]


def boxes(key: str, ticked: Collection[Decision] = ()) -> Markdown:
    """The boxes of a paper, a line each."""
    return Markdown(
        "\n".join(
            f"- [{'x' if name in ticked else ' '}] {label} <!-- paper:{digest(key)}:{name} -->"
            for name, label in LABELS.items()
        )
    )


def ticked_in(body: str) -> dict[str, set[Decision]]:
    """What is ticked in the text of the issue, by the digest of the paper."""
    found: defaultdict[str, set[Decision]] = defaultdict(set)
    for box in _BOX.finditer(_with_unix_lines(body)):
        if box["mark"] != " ":
            found[box["paper"]].add(_BY_NAME[box["decision"]])
    return dict(found)


def answered(body: str, answers: Mapping[str, Markdown]) -> str:
    """The text with the boxes of some papers, named by digest, replaced by one line each."""
    left = dict(answers)

    def line(box: re.Match[str]) -> str:
        if box["paper"] not in answers:
            return box[0]
        answer = left.pop(box["paper"], None)
        return f"- {answer}\n" if answer else ""

    return _BOX.sub(line, _with_unix_lines(body))


def unticked(body: str) -> str:
    """The text with no box ticked."""
    return _BOX.sub(lambda box: box[0].replace(f"[{box['mark']}]", "[ ]", 1), _with_unix_lines(body))


def _with_unix_lines(body: str) -> str:
    """A text as we wrote it: editors of the host end lines with two characters."""
    return body.replace("\r\n", "\n")
