"""Changes since the survey: topics that grew, new approaches, closed gaps, new combinations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_survey.rendering.charts.bars import Bar, Part, bar_chart
from living_survey.rendering.charts.chart import Chart, Table, TableCell, View, area_class, explorer, plural
from living_survey.rendering.charts.counts import stated_at, topics
from living_survey.rendering.charts.findings import most_works, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from living_survey.knowledge import Facet, FacetValue, Group, KnowledgeBase, Node, RelationKind, Work

MIN_WORKS = 2
"""The number of works that make a topic and a value a new combination."""


@dataclass(frozen=True)
class NewNode:
    """A node that had no works at the survey's date."""

    node: Node
    works: tuple[Work, ...]


@dataclass(frozen=True)
class NewlyStated:
    """A value that only works since the survey state, at a topic or where the survey states it."""

    nodes: tuple[Node, ...]
    relation: RelationKind
    facet: Facet
    value: FacetValue
    works: tuple[Work, ...]
    section: str | None = None

    @property
    def label(self) -> str:
        """The value, after the verb for facets of statements: `enhances Understanding`."""
        return f"{self.relation.verb} {self.value.label}" if self.facet.of_statements else self.value.label

    @property
    def filters(self) -> Mapping[str, str]:
        """The filters that show these works in the Explorer."""
        found = {"node": ",".join(node.id for node in self.nodes), self.facet.id: self.value.id}
        return found | ({"relation": self.relation.id} if self.facet.of_statements else {})


def topics_that_grew(kb: KnowledgeBase, root: str) -> Chart | None:
    """The works of each topic up to the survey and since, the fastest growing topics first."""
    if kb.survey is None:
        return None
    counted = []
    for node in topics(kb):
        works = kb.works(node=node.id)
        new = tuple(work for work in works if kb.is_since_survey(work))
        old = tuple(work for work in works if not kb.is_since_survey(work))
        counted.append((node, old, new))
    counted.sort(key=lambda item: (-len(item[2]) / (len(item[1]) + 1), item[0].position))
    bars, rows = [], []
    for node, old, new in counted:
        page = f"{root}topics/{node.id}/"
        before, after = (
            explorer(root, {"node": node.id, "period": period}) for period in ("before", "since")
        )
        parts = [
            Part(len(old), before, f"{node.short}: {plural(len(old))} up to the survey"),
            Part(len(new), after, f"{node.short}: {plural(len(new))} since", hatched=True),
        ]
        bars.append(Bar(node.short, page, parts, f"{len(old)} + {len(new)}", area_class(node)))
        cells = (
            TableCell(str(len(old))),
            TableCell(str(len(new))),
        )
        rows.append((TableCell(node.short, page), *cells))
    title = "Topics that grew"
    about = (
        f"Works up to the survey ({kb.survey.date.isoformat()}) and since, by topic. The topics that grew "
        "most in proportion come first."
    )
    svg = bar_chart("grew", title, about, bars, legend=("up to the survey", "since"))
    table = Table(("Topic", "Up to the survey", "Since"), tuple(rows))
    fastest = [
        f"{node.short} grew most, from {len(old)} to {plural(len(old) + len(new))}."
        for node, old, new in counted[:1]
        if new
    ]
    finding = sentences(
        *fastest,
        most_works(((node.short, len(new)) for node, _, new in counted), len(kb.since_survey), " since"),
    )
    return Chart("grew", title, about, (View("Bars", svg),), table, finding=finding)


def new_approaches(kb: KnowledgeBase) -> list[NewNode]:
    """The nodes whose works were all published after the survey."""
    return [
        NewNode(node, works)
        for node in kb.taxonomy
        if (works := kb.works(node=node.id)) and _all_new(kb, works)
    ]


def closed_gaps(kb: KnowledgeBase) -> list[NewlyStated]:
    """What the survey states about approaches and only works published after it state about themselves."""
    found = []
    for nodes, relation_id, value_id, group in _survey_statements(kb):
        relation, facet = kb.relations[relation_id], kb.facet_of[relation_id]
        stated = {facet.id: value_id}
        works = {
            work.id: work for node in nodes for work in kb.works(stated, node=node.id, relation=relation_id)
        }
        if works and _all_new(kb, works.values()):
            newer = tuple(works[work_id] for work_id in sorted(works))
            found.append(NewlyStated(nodes, relation, facet, facet.value(value_id), newer, group.section))
    return found


def _survey_statements(kb: KnowledgeBase) -> Iterator[tuple[tuple[Node, ...], str, str, Group]]:
    """The survey's statements, one value at a time."""
    for group in kb.approach_groups:
        nodes = tuple(kb.taxonomy[node] for node in group.nodes)
        for relation, values in group.values.items():
            if _is_counted(kb.facet_of[relation]):
                for value in values:
                    yield nodes, relation, value, group


def new_combinations(kb: KnowledgeBase) -> list[NewlyStated]:
    """Topics and values that no work combined at the survey's date and several do now, most works first.

    A work of the topic combines them if it has the value, for facets of the whole work, or else if it states
    the value at the topic.
    """
    found = []
    counted = dict(stated_at(kb))
    for facet in kb.facets.values():
        for value in () if facet.of_statements else facet.values:
            having = {work.id for work, _ in kb.works_stating(facet.id, value.id)}
            for node in topics(kb):
                works = tuple(work for work in kb.works(node=node.id) if work.id in having)
                counted[node.id, facet.relations[0].id, value.id] = works
    for (place, relation_id, value_id), works in counted.items():
        node, facet = kb.taxonomy[place], kb.facet_of[relation_id]
        if node.level != "topic" or not facet.many or not _is_counted(facet):
            continue
        if len(works) >= MIN_WORKS and _all_new(kb, works):
            relation = kb.relations[relation_id]
            found.append(NewlyStated((node,), relation, facet, facet.value(value_id), works))
    return sorted(found, key=lambda one: (-len(one.works), one.nodes[0].position, one.label))


def _is_counted(facet: Facet) -> bool:
    """Whether readers can filter by a facet, and it does not follow from the tree."""
    return "filter" in facet.shown and "tree" not in facet.stated


def _all_new(kb: KnowledgeBase, works: Iterable[Work]) -> bool:
    return all(kb.is_since_survey(work) for work in works)
