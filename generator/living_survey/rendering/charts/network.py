"""The network of works: those that share approaches, sections or citations are close to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.knowledge.people import Name
from living_survey.rendering.charts.chart import Chart, Table, TableCell, View, area_class
from living_survey.rendering.charts.counts import topics
from living_survey.rendering.charts.labels import Label, levels
from living_survey.rendering.charts.layout import sectors, settle
from living_survey.rendering.charts.svg import element, figure, link, number, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from markupsafe import Markup

    from living_survey.knowledge import KnowledgeBase, Node, Work
    from living_survey.knowledge.enrichment import Enrichment

    Related = Callable[[Work], Sequence[tuple[Work, float]]]

WIDTH, HEIGHT = 960.0, 720.0
MARGIN = 40.0
NEAREST = 3
# The map is unreadable with more works; those with the most tags are shown.
MOST_WORKS = 600
LONGEST_NAME = 20
# A phone shows the whole map at 0.4 of its size.
ZOOMS = (0.4, 1.0, 2.0, 4.0, 8.0)
FEWEST_FOR_A_NAME = 5
# Names of works closer than this to the right edge are left of their dots.
NAME_ROOM = 110.0
ANCHORS = {"on": "middle", "left": "end", "right": None}


def network(kb: KnowledgeBase, root: str, related: Related, enrichments: Mapping[str, Enrichment]) -> Chart:
    """The zoomable map, with the list of each work's nearest works."""
    works = _shown(kb)
    edges, cited = _edges(works, related, enrichments)
    places = _places(kb, works, [(one, other, strength) for (one, other), strength in edges.items()])
    title = "How works connect"
    about = (
        f"Each dot is a work in the colour of its area ({len(works)} of {len(kb)} works); lines join it with "
        f"its {NEAREST} nearest, which share {shared(kb)} with it. Names of topics are in the middle of "
        "their works."
    )
    lines = [
        element(
            "path",
            d=f"M{_at(places[one])}L{_at(places[other])}",
            class_="chart__edge chart__edge--cites" if (one, other) in cited else "chart__edge",
        )
        for one, other in edges
    ]
    svg = figure(
        "network",
        WIDTH,
        HEIGHT,
        title,
        about,
        element(
            "g",
            element("g", *lines),
            element("g", *_dots(kb, root, works, places, edges)),
            element("g", *_names(kb, works, places, edges), class_="chart__names", aria_hidden="true"),
            class_="chart__zoomed",
        ),
    )
    return Chart(
        "network",
        title,
        about,
        (View("Map", svg),),
        _list(kb, root, works, related),
        wide=True,
        zooms=ZOOMS,
    )


def _shown(kb: KnowledgeBase) -> list[Work]:
    """The works on the map by topic, in the survey's order; those with most tags if there are too many."""
    chosen = sorted(kb, key=lambda work: (-len(work.tags), work.id))[:MOST_WORKS]
    return sorted(chosen, key=lambda work: (kb.primary_node(work).position, work.id))


def _edges(
    works: Sequence[Work], related: Related, enrichments: Mapping[str, Enrichment]
) -> tuple[dict[tuple[int, int], float], set[tuple[int, int]]]:
    """Pairs of works with the strength of their link, and the pairs that cite each other."""
    index = {work.id: place for place, work in enumerate(works)}
    edges: dict[tuple[int, int], float] = {}
    cited: set[tuple[int, int]] = set()
    for place, work in enumerate(works):
        for other, score in related(work)[:NEAREST]:
            if other.id in index:
                pair = min(place, index[other.id]), max(place, index[other.id])
                edges[pair] = max(edges.get(pair, 0.0), min(1.0, score / 4))
        enrichment = enrichments.get(work.id)
        for other_id in enrichment.cites if enrichment else ():
            if other_id in index and other_id != work.id:
                pair = min(place, index[other_id]), max(place, index[other_id])
                edges[pair] = max(edges.get(pair, 0.0), 0.6)
                cited.add(pair)
    return dict(sorted(edges.items())), cited


def _places(
    kb: KnowledgeBase, works: Sequence[Work], edges: Sequence[tuple[int, int, float]]
) -> list[tuple[float, float]]:
    sizes: dict[str, int] = {}
    for work in works:
        node = kb.primary_node(work)
        name = (node.topic or node).id
        sizes[name] = sizes.get(name, 0) + 1
    settled = settle(sectors(list(sizes.values())), edges)
    if not settled:
        return []
    xs, ys = sorted(x for x, _ in settled), sorted(y for _, y in settled)
    wide, tall = xs[-1] - xs[0] or 1.0, ys[-1] - ys[0] or 1.0
    return [
        (
            round(MARGIN + (x - xs[0]) / wide * (WIDTH - 2 * MARGIN), 1),
            round(MARGIN + (y - ys[0]) / tall * (HEIGHT - 2 * MARGIN), 1),
        )
        for x, y in settled
    ]


def _dots(
    kb: KnowledgeBase,
    root: str,
    works: Sequence[Work],
    places: Sequence[tuple[float, float]],
    edges: Mapping[tuple[int, int], float],
) -> list[Markup]:
    degree = _degrees(len(works), edges)
    return [
        link(
            f"{root}works/{work.id}/",
            work.title_and_year,
            element("circle", cx=x, cy=y, r=2.6 + min(4.0, degree[place] * 0.35), class_="chart__dot"),
            class_=f"chart__link {area_class(kb.primary_node(work))}",
        )
        for place, (work, (x, y)) in enumerate(zip(works, places, strict=True))
    ]


def _names(
    kb: KnowledgeBase,
    works: Sequence[Work],
    places: Sequence[tuple[float, float]],
    edges: Mapping[tuple[int, int], float],
) -> list[Markup]:
    """Names of topics, then of works by their number of lines, each from the zoom at which it fits."""
    degree = _degrees(len(works), edges)
    names: list[tuple[Label, str]] = []
    for node in sorted(topics(kb), key=lambda node: (-kb.count(node), node.position)):
        spots = [place for work, place in zip(works, places, strict=True) if _topic_of(kb, work) is node]
        if len(spots) >= FEWEST_FOR_A_NAME:
            x, y = _median([spot[0] for spot in spots]), _median([spot[1] for spot in spots])
            label = Label(node.short, x, y, 14, "on", bold=True)
            names.append((label, f"chart__topic {area_class(node)}"))
    for place in sorted(range(len(works)), key=lambda place: (-degree[place], works[place].id)):
        (x, y), name = places[place], short_reference(works[place])
        if x > WIDTH - NAME_ROOM:
            names.append((Label(name, x, y, side="left"), "chart__work chart__work--left"))
        else:
            names.append((Label(name, x, y), "chart__work"))
    found = levels([label for label, _ in names], ZOOMS)
    return [
        text(label.x, label.y, label.text, f"{css} chart__level-{level}", ANCHORS[label.side])
        for (label, css), level in zip(names, found, strict=True)
        if level is not None
    ]


def _topic_of(kb: KnowledgeBase, work: Work) -> Node | None:
    return kb.primary_node(work).topic


def _degrees(count: int, edges: Mapping[tuple[int, int], float]) -> list[int]:
    degree = [0] * count
    for one, other in edges:
        degree[one] += 1
        degree[other] += 1
    return degree


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _at(place: tuple[float, float]) -> str:
    return f"{number(place[0])} {number(place[1])}"


def _list(kb: KnowledgeBase, root: str, works: Sequence[Work], related: Related) -> Table:
    rows = []
    for work in works:
        nearest = [other for other, _ in related(work)[:NEAREST]]
        node = kb.primary_node(work)
        cells = [
            TableCell(work.title, f"{root}works/{work.id}/"),
            TableCell((node.topic or node).short, f"{root}topics/{(node.topic or node).id}/"),
        ]
        cells += [TableCell(short_reference(other), f"{root}works/{other.id}/") for other in nearest]
        cells += [TableCell("")] * (NEAREST - len(nearest))
        rows.append(tuple(cells))
    return Table(("Work", "Topic", "Nearest", "Second", "Third"), tuple(rows))


def shared(kb: KnowledgeBase) -> str:
    """What related works share, in words."""
    facets = [facet.plural.lower() for facet in kb.facets.values() if facet.many and not facet.of_statements]
    named = ["approaches", *(["sections of the survey"] if kb.survey else []), "authors", *facets]
    return f"{', '.join(named[:-1])} or {named[-1]}"


def short_reference(work: Work) -> str:
    """A short reference to a work: its own name, else first author and year: `MNIST`, `Doe 2023`."""
    if work.names and len(work.names[0]) <= LONGEST_NAME:
        return work.names[0]
    if not work.authors:
        return work.title
    return " ".join(str(part) for part in (Name.parse(work.authors[0]).surname, work.year) if part)
