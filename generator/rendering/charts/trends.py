"""Pictures of the field over time, by topic, modality, venue, kind and author, and since the survey."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, TypeVar

from generator.knowledge.text import fold, last_name
from generator.rendering.charts.bars import Bar, Part, bar_chart
from generator.rendering.charts.chart import Chart, Table, TableCell, View, area_class, explorer, plural
from generator.rendering.charts.columns import Segment, Series, stacked_columns
from generator.rendering.charts.grid import Head, Spot, heat_map
from generator.rendering.charts.periods import Period, bands, periods, topics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from markupsafe import Markup

    from generator.knowledge import KnowledgeBase, Node, Work
    from generator.knowledge.facets import Modality

ColumnT = TypeVar("ColumnT")

VENUES = 20
AUTHORS = 24
FEWEST_WORKS = 3


def over_time(kb: KnowledgeBase, root: str, *, small: bool = False) -> Chart:
    """Works a year and altogether, by area."""
    years = periods(kb)
    chosen = bands(kb)
    name = "over-time-small" if small else "over-time"
    title = "Works over time"
    about = (
        "Works by year and area, stacked. A work that stands in two areas counts in both; below each year "
        "stands the number of different works."
    )
    if not years:
        return Chart(name, title, about, (), Table(("Year",), ()))
    yearly = [[_in_period(kb.works(node=node.id), year) for year in years] for node in chosen]
    views = [View("Each year", _columns(kb, name, root, years, chosen, yearly, together=False))]
    if not small:
        sums = [[sum(row[: place + 1]) for place in range(len(years))] for row in yearly]
        views.append(
            View("Altogether", _columns(kb, f"{name}-sum", root, years, chosen, sums, together=True))
        )
    rows = [
        (
            TableCell(year.label, explorer(root, year=year.asks)),
            *(
                TableCell(str(row[place]), explorer(root, nodes=[node.id], year=year.asks))
                for node, row in zip(chosen, yearly, strict=True)
            ),
            TableCell(str(_in_period(kb, year)), explorer(root, year=year.asks)),
        )
        for place, year in enumerate(years)
    ]
    headings = ("Year", *(node.short for node in chosen), "Different works")
    return Chart(name, title, about, tuple(views), Table(headings, tuple(rows)))


def _columns(  # noqa: PLR0913, PLR0917 - private, two callers
    kb: KnowledgeBase,
    name: str,
    root: str,
    years: Sequence[Period],
    nodes: Sequence[Node],
    counts: Sequence[Sequence[int]],
    *,
    together: bool,
) -> Markup:
    spans = [Period(years[0].first, year.last) if together else year for year in years]
    words = [f"up to {span.last}" if together else span.label for span in spans]
    labels = [(year.label, f"{_in_period(kb, span)}") for year, span in zip(years, spans, strict=True)]
    series = [
        Series(
            node.short,
            css,
            [
                Segment(
                    value,
                    explorer(root, nodes=[node.id], year=span.asks),
                    f"{node.short}, {word}: {plural(value)}",
                )
                for span, word, value in zip(spans, words, row, strict=True)
            ],
        )
        for node, css, row in zip(nodes, _tones(nodes), counts, strict=True)
    ]
    title = "Works altogether, by area" if together else "Works a year, by area"
    about = "Stacked columns, one a year; under each year the number of different works."
    return stacked_columns(name, title, about, labels, series)


def _tones(nodes: Sequence[Node]) -> list[str]:
    """The classes that colour nodes; those without a colour of their own are told apart by shades of grey."""
    grey = count(1)
    return [area_class(node) if node.color else f"area-none chart__tone-{next(grey)}" for node in nodes]


def topics_by_year(kb: KnowledgeBase, root: str) -> Chart:
    """Topic by year."""
    columns = [(Head(year.asks, year.label, explorer(root, year=year.asks)), year) for year in periods(kb)]

    def spot(node: Node, works: tuple[Work, ...], year: Period) -> Spot:
        number = _in_period(works, year)
        href = explorer(root, nodes=[node.id], year=year.asks)
        return Spot(number, href, f"{node.short}, {year.label}: {plural(number)}")

    about = "Works by topic and year; the darker the more. A work counts at each of its topics."
    return _topic_map(kb, root, "topics-by-year", "Topics by year", about, columns, spot, cell=38)


def modalities_by_topic(kb: KnowledgeBase, root: str) -> Chart:
    """Topic by modality."""
    counted = [(modality, kb.works(modality=modality.id)) for modality in kb.modalities.values()]
    counted = sorted((item for item in counted if item[1]), key=lambda item: -len(item[1]))
    columns = [
        (Head(modality.id, modality.label, explorer(root, modality=modality.id)), modality)
        for modality, _ in counted
    ]
    ids = {modality.id: {work.id for work in works} for modality, works in counted}

    def spot(node: Node, works: tuple[Work, ...], modality: Modality) -> Spot:
        number = sum(work.id in ids[modality.id] for work in works)
        href = explorer(root, nodes=[node.id], modality=modality.id)
        return Spot(number, href, f"{node.short}, {modality.label}: {plural(number)}")

    about = "Works by topic and modality. A work counts at each of its own; empty is open ground."
    return _topic_map(kb, root, "modalities-by-topic", "Modalities by topic", about, columns, spot, cell=31)


def _topic_map(  # noqa: PLR0913, PLR0917 - private, two callers
    kb: KnowledgeBase,
    root: str,
    name: str,
    title: str,
    about: str,
    columns: Sequence[tuple[Head, ColumnT]],
    spot: Callable[[Node, tuple[Work, ...], ColumnT], Spot],
    cell: int = 44,
) -> Chart:
    nodes = topics(kb)
    rows = [
        Head(
            node.id,
            node.short,
            f"{root}topics/{node.id}/",
            area_class(node),
            group=(node.area or node.root).id,
        )
        for node in nodes
    ]
    spots: dict[tuple[str, str], Spot] = {}
    for node in nodes:
        works = kb.works(node=node.id)
        spots |= {(node.id, head.id): spot(node, works, column) for head, column in columns}
    heads = [head for head, _ in columns]
    svg = heat_map(name, title, about, rows, heads, spots, cell=cell)
    return Chart(name, title, about, (View("Map", svg),), _table("Topic", rows, heads, spots))


def venues(kb: KnowledgeBase, root: str) -> Chart:
    """Where the works appeared."""
    shown = list(kb.venues.items())
    about = f"The venues with the most works: {min(VENUES, len(shown))} of {len(shown)}. The table has all."
    counted = [(venue, explorer(root, venue=venue), len(works)) for venue, works in shown]
    return _simple_bars("venues", "Venues", about, "Venue", counted, VENUES)


def kinds(kb: KnowledgeBase, root: str) -> Chart:
    """What the works are: papers, datasets, benchmarks, ..."""
    names = sorted({work.kind for work in kb}, key=lambda kind: (-len(kb.works(kind=kind)), kind))
    counted = [(kind, explorer(root, kind=kind), len(kb.works(kind=kind))) for kind in names]
    return _simple_bars("kinds", "Kinds", "Works by their main contribution.", "Kind", counted, len(names))


def _simple_bars(  # noqa: PLR0913, PLR0917 - private, two callers
    name: str, title: str, about: str, heading: str, counted: Sequence[tuple[str, str, int]], limit: int
) -> Chart:
    bars = [
        Bar(label, href, [Part(number, href, f"{label}: {plural(number)}")])
        for label, href, number in counted[:limit]
    ]
    rows = tuple((TableCell(label, href), TableCell(str(number), href)) for label, href, number in counted)
    svg = bar_chart(name, title, about, bars)
    return Chart(name, title, about, (View("Bars", svg),), Table((heading, "Works"), rows))


def authors(kb: KnowledgeBase, root: str) -> Chart:
    """Who works on what: authors with several works, by area."""
    several = [(name, works) for name, works in kb.authors.items() if len(works) >= FEWEST_WORKS]
    several.sort(key=lambda item: (-len(item[1]), fold(last_name(item[0])), item[0]))
    chosen = bands(kb)
    heads = [Head(node.id, node.short, f"{root}topics/{node.id}/", area_class(node)) for node in chosen]
    everything = [Head("", "All", f"{root}authors/"), *heads]
    rows = [Head(name, name, explorer(root, author=name)) for name, _ in several]
    within = {node.id: {work.id for work in kb.works(node=node.id)} for node in chosen}
    spots: dict[tuple[str, str], Spot] = {}
    for name, works in several:
        spots[name, ""] = Spot(len(works), explorer(root, author=name), f"{name}: {plural(len(works))}")
        for node in chosen:
            number = sum(work.id in within[node.id] for work in works)
            href = explorer(root, nodes=[node.id], author=name)
            spots[name, node.id] = Spot(number, href, f"{name}, {node.short}: {plural(number)}")
    about = (
        f"Authors with at least {FEWEST_WORKS} works, by area: the {min(AUTHORS, len(rows))} with the most "
        f"of {len(rows)}; the table has all. Names are as printed; two people may share one."
    )
    title = "Who works on what"
    svg = heat_map("people", title, about, rows[:AUTHORS], everything, spots)
    return Chart("people", title, about, (View("Map", svg),), _table("Author", rows, everything, spots))


def _table(
    heading: str, rows: Sequence[Head], columns: Sequence[Head], spots: dict[tuple[str, str], Spot]
) -> Table:
    lines = []
    for row in rows:
        cells = [TableCell(row.label, row.href)]
        for column in columns:
            spot = spots[row.id, column.id]
            cells.append(TableCell(str(spot.value), spot.href if spot.value else None))
        lines.append(tuple(cells))
    return Table((heading, *(column.label for column in columns)), tuple(lines))


def _in_period(works: Iterable[Work], period: Period) -> int:
    return sum(work.year in period for work in works)
