"""The small chart on a work's page: the work, what it cites, what cites it, and related works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.rendering.charts.chart import area_class
from living_survey.rendering.charts.svg import PHONE, curve, element, figure, link, shortened, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from living_survey.knowledge import KnowledgeBase, Work
    from living_survey.knowledge.enrichment import Enrichment

ROW = 26.0
FONT = 12
MOST_CITED = 6
LONGEST_NAME = 20
STRONGEST = 4.0


def neighbours(
    kb: KnowledgeBase,
    root: str,
    work: Work,
    related: Sequence[tuple[Work, float]],
    enrichment: Enrichment | None,
) -> Markup | None:
    """The chart; None for a work without known citations. Lines are thicker the more two works share.

    Without citations, the list of related works says all that the chart would show.
    """
    cites = [kb[name] for name in (enrichment.cites if enrichment else ()) if name in kb][:MOST_CITED]
    cited_by = [kb[name] for name in (enrichment.cited_by if enrichment else ()) if name in kb][:MOST_CITED]
    known = {other.id for other in (*cites, *cited_by)}
    if not known:
        return None
    near = [(other, score) for other, score in related if other.id not in known]
    groups = [
        ("Cites", [(other, STRONGEST / 2) for other in cites], "cites"),
        ("Cited by", [(other, STRONGEST / 2) for other in cited_by], "cited"),
        ("Related", near, "near"),
    ]
    rows = sum(len(others) + 0.8 for _, others, _ in groups if others)
    height = rows * ROW + 6
    x0, y0 = 92.0, height / 2
    x1 = 126.0
    lines: list[Markup] = []
    names: list[Markup] = []
    y = 0.0
    for heading, others, css in groups:
        if not others:
            continue
        names.append(text(x1, y + 14, heading, "chart__small chart__heading"))
        y += ROW * 0.8
        for other, score in others:
            middle = y + ROW / 2
            thick = 1 + 4 * min(1.0, score / STRONGEST)
            path = curve((x0, y0), (x1 - 6, middle))
            lines.append(element("path", d=path, stroke_width=thick, class_=f"chart__tie chart__tie--{css}"))
            names.append(_neighbour(kb, root, other, x1, middle))
            y += ROW
    name = shortened(_name(work) or "This work", x0 - 14, FONT)
    here = element(
        "g",
        element("circle", cx=x0, cy=y0, r=8, class_="chart__dot"),
        text(x0 - 14, y0 + 4, name, "chart__value", "end"),
        class_=area_class(kb.primary_node(work)),
    )
    about = (
        f"{len(cites)} works of this survey that it cites, {len(cited_by)} that cite it, and "
        f"{len(near)} that share {_shared(kb)} with it."
    )
    title = f"{_name(work) or work.title} and its neighbours"
    return figure("near", PHONE, height, title, about, *lines, here, *names)


def _neighbour(kb: KnowledgeBase, root: str, other: Work, x: float, middle: float) -> Markup:
    label = shortened(_label(other), PHONE - x - 12, FONT)
    return link(
        f"{root}works/{other.id}/",
        other.title_and_year,
        element("circle", cx=x, cy=middle, r=5, class_="chart__dot"),
        text(x + 10, middle + 4, label, "chart__label"),
        class_=f"chart__link {area_class(kb.primary_node(other))}",
    )


def _shared(kb: KnowledgeBase) -> str:
    """What related works share, in words."""
    facets = [facet.plural.lower() for facet in kb.facets.values() if facet.many and not facet.of_statements]
    named = ["approaches", *(["sections of the survey"] if kb.survey else []), "authors", *facets]
    return f"{', '.join(named[:-1])} or {named[-1]}"


def _name(work: Work) -> str:
    """The short name of a work, if it has one."""
    return work.names[0] if work.names and len(work.names[0]) <= LONGEST_NAME else ""


def _label(work: Work) -> str:
    """What a work is called in the chart: its title, after its name if it does not start with that."""
    name = _name(work)
    is_in_title = work.title.casefold().startswith(name.casefold())
    return work.title if is_in_title else f"{name}: {work.title}"
