"""What is discovered: the terms that a new paper must have, and what was decided of the papers shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from living_survey.knowledge._model import Model
from living_survey.knowledge.fields import Day, Name, Text
from living_survey.knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

ANY = "*"
_CATEGORY = re.compile(r"[a-z]+(-[a-z]+)?(\.[A-Za-z]+(-[a-z]+)?)?")
_KEY = re.compile(r"(arxiv|doi|acl|openreview|title):\S.*")


def _folded_term(term: str) -> str:
    """A term as it is looked for: folded words, with the asterisks at its ends."""
    found = " ".join(words(term))
    if not found or ANY in term.strip(ANY):
        raise PydanticCustomError("not_a_term", "expected words, with an asterisk only at their ends")
    return f"{ANY if term.startswith(ANY) else ''}{found}{ANY if term.endswith(ANY) else ''}"


def _known_category(category: str) -> str:
    """A category of arXiv: an archive, mostly with a subject class."""
    if _CATEGORY.fullmatch(category) is None:
        raise PydanticCustomError("not_a_category", "expected a category of arXiv, such as cs.CV")
    return category


Term = Annotated[Name, AfterValidator(_folded_term)]
Category = Annotated[Name, AfterValidator(_known_category)]


class TermGroup(Model):
    """Terms of one kind, of which a paper must have at least one."""

    title: Text = Field(examples=["Fermentation"])
    terms: tuple[Term, ...] = Field(
        min_length=1,
        description="Words or phrases; an asterisk stands for any beginning or ending of a word.",
        examples=[["sourdough", "ferment*", "lactic acid"]],
    )


class DiscoverySpec(Model):
    """Where new papers of a survey appear, and what tells them from others at first sight."""

    categories: tuple[Category, ...] = Field(
        default=(), description="Categories of arXiv whose new papers are looked at.", examples=[["cs.CV"]]
    )
    groups: tuple[TermGroup, ...] = Field(
        default=(), description="A paper must have a term of each group in its title or abstract."
    )
    queries: tuple[Text, ...] = Field(
        default=(), description="Words of titles that OpenAlex is asked for.", examples=[["data selection"]]
    )
    page: bool = Field(
        default=False, description="Whether the site has a page with the papers that wait for a decision."
    )


class Gate:
    """The groups of terms that papers must match."""

    def __init__(self, groups: Iterable[TermGroup] = ()) -> None:
        """Prepare the terms; without a group everything passes."""
        self._patterns = tuple(re.compile(_pattern(group.terms)) for group in groups)

    def passes(self, *texts: str) -> bool:
        """Whether the texts have a term of each group."""
        return all(self.hits(*texts))

    def hits(self, *texts: str) -> tuple[int, ...]:
        """How many terms of each group the texts have, counting repetitions."""
        spelled = _spelled(texts)
        return tuple(len(pattern.findall(spelled)) for pattern in self._patterns)


def _spelled(texts: Iterable[str]) -> str:
    """Texts as folded words with spaces around them; no phrase continues from one text into the next."""
    return " | ".join(["", *(" ".join(words(text)) for text in texts), ""])


def _pattern(terms: Iterable[str]) -> str:
    ways = (re.escape(term.strip(ANY)) for term in terms)
    ends = (
        (r"[^ ]*" if term.startswith(ANY) else "", r"[^ ]*" if term.endswith(ANY) else "") for term in terms
    )
    joined = "|".join(f"{before}{way}{after}" for way, (before, after) in zip(ways, ends, strict=True))
    return rf"(?<= )(?:{joined})(?= )"


# --- decisions ---------------------------------------------------------------------------------------------


Rejection = Literal["off-topic", "minor", "duplicate", "later"]
Decision = Literal["accepted", Rejection]
"""`minor` papers belong but are not worth an entry; `later` sets a paper aside."""


class ShownPaper(Model):
    """A paper that was shown, with the decision if there is one."""

    title: Text
    shown: Day = Field(description="The first day on which it was shown.")
    decision: Decision | None = None
    by: Name | None = Field(default=None, description="Who decided.")
    on: Day | None = Field(default=None, description="The day of the decision.")
    entry: Name | None = Field(default=None, description="The id of its entry.")
    why: Text | None = Field(default=None, description="A remark on the decision.")

    @model_validator(mode="after")
    def _is_complete(self) -> ShownPaper:
        if len({value is None for value in (self.decision, self.by, self.on)}) > 1:
            raise PydanticCustomError("incomplete_decision", "decision, by and on must be given together")
        if self.decision == "accepted" and self.entry is None:
            raise PydanticCustomError("no_entry", "an accepted paper needs the id of its entry")
        return self

    @property
    def waits(self) -> bool:
        """Whether nothing is decided yet."""
        return self.decision is None

    def decided(
        self, decision: Decision, by: str, on: date, *, entry: str | None = None, why: str | None = None
    ) -> ShownPaper:
        """The same paper with a decision."""
        return ShownPaper(
            title=self.title, shown=self.shown, decision=decision, by=by, on=on, entry=entry, why=why
        )


def _known_key(key: str) -> str:
    """An identifier, or a title, with its kind in front."""
    if _KEY.fullmatch(key) is None:
        raise PydanticCustomError("not_a_key", "expected an identifier such as arxiv:2401.01234")
    return key


PaperKey = Annotated[str, AfterValidator(_known_key)]


class Run(Model):
    """A run that looked at all new papers of a span of days."""

    since: Day = Field(description="The first day whose papers could be shown.")
    looked_at: int = Field(ge=0, description="How many papers that the survey did not have were ranked.")
    passed: int = Field(ge=0, description="How many of them had the survey's terms.")


def address_of(key: str) -> str | None:
    """Where to read a paper, by its key; None if only its title is known."""
    kind, _, name = key.partition(":")
    if kind == "arxiv":
        return f"https://arxiv.org/abs/{name}"
    return f"https://doi.org/{name}" if kind == "doi" else None


class DiscoveryState(Model):
    """The papers that were shown, by identifier, and what was read and looked at."""

    sources: dict[Name, Day] = Field(
        default_factory=dict, description="The last day that was read, by source."
    )
    runs: dict[Day, Run] = Field(
        default_factory=dict, description="What was looked at, by the last day that was read."
    )
    papers: dict[PaperKey, ShownPaper] = Field(
        default_factory=dict, description="By identifier.", examples=["arxiv:2401.01234"]
    )

    def with_paper(self, key: str, paper: ShownPaper) -> DiscoveryState:
        """The state with a paper added or replaced."""
        return self.model_copy(update={"papers": {**self.papers, key: paper}})

    def merged(self, other: DiscoveryState) -> DiscoveryState:
        """The state with what only another one knows; decisions made here win."""
        papers = self.papers | {
            key: paper
            for key, paper in other.papers.items()
            if key not in self.papers or self.papers[key].waits
        }
        days = (*self.sources.items(), *other.sources.items())
        sources = {name: max(day for one, day in days if one == name) for name, _ in days}
        return DiscoveryState(sources=sources, runs=other.runs | self.runs, papers=papers)
