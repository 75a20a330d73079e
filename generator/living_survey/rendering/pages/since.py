"""Works published after the survey: by month, by topic, and new approaches."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.rendering.charts.chart import Chart, Table, TableCell, area_class, plural
from living_survey.rendering.charts.findings import most_works, sentences
from living_survey.rendering.charts.grid import Head, Spot, heat_map
from living_survey.rendering.pages.environment import long_date
from living_survey.rendering.pages.paging import Item, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from living_survey.knowledge import KnowledgeBase, Node, RelationKind, Tag, Work
    from living_survey.knowledge.facets import FacetValue

MAX_NAMED = 3
"""The maximum number of approaches and values that the sentences on a topic name."""
MENTIONED_SHARE = 0.05
"""A value is mentioned if at least this share of the new works of a topic, and at least two, state it."""


@dataclass(frozen=True)
class Month:
    """A month with works first published in it, or added in it if only their year is known."""

    id: str
    dated: tuple[Work, ...]
    undated: tuple[Work, ...]

    @property
    def title(self) -> str:
        """`May 2026`."""
        return long_date(self.id)

    @property
    def works(self) -> tuple[Work, ...]:
        """All its works."""
        return (*self.dated, *self.undated)


@dataclass(frozen=True)
class Growth:
    """The number of works at a node, up to the survey and since."""

    node: Node
    before: int
    since: int
    share_before: float
    """In percent of all works up to the survey."""
    share_since: float

    @property
    def change(self) -> float:
        """In percentage points."""
        return self.share_since - self.share_before


@dataclass(frozen=True)
class News:
    """What is new in a topic."""

    growth: Growth
    works: tuple[Work, ...]
    """The new ones, the newest first."""
    approaches: tuple[Growth, ...]
    """The approaches with the most new works."""
    stated: tuple[tuple[RelationKind, tuple[tuple[FacetValue, int], ...]], ...]
    """What the new works state at the topic most often, by relation."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """One or two sentences on a topic; two if enough works state the same values."""
        new, node = self.growth.since, self.growth.node
        total = new + self.growth.before
        first = f"{new} of its {plural(total)} ({100 * new / total:.0f}%) were published after the survey"
        if self.approaches:
            grown = [f"{one.node.short} (from {one.before} to {_total(one)})" for one in self.approaches]
            first += f", most of them on {_listed(grown)}"
        if not self.stated:
            return (f"{first}.",)
        parts = [
            f"{relation.plural} {_listed([f'{value.label} ({number})' for value, number in values])}"
            for relation, values in self.stated
        ]
        return f"{first}.", f"In {node.short}, the new works most often {'; '.join(parts)}."


@dataclass(frozen=True)
class SinceView:
    """The works since the survey, as templates need them."""

    kb: KnowledgeBase

    @cached_property
    def works(self) -> list[Work]:
        """The works since the survey, the newest first."""
        return self.kb.newest(self.kb.since_survey)

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """The months with new works, the latest first."""
        dated: defaultdict[str, list[Work]] = defaultdict(list)
        undated: defaultdict[str, list[Work]] = defaultdict(list)
        for work in self.works:
            if work.month:
                dated[work.month].append(work)
            else:
                undated[work.added.isoformat()[:7] if work.added else work.first_public].append(work)
        return tuple(
            Month(month, tuple(dated[month]), tuple(undated[month]))
            for month in sorted(dated.keys() | undated.keys(), reverse=True)
        )

    def neighbours(self, month: Month) -> tuple[Month | None, Month | None]:
        """The previous and the next month."""
        place = self.months.index(month)
        earlier = self.months[place + 1] if place + 1 < len(self.months) else None
        return earlier, self.months[place - 1] if place else None

    def by_topic(self, works: Iterable[Work]) -> list[tuple[Node, list[tuple[Work, Tag]]]]:
        """Works by the topics of their tags, each with its first tag there, in the order of the survey."""
        found: defaultdict[str, dict[str, tuple[Work, Tag]]] = defaultdict(dict)
        for work in works:
            for tag in work.tags:
                node = self.kb.taxonomy[tag.node]
                found[(node.topic or node).id].setdefault(work.id, (work, tag))
        nodes = sorted((self.kb.taxonomy[node] for node in found), key=lambda node: node.position)
        return [(node, list(found[node.id].values())) for node in nodes]

    def sections(self, month: Month) -> Iterator[Section]:
        """The works of a month by topic."""
        for node, placed in self.by_topic(month.works):
            items = [Item(work, tag.note) for work, tag in placed]
            yield Section(node.id, node.title, items, node=node)

    # --- what grew -----------------------------------------------------------------------------------------

    @cached_property
    def growth(self) -> list[Growth]:
        """The topics with works, those whose share grew most first."""
        topics = [self._growth(node) for node in self.kb.taxonomy.topics() if self.kb.count(node)]
        return sorted(topics, key=lambda one: (-one.change, one.node.position))

    def _growth(self, node: Node) -> Growth:
        works = self.kb.works(node=node.id)
        since = sum(self.kb.is_since_survey(work) for work in works)
        before = len(works) - since
        all_since = len(self.kb.since_survey)
        all_before = len(self.kb) - all_since
        return Growth(node, before, since, _percent(before, all_before), _percent(since, all_since))

    @cached_property
    def topics(self) -> dict[str, Node]:
        """The topics that have new works by id, in the order of the survey."""
        return {
            node.id: node
            for node in self.kb.taxonomy.topics()
            if any(self.kb.is_since_survey(work) for work in self.kb.works(node=node.id))
        }

    @property
    def news(self) -> list[News]:
        """What is new in each of `topics`."""
        return [self.news_of(node) for node in self.topics.values()]

    def news_of(self, topic: Node) -> News:
        """What is new in a topic that has new works."""
        if topic.id not in self._found:
            self._found[topic.id] = self._news(topic)
        return self._found[topic.id]

    @cached_property
    def _found(self) -> dict[str, News]:
        """What is new in the topics that were asked for."""
        return {}

    def _news(self, topic: Node) -> News:
        works = self.kb.newest(filter(self.kb.is_since_survey, self.kb.works(node=topic.id)))
        grown = [self._growth(node) for node in topic.walk() if node is not topic]
        grown = sorted((one for one in grown if one.since), key=lambda one: (-one.since, one.node.position))
        stated = tuple(self._stated(topic, works))
        return News(self._growth(topic), tuple(works), tuple(grown[:MAX_NAMED]), stated)

    def _stated(
        self, topic: Node, works: Sequence[Work]
    ) -> Iterator[tuple[RelationKind, tuple[tuple[FacetValue, int], ...]]]:
        below = {node.id for node in topic.walk()}
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for work in works:
            stated = {
                (relation, value)
                for group in self.kb.groups_of(work)
                if group.node in below
                for relation, values in group.values.items()
                for value in values
            }
            for relation, value in stated:
                counts[relation][value] += 1
        enough = max(2, MENTIONED_SHARE * len(works))
        for facet in self.kb.facets.values():
            for kind in facet.relations if "tree" not in facet.stated else ():
                ranked = [(value, counts[kind.id][value.id]) for value in facet.values]
                ranked = sorted((one for one in ranked if one[1] >= enough), key=lambda one: -one[1])
                if ranked:
                    yield kind, tuple(ranked[:MAX_NAMED])

    # --- the chart -----------------------------------------------------------------------------------------

    def chart(self, root: str) -> Chart:
        """New works by topic and month."""
        title = "New works by topic and month"
        about = (
            "Works since the survey by the topics of all their tags and by month of first publication. A "
            "work in two topics counts in both. Each number links to the list of its works."
        )
        columns = [Head(month.id, month.id, f"{root}since/{month.id}/") for month in reversed(self.months)]
        spots: dict[tuple[str, str], Spot] = {}
        rows: dict[str, Node] = {}
        for month in self.months:
            page = f"{root}since/{month.id}/"
            number = plural(len(month.works))
            spots["", month.id] = Spot(len(month.works), page, f"{month.title}: {number}", aside=True)
            for node, works in self.by_topic(month.works):
                rows[node.id] = node
                words = f"{node.short}, {month.title}: {plural(len(works))}"
                spots[node.id, month.id] = Spot(len(works), f"{page}#{node.id}", words)
        heads = [
            Head(
                node.id, node.short, f"{root}topics/{node.id}/", area_class(node), (node.area or node.root).id
            )
            for node in sorted(rows.values(), key=lambda node: node.position)
        ]
        heads.append(Head("", "Different works", f"{root}since/"))
        view = heat_map("Works", "since", title, about, heads, columns, spots, only_last=True)
        if view.narrow:
            about += " A narrow screen shows the last months; the table has all."
        table = tuple((TableCell(head.label, head.href), *_numbers(head, columns, spots)) for head in heads)
        headings = ("Topic", *(column.label for column in columns))
        finding = sentences(
            most_works(((month.title, len(month.works)) for month in self.months), len(self.works)),
            most_works((one.growth.node.short, one.growth.since) for one in self.news),
        )
        return Chart("since", title, about, (view,), Table(headings, table), finding=finding)


def _numbers(
    row: Head, columns: Sequence[Head], spots: Mapping[tuple[str, str], Spot]
) -> Iterator[TableCell]:
    for column in columns:
        spot = spots.get((row.id, column.id))
        yield TableCell(str(spot.value if spot else 0))


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _total(one: Growth) -> int:
    return one.before + one.since


def _listed(parts: Sequence[str]) -> str:
    """`one, two and three`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
