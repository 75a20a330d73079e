"""Charts of works over time, by topic, by the values of facets, by venue and by author."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from living_survey.knowledge import NOT_STATED
from living_survey.knowledge.people import Name
from living_survey.knowledge.text import slug
from living_survey.rendering.charts.bars import Bar, Part, bar_chart
from living_survey.rendering.charts.chart import Chart, Table, TableCell, View, area_class, explorer, plural
from living_survey.rendering.charts.columns import Segment, Series, stacked_columns
from living_survey.rendering.charts.counts import Period, bands, by_year, periods, topics
from living_survey.rendering.charts.findings import (
    largest_change,
    largest_share,
    most_works,
    sentences,
    strongest,
    without_works,
)
from living_survey.rendering.charts.grid import Head, Spot, heat_map

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Mapping, Sequence

    from markupsafe import Markup

    from living_survey.knowledge import Facet, KnowledgeBase, Node, RelationKind, Work

MAX_VALUES = 14
"""Charts show this many of the most frequent values of a facet; the tables have all."""
VENUES = 20
AUTHORS = 24
ROWS = 100
"""Tables of venues and authors have this many rows, so that the page does not grow with them."""
MIN_WORKS = 3


def trends(kb: KnowledgeBase, root: str) -> list[Chart]:
    """The charts of the page of trends, without those that have nothing to show."""
    charts = [
        over_time(kb, root),
        topics_by_year(kb, root),
        venues(kb, root),
        authors(kb, root),
    ]
    return [chart for chart in charts if chart.table.rows]


def over_time(kb: KnowledgeBase, root: str, venue: str | None = None) -> Chart:
    """Works per year and in total, by area; those of one venue if it is given."""
    numbers = by_year(kb.works(venue=venue))
    only = {"venue": venue} if venue else {}
    years = periods(kb)
    chosen = bands(kb)
    name = "over-time"
    title = "Works over time"
    about = (
        "Works by year and area, stacked. A work in two areas counts in both; the number of different works "
        "is below each year."
    )
    if not any(year.count(numbers) for year in years):
        return Chart(name, title, about, (), Table(("Year",), ()))
    of_nodes = [by_year(kb.works(node=node.id, venue=venue)) for node in chosen]
    yearly = [[year.count(of_node) for year in years] for of_node in of_nodes]
    sums = [[sum(row[: place + 1]) for place in range(len(years))] for row in yearly]
    views = (
        View("Each year", _columns(numbers, name, root, years, chosen, yearly, only, together=False)),
        View("Cumulative", _columns(numbers, f"{name}-sum", root, years, chosen, sums, only, together=True)),
    )
    rows = [
        (
            TableCell(year.label, explorer(root, {**only, **year.filters})),
            *(
                TableCell(str(row[place]), explorer(root, {**only, "node": node.id, **year.filters}))
                for node, row in zip(chosen, yearly, strict=True)
            ),
            TableCell(str(year.count(numbers)), explorer(root, {**only, **year.filters})),
        )
        for place, year in enumerate(years)
    ]
    headings = ("Year", *(node.short for node in chosen), "Different works")
    dated = sum(year.count(numbers) for year in years)
    finding = sentences(
        largest_share(((year.label, year.count(numbers)) for year in years), dated),
        most_works((node.short, of_node.total()) for node, of_node in zip(chosen, of_nodes, strict=True)),
    )
    return Chart(name, title, about, views, Table(headings, tuple(rows)), finding=finding)


def _columns(  # noqa: PLR0913, PLR0917 - private, two callers
    numbers: Counter[int | None],
    name: str,
    root: str,
    years: Sequence[Period],
    nodes: Sequence[Node],
    counts: Sequence[Sequence[int]],
    only: Mapping[str, str],
    *,
    together: bool,
) -> Markup:
    spans = [Period(years[0].first, year.last) if together else year for year in years]
    words = [f"up to {span.last}" if together else span.label for span in spans]
    labels = [(year.label, f"{span.count(numbers)}") for year, span in zip(years, spans, strict=True)]
    series = [
        Series(
            node.short,
            css,
            [
                Segment(
                    value,
                    explorer(root, {**only, "node": node.id, **span.filters}),
                    f"{node.short}, {word}: {plural(value)}",
                )
                for span, word, value in zip(spans, words, row, strict=True)
            ],
        )
        for node, css, row in zip(nodes, _tones(nodes), counts, strict=True)
    ]
    title = "Works in total, by area" if together else "Works per year, by area"
    about = "Stacked columns, one per year, with the number of different works below each year."
    return stacked_columns(name, title, about, labels, series)


def _tones(nodes: Sequence[Node]) -> list[str]:
    """The colour classes of nodes; nodes without a colour get different shades of grey."""
    grey = count(1)
    return [area_class(node) if node.color else f"area-none chart__tone-{next(grey)}" for node in nodes]


def topics_by_year(kb: KnowledgeBase, root: str) -> Chart:
    """Works by topic and year."""
    about = "Works by topic and year; the more, the stronger the colour. A work counts at each of its topics."
    rows, years = _topics(kb, root), _years(kb)
    finding = sentences(most_works(_sizes(rows)), _change(kb, rows))
    return _map("topics-by-year", "Topics by year", about, "Topic", root, rows, years, finding=finding)


def facet_trends(kb: KnowledgeBase, root: str, facet: Facet) -> list[Chart]:
    """The charts of a facet that works can be filtered by: one for each relation, and one by topic."""
    by_topic = facet.many and not facet.of_statements
    return [
        *(_facet_by_year(kb, root, facet, relation) for relation in facet.relations),
        *([_facet_by_topic(kb, root, facet)] if by_topic else []),
    ]


def _facet_by_year(kb: KnowledgeBase, root: str, facet: Facet, relation: RelationKind) -> Chart:
    """The values that works state themselves by year, as numbers and as shares, and "not stated"."""
    several = len(facet.relations) > 1
    values = _values(kb, facet, relation if several else None)
    title = f"{facet.plural} that works {relation.plural}" if several else f"{facet.plural} by year"
    about = ["Works by year, and their share of all works of the year."]
    about += ["A work counts at each of its values."] if facet.many or facet.of_statements else []
    if len(values) > MAX_VALUES:
        about.append(f"The {MAX_VALUES} most frequent of {len(values)} values are shown; the table has all.")
    rows, shown = values, values[:MAX_VALUES]
    if unstated := kb.unstated(facet.id):
        about.append(f"Works that state no {facet.title.lower()} are counted as not stated.")
        css = "area-none chart__unstated"
        line = Line(
            NOT_STATED, "Not stated", _ids(unstated), {facet.id: NOT_STATED}, css=css, group=css, aside=True
        )
        rows, shown = [*rows, line], [*shown, line]
    name = f"{slug(relation.id)}-by-year"
    columns = [_all(kb), *_years(kb)]
    finding = sentences(most_works(_sizes(values), len(kb)), _change(kb, values))
    text = " ".join(about)
    return _map(
        name, title, text, facet.title, root, rows, columns, shown=shown, shares=True, finding=finding
    )


def _facet_by_topic(kb: KnowledgeBase, root: str, facet: Facet) -> Chart:
    """The values of a facet of the whole work by topic."""
    about = "A work counts at each of its topics and values; an empty cell has no works yet."
    name, title = f"{facet.id}-by-topic", f"{facet.plural} by topic"
    rows, values = _topics(kb, root), _values(kb, facet)
    counted = {(row.label, value.label): len(row.works & value.works) for row in rows for value in values}
    finding = sentences(strongest(counted), without_works(counted))
    return _map(name, title, about, "Topic", root, rows, values, finding=finding)


def authors(kb: KnowledgeBase, root: str) -> Chart:
    """Authors with several works, by area."""
    several = [(name, works) for name, works in kb.authors.items() if len(works) >= MIN_WORKS]
    several.sort(key=lambda item: (-len(item[1]), Name.parse(item[0]).sort_key))
    rows = [Line(name, name, _ids(works), {"author": name}) for name, works in several[:ROWS]]
    columns = [_all(kb, f"{root}authors/"), *(_node(kb, root, node) for node in bands(kb))]
    about = (
        f"Authors with at least {MIN_WORKS} works, by area{_shown_of(AUTHORS, len(several))}. "
        "Names are as printed; two people may share a name."
    )
    finding = sentences(
        most_works((name, len(works)) for name, works in several),
        f"{len(several):,} of {len(kb.authors):,} authors have at least {MIN_WORKS}.",
    )
    return _map(
        "people",
        "Authors by area",
        about,
        "Author",
        root,
        rows,
        columns,
        shown=rows[:AUTHORS],
        finding=finding,
    )


def venues(kb: KnowledgeBase, root: str) -> Chart:
    """Works by venue."""
    counted = [(venue, explorer(root, {"venue": venue}), len(works)) for venue, works in kb.venues.items()]
    about = f"The venues by number of works{_shown_of(VENUES, len(counted))}."
    once = sum(number == 1 for _, _, number in counted)
    finding = sentences(
        most_works(((label, number) for label, _, number in counted), len(kb)),
        f"{plural(once, 'venue')} of {len(counted):,} {'has' if once == 1 else 'have'} a single work."
        if once
        else "",
    )
    bars = [
        Bar(label, href, [Part(number, href, f"{label}: {plural(number)}")])
        for label, href, number in counted[:VENUES]
    ]
    rows = tuple(
        (TableCell(label, href), TableCell(str(number), href)) for label, href, number in counted[:ROWS]
    )
    svg = bar_chart("venues", "Venues", about, bars)
    return Chart(
        "venues", "Venues", about, (View("Bars", svg),), Table(("Venue", "Works"), rows), finding=finding
    )


def _shown_of(number: int, total: int) -> str:
    """How many are shown if that is not all of them."""
    table = "all" if total <= ROWS else f"the first {ROWS}"
    return f": the first {number} of {total}; the table has {table}" if total > number else ""


# --- rows and columns of maps ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A row or column of a heat map: its works, and the filters that show them."""

    id: str
    label: str
    works: frozenset[str]
    filters: Mapping[str, str]
    href: str = ""
    """The link of its name, if not to the Explorer."""
    css: str = "area-none"
    group: str = ""
    aside: bool = False
    """Whether its cells are totals or "not stated"."""

    def head(self, root: str) -> Head:
        """Its header in the chart."""
        return Head(self.id, self.label, self.href or explorer(root, self.filters), self.css, self.group)


def _ids(works: Iterable[Work]) -> frozenset[str]:
    return frozenset(work.id for work in works)


def _all(kb: KnowledgeBase, href: str = "") -> Line:
    return Line("", "All", _ids(kb), {}, href, aside=True)


def _years(kb: KnowledgeBase) -> list[Line]:
    return [
        Line(year.label, year.label, _ids(work for work in kb if work.year in year), year.filters)
        for year in periods(kb)
    ]


def _node(kb: KnowledgeBase, root: str, node: Node) -> Line:
    works, group = _ids(kb.works(node=node.id)), (node.area or node.root).id
    filters, href = {"node": node.id}, f"{root}topics/{node.id}/"
    return Line(node.id, node.short, works, filters, href, area_class(node), group)


def _topics(kb: KnowledgeBase, root: str) -> list[Line]:
    return [_node(kb, root, node) for node in topics(kb)]


def _values(kb: KnowledgeBase, facet: Facet, relation: RelationKind | None = None) -> list[Line]:
    """The values of a facet that works state themselves, the most frequent first."""
    by = {"relation": relation.id} if relation else {}
    lines = [
        Line(value.id, value.label, _ids(work for work, _ in stating), {facet.id: value.id, **by})
        for value in facet.values
        if (stating := kb.works_stating(facet.id, value.id, relation.id if relation else None))
    ]
    return sorted(lines, key=lambda line: -len(line.works))


def _sizes(lines: Iterable[Line]) -> list[tuple[str, int]]:
    return [(line.label, len(line.works)) for line in lines]


def _change(kb: KnowledgeBase, lines: Sequence[Line]) -> str:
    """Whose share of all works rose most from the last year but one to the last."""
    years = _years(kb)[-2:]
    if len(years) < len(("before", "after")):
        return ""
    before, after = years
    shares = [(one.label, len(one.works & before.works), len(one.works & after.works)) for one in lines]
    totals = [(year.label, len(year.works)) for year in years]
    return largest_change(shares, *totals)


def _map(  # noqa: PLR0913, PLR0917 - the parts of a heat map
    name: str,
    title: str,
    about: str,
    heading: str,
    root: str,
    rows: Sequence[Line],
    columns: Sequence[Line],
    *,
    shown: Sequence[Line] | None = None,
    shares: bool = False,
    finding: str = "",
) -> Chart:
    """A heat map of the works that each row and column share, and their percentage of the column."""
    spots: dict[tuple[str, str], Spot] = {}
    percents: dict[tuple[str, str], Spot] = {}
    for row in rows:
        for column in columns:
            number = len(row.works & column.works)
            where = f"{row.label}, {column.label}" if column.filters else row.label
            words = f"{where}: {plural(number)}"
            href = explorer(root, {**row.filters, **column.filters})
            aside = row.aside or column.aside
            spots[row.id, column.id] = Spot(number, href, words, aside)
            if shares and number:
                percent = 100 * number / len(column.works)
                words = f"{words}, {percent:.0f}% of {len(column.works)}"
                percents[row.id, column.id] = Spot(max(1, round(percent)), href, words, aside)
    row_heads = [row.head(root) for row in (rows if shown is None else shown)]
    heads = [column.head(root) for column in columns]
    views = [heat_map("Works", name, title, about, row_heads, heads, spots)]
    if shares:
        in_percent = f"{title}, in percent"
        views.append(heat_map("Percent", f"{name}-share", in_percent, about, row_heads, heads, percents))
    table = tuple(
        (
            TableCell(row.label, row.head(root).href),
            *(_number(spots[row.id, column.id]) for column in columns),
        )
        for row in rows
    )
    data = Table((heading, *(head.label for head in heads)), table)
    return Chart(name, title, about, tuple(views), data, finding=finding)


def _number(spot: Spot) -> TableCell:
    return TableCell(str(spot.value), spot.href if spot.value else None)
