"""What changed since the survey: topics that grew, approaches that are new, gaps that closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.rendering.charts.bars import Bar, Part, bar_chart
from generator.rendering.charts.chart import Chart, Table, TableCell, View, area_class, explorer, plural
from generator.rendering.charts.periods import topics

if TYPE_CHECKING:
    from generator.knowledge import KnowledgeBase, Node, Work
    from generator.knowledge.facets import Modality, Relation

# A pair of topic and modality that had no work counts as opened when this many came.
OPENED = 2


@dataclass(frozen=True)
class Opened:
    """A place that had no work at the survey's date and has some now."""

    node: Node
    works: tuple[Work, ...]
    modality: Modality | None = None


@dataclass(frozen=True)
class ClosedGap:
    """A statement of the survey that had no work at its date and has some now."""

    relation: Relation
    works: tuple[Work, ...]


def topics_that_grew(kb: KnowledgeBase, root: str) -> Chart:
    """Of each topic the works up to the survey and those since, the fastest growing first."""
    since = {work.id for work in kb.since_survey}
    counted = []
    for node in topics(kb):
        works = kb.works(node=node.id)
        new = tuple(work for work in works if work.id in since)
        old = tuple(work for work in works if work.id not in since)
        counted.append((node, old, new))
    counted.sort(key=lambda item: (-len(item[2]) / (len(item[1]) + 1), item[0].position))
    bars = [
        Bar(
            node.short,
            f"{root}topics/{node.id}/",
            [
                Part(
                    len(old), explorer(root, works=old), f"{node.short}: {plural(len(old))} up to the survey"
                ),
                Part(
                    len(new),
                    explorer(root, works=new),
                    f"{node.short}: {plural(len(new))} since",
                    hatched=True,
                ),
            ],
            f"{len(old)} + {len(new)}",
            area_class(node),
        )
        for node, old, new in counted
    ]
    rows = tuple(
        (
            TableCell(node.short, f"{root}topics/{node.id}/"),
            TableCell(str(len(old)), explorer(root, works=old) if old else None),
            TableCell(str(len(new)), explorer(root, works=new) if new else None),
        )
        for node, old, new in counted
    )
    title = "Topics that grew"
    about = (
        f"Works up to the survey ({kb.survey.date.isoformat()}) and since, by topic; the most grown "
        "first, measured by what they had."
    )
    svg = bar_chart("grew", title, about, bars, legend=("up to the survey", "since"))
    return Chart(
        "grew", title, about, (View("Bars", svg),), Table(("Topic", "Up to the survey", "Since"), rows)
    )


def new_approaches(kb: KnowledgeBase) -> list[Opened]:
    """Nodes of the taxonomy all of whose works came after the survey."""
    since = {work.id for work in kb.since_survey}
    return [
        Opened(node, works)
        for node in kb.taxonomy
        if (works := kb.works(node=node.id)) and all(work.id in since for work in works)
    ]


def closed_gaps(kb: KnowledgeBase) -> list[ClosedGap]:
    """Statements of the survey that only works since then stand under."""
    since = {work.id for work in kb.since_survey}
    return [
        ClosedGap(relation, works)
        for relation in kb.relations
        if (works := kb.works_under(relation)) and all(work.id in since for work in works)
    ]


def opened_ground(kb: KnowledgeBase) -> list[Opened]:
    """Pairs of topic and modality that had no work at the survey's date and have several now, most first."""
    since = {work.id for work in kb.since_survey}
    found = []
    for node in topics(kb):
        for modality in kb.modalities.values():
            works = kb.works(node=node.id, modality=modality.id)
            if len(works) >= OPENED and all(work.id in since for work in works):
                found.append(Opened(node, works, modality))
    return sorted(
        found, key=lambda one: (-len(one.works), one.node.position, one.modality.id if one.modality else "")
    )
