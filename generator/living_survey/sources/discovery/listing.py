"""The list of papers that curators are shown, as text and as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from living_survey.loading.problems import plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from living_survey.knowledge import Node
    from living_survey.knowledge.discovery import ShownPaper
    from living_survey.knowledge.suggesting import SuggestedValue
    from living_survey.knowledge.track_record import TrackRecord
    from living_survey.sources.discovery.candidates import Candidate
    from living_survey.sources.discovery.harvest import Harvested

MOST_AUTHORS = 3


@dataclass(frozen=True)
class Item:
    """A paper of the list, why it is there, and where it may belong."""

    key: str
    shown: ShownPaper
    candidate: Candidate
    score: float
    reason: str
    words: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    """The works of the survey that are most like it."""
    nodes: tuple[Node, ...] = ()
    values: Mapping[str, tuple[SuggestedValue, ...]] = field(default_factory=dict)
    similar: tuple[str, ...] = ()
    """Works with nearly the same title."""

    @property
    def id(self) -> str:
        """What to name it by in commands: `2401.01234`."""
        return self.key.removeprefix("arxiv:")

    @property
    def authors(self) -> str:
        """The first authors, and whether there are more."""
        names = self.candidate.authors
        more = " et al." if len(names) > MOST_AUTHORS else ""
        return ", ".join(names[:MOST_AUTHORS]) + more


@dataclass(frozen=True)
class Listing:
    """What a run of discovery shows."""

    items: tuple[Item, ...]
    harvested: tuple[Harvested, ...] = ()
    looked_at: int = 0
    passed: int = 0
    waiting: int = 0
    """Shown papers without a decision, of which the list may have a part."""


def as_text(listing: Listing) -> str:
    """A few lines a paper."""
    return "".join(f"{line}\n" for item in listing.items for line in (*_lines(item), ""))


def _lines(item: Item) -> list[str]:
    published = item.candidate.published
    facts = [item.authors, published.isoformat() if published else "", _cited(item)]
    lines = [f"{item.score:5.2f}  {item.id}  {item.shown.title}"]
    lines += [f"       {'; '.join(fact for fact in facts if fact)}"] if any(facts) else []
    why = [item.reason, f"words: {', '.join(item.words)}" if item.words else ""]
    why += [f"like {', '.join(item.near)}"] if item.near else []
    lines.append(f"       {'; '.join(part for part in why if part)}")
    if item.nodes:
        lines.append(f"       suggested: {', '.join(node.id for node in item.nodes)}")
    if item.similar:
        lines.append(f"       nearly the same title: {', '.join(item.similar)}")
    return lines


def _cited(item: Item) -> str:
    count = item.candidate.citations
    return f"cited {count:,} times" if count else ""


def summary(listing: Listing) -> str:
    """What was read, and how many papers there are, a line each."""
    lines = [str(one) for one in listing.harvested]
    lines.append(
        f"{plural(listing.looked_at, 'recent paper')} not in the survey, {listing.passed:,} with its terms"
    )
    if listing.waiting:
        lines.append(
            f"{plural(listing.waiting, 'paper')} without a decision: survey accept ID..., survey reject ID..."
        )
    return "\n".join(lines)


def record_lines(record: TrackRecord) -> list[str]:
    """What became of the papers that were shown, by month, and which works were missed."""
    lines = [
        f"{month.month}  {plural(month.total, 'paper')} shown: "
        + ", ".join(f"{count:,} {name}" for name, count in month.counts.items())
        + (f"; {month.precision:.0%} of those judged belong" if month.precision is not None else "")
        for month in record.months
    ]
    if record.recall is not None:
        lines.append(
            f"{plural(record.found, 'work')} found, {len(record.missed):,} missed: looked at, not shown, and "
            f"added by people ({record.recall:.0%} found)"
        )
        lines += [f"  {work.id}" for work in record.missed]
    return lines or ["nothing was shown yet"]


def record_json(record: TrackRecord) -> str:
    """The same as an object."""
    found = {
        "months": [
            {"month": month.month, "shown": month.total, **month.counts, "precision": month.precision}
            for month in record.months
        ],
        "found": record.found,
        "missed": [work.id for work in record.missed],
        "recall": record.recall,
    }
    return json.dumps(found, indent=2) + "\n"


def as_json(listing: Listing) -> str:
    """An object with the list and how it came about."""
    found = {
        "papers": [_object(item) for item in listing.items],
        "looked_at": listing.looked_at,
        "passed": listing.passed,
        "waiting": listing.waiting,
        "sources": {one.source: one.failure or "read" for one in listing.harvested},
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _object(item: Item) -> dict[str, object]:
    candidate = item.candidate
    return {
        "id": item.id,
        "key": item.key,
        "title": item.shown.title,
        "authors": list(candidate.authors),
        "published": candidate.published.isoformat() if candidate.published else None,
        "url": candidate.url,
        "citations": candidate.citations,
        "shown": item.shown.shown.isoformat(),
        "score": round(item.score, 3),
        "reason": item.reason,
        "words": list(item.words),
        "near": list(item.near),
        "suggested": {
            "nodes": [node.id for node in item.nodes],
            "values": {
                facet: [{"relation": one.relation, "value": one.value} for one in found]
                for facet, found in item.values.items()
            },
        },
        "similar": list(item.similar),
    }
