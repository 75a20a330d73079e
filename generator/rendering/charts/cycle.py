"""The co-development cycle: data enhances what models can do, and models use what they can do on data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.rendering.charts.chart import Chart, Table, TableCell, View, area_class, explorer, plural
from generator.rendering.charts.flow import Box, Flow, Stack, flow_chart

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.knowledge import Capability, KnowledgeBase, Node, Work
    from generator.knowledge.facets import Relation, Role

ENHANCES = "enhances"
IS_DRAWN_ON_BY = "is drawn on by"
WORKS_ON = "works on data for"

# Of the flows that close the cycle the picture shows the strongest; the table has all.
CLOSING_FLOWS = 40
WIDTHS = (176.0, 196.0, 124.0, 176.0)


@dataclass(frozen=True)
class End:
    """A topic, a capability or a role, where a link starts or ends."""

    id: str
    label: str
    title: str
    href: str
    css: str = "area-none"


@dataclass(frozen=True)
class Link:
    """A step of the cycle, with the works that stand for it."""

    step: str
    source: End
    target: End
    works: tuple[Work, ...]
    sections: tuple[str, ...]
    href: str


def enhancing(kb: KnowledgeBase, root: str, capabilities: Iterable[Capability]) -> list[Link]:
    """From topics to the capabilities that the survey says they, or approaches below them, enhance."""
    links = []
    for capability in capabilities:
        relations = kb.relations_of(kind="enhances", target=capability.id)
        named = {node for relation in relations for node in relation.nodes}
        for node in kb.taxonomy:
            covered = _covered(node)
            if named.isdisjoint(covered):
                continue
            here = [relation for relation in relations if not covered.isdisjoint(relation.nodes)]
            nodes = _outermost(kb, named & covered)
            href = explorer(root, nodes=nodes, capability=capability.id)
            source, target = topic_end(node, root, "from"), capability_end(capability, root)
            links.append(Link(ENHANCES, source, target, _works(kb, nodes), _sections(here), href))
    return links


def drawing(kb: KnowledgeBase, root: str, capabilities: Iterable[Capability]) -> list[Link]:
    """From capabilities to the roles that the survey says draw on them."""
    links = []
    for capability in capabilities:
        for role in kb.roles.values():
            here = [
                one for one in kb.relations_of(kind="draws_on", target=capability.id) if one.role == role.id
            ]
            if not here:
                continue
            nodes = _outermost(kb, {node for relation in here for node in kb.relation_nodes(relation)})
            href = explorer(root, nodes=nodes, capability=capability.id)
            source, target = capability_end(capability, root), role_end(kb, role, root)
            links.append(Link(IS_DRAWN_ON_BY, source, target, _works(kb, nodes), _sections(here), href))
    return links


def closing(kb: KnowledgeBase, root: str) -> list[Link]:
    """From roles to topics: works under both, where a model in the role handles the data."""
    named = {node for relation in kb.relations_of(kind="enhances") for node in relation.nodes}
    in_roles = {node for role in kb.roles.values() for node in role.nodes}
    nodes = [
        node
        for node in kb.taxonomy
        if node.level == "topic" and node.id not in in_roles and not named.isdisjoint(_covered(node))
    ]
    return [
        Link(
            WORKS_ON,
            role_end(kb, role, root),
            topic_end(node, root, "to"),
            works,
            (),
            explorer(root, nodes=[node.id], role=role.id),
        )
        for role in kb.roles.values()
        for node in nodes
        if (works := kb.works(role=role.id, node=node.id))
    ]


def cycle_links(kb: KnowledgeBase, root: str) -> list[Link]:
    """All links of the cycle, step by step."""
    every = tuple(kb.capabilities.values())
    return [*enhancing(kb, root, every), *drawing(kb, root, every), *closing(kb, root)]


def cycle_chart(kb: KnowledgeBase, root: str) -> Chart:
    """The whole cycle, with the table of all its links."""
    links = cycle_links(kb, root)
    last = sorted((one for one in links if one.step == WORKS_ON), key=lambda one: -len(one.works))
    left_out = {id(one) for one in last[CLOSING_FLOWS:]}
    shown = [one for one in links if id(one) not in left_out]
    sources = _ends(kb, (one.source for one in shown if one.step == ENHANCES))
    roles = _ends(kb, (one.target for one in shown if one.step == IS_DRAWN_ON_BY))
    targets = _ends(kb, (one.target for one in shown if one.step == WORKS_ON))
    enhanced = {one.target.id for one in shown if one.step == ENHANCES}
    drawn = {one.source.id for one in shown if one.step == IS_DRAWN_ON_BY}
    ends = {end.id: end for one in shown for end in (one.source, one.target)}
    middle = _middles(shown, sources, roles)

    def stack(heading: str, chosen: set[str], *, quiet: bool = False) -> Stack:
        ordered = sorted((ends[name] for name in sorted(chosen)), key=lambda end: middle[end.id])
        return Stack(heading, [_box(end, quiet=quiet) for end in ordered])

    columns = [
        [Stack("Data …", [_box(end) for end in sources])],
        [
            stack("… enhances: no role draws on it", enhanced - drawn, quiet=True),
            stack("… enhances, and roles draw on it", enhanced & drawn),
            stack("only drawn on", drawn - enhanced, quiet=True),
        ],
        [Stack("Roles of models …", [_box(end) for end in roles])],
        [Stack("… work on data", [_box(end) for end in targets])],
    ]
    title = "The co-development cycle"
    about = (
        "Left to right: topics of data, the capabilities that the survey says they enhance, the roles of "
        "models that draw on them, and the topics whose data models in these roles work on. Ribbons are as "
        "thick as their number of works; dashed boxes are capabilities where the cycle does not close."
    )
    svg = flow_chart("cycle", title, about, columns, [_flow(one) for one in shown], widths=WIDTHS, unit=0.26)
    return Chart("cycle", title, about, (View("Cycle", svg),), cycle_table(links), wide=True)


def capability_chart(kb: KnowledgeBase, root: str, capability: Capability) -> Chart | None:
    """The part of the cycle that runs through one capability; None where nothing does."""
    forth, back = enhancing(kb, root, [capability]), drawing(kb, root, [capability])
    if not forth and not back:
        return None
    before = [Stack("Enhanced by", [_box(one.source) for one in forth])] if forth else []
    after = [Stack("Drawn on by", [_box(one.target) for one in back])] if back else []
    here = [Stack("", [_box(capability_end(capability, root))])]
    columns = [column for column in (before, here, after) if column]
    widths = [
        width for width, column in zip((170.0, 160.0, 124.0), (before, here, after), strict=True) if column
    ]
    title = f"{capability.label} in the cycle"
    about = f"Topics of data that enhance it: {len(forth)}. Roles of models that draw on it: {len(back)}."
    flows = [_flow(one) for one in (*forth, *back)]
    svg = flow_chart("through-it", title, about, columns, flows, widths=widths, unit=0.5)
    return Chart("through-it", title, about, (View("Cycle", svg),), cycle_table((*forth, *back)))


def cycle_table(links: Sequence[Link]) -> Table:
    """Links of the cycle, one a row."""
    rows = [
        (
            TableCell(one.source.label, one.source.href),
            TableCell(one.step),
            TableCell(one.target.label, one.target.href),
            TableCell(str(len(one.works)), one.href),
            TableCell(", ".join(one.sections)),
        )
        for one in links
    ]
    return Table(("From", "Step", "To", "Works", "Stated in"), tuple(rows))


# --- ends of links -----------------------------------------------------------------------------------------


def topic_end(node: Node, root: str, side: str) -> End:
    """A topic as where the cycle starts or where it closes; it stands on both sides of the picture."""
    return End(f"{side}-{node.id}", node.short, node.title, f"{root}topics/{node.id}/", area_class(node))


def capability_end(capability: Capability, root: str) -> End:
    """A capability between data and roles."""
    href = f"{root}capabilities/{capability.id}/"
    return End(f"capability-{capability.id}", capability.label, capability.title, href)


def role_end(kb: KnowledgeBase, role: Role, root: str) -> End:
    """A role of models."""
    css = area_class(kb.taxonomy[role.nodes[0]])
    return End(f"role-{role.id}", role.label, role.title, f"{root}roles/{role.id}/", css)


def _box(end: End, *, quiet: bool = False) -> Box:
    return Box(end.id, end.label, end.href, end.title, end.css, quiet)


def _flow(link: Link) -> Flow:
    source, target = link.source, link.target
    title = f"{source.label} {link.step} {target.label}: {plural(len(link.works))}"
    if link.sections:
        title += f" (section {', '.join(link.sections)})"
    css = source.css if link.step != IS_DRAWN_ON_BY else target.css
    return Flow(source.id, target.id, len(link.works), link.href, title, css)


def _ends(kb: KnowledgeBase, ends: Iterable[End]) -> list[End]:
    """Each end once, in the survey's order."""
    nodes = {node.id: place for place, node in enumerate(kb.taxonomy)}
    roles = {role: place for place, role in enumerate(kb.roles)}

    def place(end: End) -> int:
        kind, _, name = end.id.partition("-")
        return roles[name] if kind == "role" else nodes[name]

    return sorted(dict.fromkeys(ends), key=place)


def _middles(links: Iterable[Link], sources: Sequence[End], roles: Sequence[End]) -> dict[str, float]:
    """Of each capability the middle of the places of what it is linked with, from 0 to 1."""
    places = {end.id: (place + 0.5) / len(sources) for place, end in enumerate(sources)}
    places |= {end.id: (place + 0.5) / len(roles) for place, end in enumerate(roles)}
    found: dict[str, list[float]] = {}
    for one in links:
        if one.step == ENHANCES:
            found.setdefault(one.target.id, []).append(places[one.source.id])
        elif one.step == IS_DRAWN_ON_BY:
            found.setdefault(one.source.id, []).append(places[one.target.id])
    return {name: sum(values) / len(values) for name, values in found.items()}


def _covered(node: Node) -> frozenset[str]:
    """What statements about a node are: of a topic also those about what is below, of an area itself only."""
    if node.level == "topic":
        return frozenset(below.id for below in node.walk())
    return frozenset([node.id]) if node.level in ("area", "direction") else frozenset()


def _outermost(kb: KnowledgeBase, nodes: set[str]) -> list[str]:
    chosen = sorted((kb.taxonomy[node] for node in nodes), key=lambda node: node.position)
    return [node.id for node in chosen if nodes.isdisjoint(above.id for above in node.ancestors)]


def _works(kb: KnowledgeBase, nodes: Iterable[str]) -> tuple[Work, ...]:
    found = {work.id: work for node in nodes for work in kb.works(node=node)}
    return tuple(found[work_id] for work_id in sorted(found))


def _sections(relations: Iterable[Relation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(relation.section for relation in relations))
