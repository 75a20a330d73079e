"""What the literature says on a topic, with citations, and paths through the literature."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pydantic import Field

from living_survey.knowledge._model import Model
from living_survey.knowledge.facets import Described
from living_survey.knowledge.fields import Day, Slug, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "site_src/syntheses"
PATHS = "site_src/reading-paths.yaml"
CITATION = re.compile(r"\[(@[^\[\]\n]*)\]")
"""`[@doe2023bread; @li2024crust]`"""
_BULLET = re.compile(r"\s*[-*] ")


class Claim(NamedTuple):
    """A paragraph or a list item, with the line on which it starts, counted from 1."""

    line: int
    text: str


class Synthesis(Model):
    """What is established, disputed and open on a node of the taxonomy, in words of this project."""

    node: Slug
    reviewed: Day = Field(description="When a person last checked it against the literature.")
    body: Text = Field(description="Markdown with citations.")
    first_line: int = Field(default=1, description="The line of the file on which the body starts.")

    @property
    def source(self) -> str:
        """The file that it is read from, from the root of the project."""
        return f"{FOLDER}/{self.node}.md"

    @cached_property
    def cited(self) -> tuple[str, ...]:
        """The ids of the works that it cites, in the order of their first citation."""
        found = (work for match in CITATION.finditer(self.body) for work in cited_in(match[1]))
        return tuple(dict.fromkeys(found))

    def claims(self) -> Iterator[Claim]:
        """Its paragraphs and list items; headings are left out."""
        lines: list[str] = []
        start = 0
        for number, line in enumerate([*self.body.split("\n"), ""]):
            is_new = not line.strip() or line.startswith("#") or _BULLET.match(line)
            if lines and is_new:
                yield Claim(self.first_line + start, "\n".join(lines))
                lines = []
            if line.strip() and not line.startswith("#"):
                if not lines:
                    start = number
                lines.append(line)


def cited_in(citation: str) -> Iterator[str]:
    """The ids in what is between the brackets of a citation: `@one; @other`."""
    for part in citation.split(";"):
        yield part.strip().removeprefix("@")


class ReadingStep(Model):
    """A work of a reading path."""

    work: str
    why: Text = Field(description="What to take from it, and how it follows from the step before.")


class ReadingPath(Described):
    """Works in the order in which to read them, for a purpose."""

    audience: Text = Field(alias="for", description="Who it is for.")
    steps: tuple[ReadingStep, ...] = Field(min_length=2)


class ReadingPaths(Model):
    """All of `reading-paths.yaml`."""

    paths: tuple[ReadingPath, ...]
