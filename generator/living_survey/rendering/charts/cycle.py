"""The flow chart that `taxonomy.yaml` declares: from topics through a facet to roles, and back to topics.

A link counts the works that state it themselves. Links that only the survey states are marked.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.knowledge.text import slug
from living_survey.rendering.charts.chart import (
    Chart,
    Table,
    TableCell,
    View,
    area_class,
    explorer,
    plural,
    value_path,
)
from living_survey.rendering.charts.counts import stated_at, topic_of
from living_survey.rendering.charts.findings import leaders, sentences
from living_survey.rendering.charts.flow import Box, Flow, Stack, flow_chart
from living_survey.rendering.sourced import section_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from living_survey.knowledge import Facet, FacetValue, Group, KnowledgeBase, Node, Work
    from living_survey.knowledge.survey import CycleSpec

CLOSING_FLOWS = 40
"""The chart shows this many of the strongest links that close the cycle; the table has all."""
WIDTHS = (176.0, 196.0, 124.0, 176.0)
WIDEST = 40
"""The widest ribbon of the overview is as wide as that of this many works on the whole chart."""


@dataclass(frozen=True)
class End:
    """A topic or a value at the start or end of a link."""

    id: str
    label: str
    title: str
    path: str
    place: int
    """Its position in the order of the taxonomy or of the facet."""
    css: str = "area-none"


@dataclass(frozen=True)
class Link:
    """A step of the cycle."""

    verb: str
    source: End
    target: End
    works: tuple[Work, ...] = ()
    """Works that state it themselves."""
    sections: tuple[str, ...] | None = None
    """Sections of the survey that state it about an approach; None if the survey does not state it."""
    filters: Mapping[str, str] = field(default_factory=dict)
    """The filters of the Explorer that show exactly these works; if empty, their ids are used."""

    def href(self, root: str) -> str:
        """The address of its works, else of the section of the survey that states it."""
        if self.works:
            return explorer(root, self.filters, () if self.filters else self.works)
        if self.sections:
            return f"{root}survey/#{slug(self.sections[0])}"
        return f"{root}{self.target.path}"


class Cycle:
    """The links of the cycle, and the charts of them."""

    def __init__(self, kb: KnowledgeBase, spec: CycleSpec) -> None:
        """Read the declaration; links are computed when a chart needs them."""
        self.kb = kb
        self.spec = spec
        self.facet = kb.facet_of[spec.forward]
        self.roles = kb.facets[spec.roles]
        self._can_be_filtered = all("filter" in facet.shown for facet in (self.facet, self.roles))

    @classmethod
    def of(cls, kb: KnowledgeBase) -> Cycle | None:
        """The cycle of a survey; None if it declares none."""
        return cls(kb, kb.cycle) if kb.cycle else None

    # --- links ---------------------------------------------------------------------------------------------

    @cached_property
    def forward(self) -> list[Link]:
        """From topics to the values that their works, or the survey about their approaches, state."""
        relation, facet, kb = self.spec.forward, self.facet, self.kb
        stated = {
            (place, value): works for (place, one, value), works in stated_at(kb).items() if one == relation
        }
        said = _sections(
            ((topic_of(kb.taxonomy[node]).id, value), group)
            for group in kb.survey_statements(relation=relation)
            for node in group.nodes
            for value in group.values[relation]
        )
        links = []
        for place, value in {**stated, **said}:
            node = kb.taxonomy[place]
            exact = self._can_be_filtered and all(topic_of(below) is node for below in node.walk())
            filters = {"node": place, "relation": relation, facet.id: value} if exact else {}
            source, target = self._topic(node, "from"), self._value(facet, value)
            works = stated.get((place, value), ())
            sections = said.get((place, value))
            links.append(Link(kb.relations[relation].verb, source, target, works, sections, filters))
        return _in_order(links)

    @cached_property
    def back(self) -> list[Link]:
        """From the values to the roles that need them, as works or the survey state."""
        relation, facet, kb = self.spec.back, self.facet, self.kb
        stated: defaultdict[tuple[str, str], dict[str, Work]] = defaultdict(dict)
        for work in kb:
            for group in kb.groups_of(work):
                for value in group.values.get(relation, ()):
                    for role in group.of_facet(self.roles):
                        stated[value, role][work.id] = work
        said = _sections(
            ((value, role), group)
            for group in kb.survey_statements(relation=relation)
            for value in group.values[relation]
            for role in self._roles_of(group)
        )
        return _in_order(
            Link(
                self.spec.back_verb,
                self._value(facet, value),
                self._value(self.roles, role),
                tuple(stated.get((value, role), {}).values()),
                said.get((value, role)),
                {self.roles.id: role, "relation": relation, facet.id: value} if self._can_be_filtered else {},
            )
            for value, role in {**stated, **said}
        )

    @cached_property
    def closing(self) -> list[Link]:
        """From roles back to topics, for works with a tag in each."""
        kb = self.kb
        in_roles = {
            below.id
            for role in self.roles.values
            for node in role.nodes
            for below in kb.taxonomy[node].walk()
        }
        ends = {one.source.path: one.source for one in self.forward}
        nodes = [node for node in kb.taxonomy.topics() if f"topics/{node.id}/" in ends]
        from_tags = {"entry", "tag"}.isdisjoint(self.roles.stated)
        links = []
        for role in self.roles.values:
            serving = {work.id for work, _ in kb.works_stating(self.roles.id, role.id)}
            for node in nodes:
                works = tuple(work for work in kb.works(node=node.id) if work.id in serving)
                if node.id in in_roles or not works:
                    continue
                both = {"node": ",".join((node.id, *role.nodes)), "match": "all"}
                filters = both if from_tags and len(role.nodes) == 1 else {}
                source, target = self._value(self.roles, role.id), self._topic(node, "to")
                links.append(Link(self.spec.closing_verb, source, target, works, None, filters))
        return links

    @cached_property
    def links(self) -> list[Link]:
        """All links, in the order of the steps."""
        return [*self.forward, *self.back, *self.closing]

    def _roles_of(self, group: Group) -> Iterator[str]:
        """The roles that a statement of the survey names, else those of its nodes."""
        named = group.of_facet(self.roles)
        if named:
            yield from named
            return
        for role in self.roles.values:
            covered = {below.id for node in role.nodes for below in self.kb.taxonomy[node].walk()}
            if not covered.isdisjoint(group.nodes):
                yield role.id

    # --- ends ----------------------------------------------------------------------------------------------

    @staticmethod
    def _topic(node: Node, side: str) -> End:
        path = f"topics/{node.id}/"
        return End(f"{side}-{node.id}", node.short, node.title, path, node.position, area_class(node))

    def _value(self, facet: Facet, value_id: str) -> End:
        value = facet.value(value_id)
        css = area_class(self.kb.taxonomy[value.nodes[0]]) if value.nodes else "area-none"
        place = facet.values.index(value)
        return End(f"{facet.id}:{value.id}", value.label, value.title, value_path(facet, value), place, css)

    # --- charts --------------------------------------------------------------------------------------------

    def chart(self, root: str) -> Chart:
        """The whole cycle, with the table of all its links; phones show the overview."""
        strongest = sorted(self.closing, key=lambda one: -len(one.works))[:CLOSING_FLOWS]
        kept = {id(one) for one in strongest}
        closing = [one for one in self.closing if id(one) in kept]
        shown = [*self.forward, *self.back, *closing]
        sources = _ends(one.source for one in self.forward)
        roles = _ends((*(one.target for one in self.back), *(one.source for one in closing)))
        reached = {one.target.id for one in self.forward}
        needed = {one.source.id for one in self.back}
        middle = self._middles(sources, roles)
        values = _ends((*(one.target for one in self.forward), *(one.source for one in self.back)))
        values.sort(key=lambda end: middle[end.id])

        def stack(heading: str, chosen: set[str], *, dashed: bool = False) -> Stack:
            return Stack(heading, [_box(end, root, dashed=dashed) for end in values if end.id in chosen])

        forward, back = self.kb.relations[self.spec.forward], self.kb.relations[self.spec.back]
        facets, role = self.facet.plural, self.roles.title.lower()
        columns = [
            [Stack("Topics", [_box(end, root) for end in sources])],
            [
                stack(f"No {role} {back.verb} them", reached - needed, dashed=True),
                stack(f"{facets} on both sides", reached & needed),
                stack(f"No topic {forward.verb} them", needed - reached, dashed=True),
            ],
            [Stack(self.roles.plural, [_box(end, root) for end in roles])],
            [Stack("Topics", [_box(end, root) for end in _ends(one.target for one in closing)])],
        ]
        title = self.spec.title
        about = (
            f"From left to right: topics; the {facets.lower()} that works in them {forward.plural}; the "
            f"{self.roles.plural.lower()} that {back.plural} these; and the topics that works in these "
            f"{self.roles.plural.lower()} also belong to. Ribbons count the works that state the link "
            "themselves, in the last step the works with a tag on both sides. A thin dashed line is stated "
            f"by the survey only. Dashed boxes are {facets.lower()} with links on one side only. A narrow "
            "screen shows areas and groups."
        )
        flows = [_flow(one, root) for one in shown]
        whole = flow_chart("Cycle", "cycle", title, about, columns, flows, widths=WIDTHS)
        pictures = replace(whole, narrow=self.overview(root).narrow)
        table = cycle_table(self.links, root)
        finding = _finding((*self.forward, *self.back))
        return Chart("cycle", title, about, (pictures,), table, wide=True, finding=finding)

    def overview(self, root: str) -> View:
        """The cycle by areas and by groups of values, for a first look; it has no data of its own."""
        areas = {end.id: self._area(end) for one in self.forward for end in (one.source,)}
        areas |= {end.id: self._area(end) for one in self.closing for end in (one.target,)}
        groups = {end.id: self._group(end) for one in self.forward for end in (one.target,)}
        groups |= {end.id: self._group(end) for one in self.back for end in (one.source,)}
        steps = [
            self._joined(self.forward, areas | groups, self.spec.forward),
            self._joined(self.back, groups, self.spec.back),
            self._joined(self.closing, areas, None),
        ]
        headings = ("Areas", self.facet.plural, self.roles.plural, "Areas")
        ends = [
            [one.source for one in steps[0]],
            [*(one.target for one in steps[0]), *(one.source for one in steps[1])],
            [*(one.target for one in steps[1]), *(one.source for one in steps[2])],
            [one.target for one in steps[2]],
        ]
        columns = [
            [Stack(heading, [_box(end, root) for end in _ends(column)])]
            for heading, column in zip(headings, ends, strict=True)
        ]
        flows = [_flow(one, root) for step in steps for one in step if one.works]
        widest = max((len(one.works) for step in steps for one in step), default=1)
        flows = [replace(flow, value=flow.value * WIDEST / widest) for flow in flows]
        title = self.spec.title
        about = "Ribbons count the works that state a step themselves; each leads to its works."
        return flow_chart("Cycle", "cycle-overview", title, about, columns, flows, widths=WIDTHS)

    def _joined(self, links: Iterable[Link], ends: Mapping[str, End], relation: str | None) -> list[Link]:
        """Links between ends that stand for several, with the works of all."""
        found: defaultdict[tuple[End, End], list[Link]] = defaultdict(list)
        for one in links:
            found[ends.get(one.source.id, one.source), ends.get(one.target.id, one.target)].append(one)
        joined = []
        for (source, target), several in found.items():
            works = tuple({work.id: work for one in several for work in one.works}.values())
            values = [end.id for one in several for end in (one.source, one.target) if ":" in end.id]
            filters = self._filters(source, target, values, relation)
            if not self._selects(filters, works):
                filters = {}
            joined.append(Link(several[0].verb, source, target, works, filters=filters))
        return _in_order(joined)

    def _filters(
        self, source: End, target: End, values: Iterable[str], relation: str | None
    ) -> dict[str, str]:
        """The filters for works that have a relation to any of some values, at the node of an end if any."""
        nodes = [end.path.split("/")[1] for end in (source, target) if end.path.startswith("topics/")]
        named: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for facet, _, value in (value.partition(":") for value in values):
            named[facet][value] = None
        if relation is None:
            (role,) = named.pop(self.roles.id)
            return {"node": ",".join((*nodes, *self.roles.value(role).nodes)), "match": "all"}
        filters = {facet: ",".join(several) for facet, several in named.items()}
        return filters | {"relation": relation} | ({"node": nodes[0]} if nodes else {})

    def _selects(self, filters: Mapping[str, str], works: Sequence[Work]) -> bool:
        """Whether filters select exactly some works."""
        asked = {name: filters[name].split(",") for name in (self.facet.id, self.roles.id) if name in filters}
        nodes = filters.get("node", "").split(",")
        found = [
            {work.id for work in self.kb.works(asked, node=node or None, relation=filters.get("relation"))}
            for node in nodes
        ]
        return set.intersection(*found) == {work.id for work in works}

    def _area(self, end: End) -> End:
        """The area of a topic, on the same side."""
        side, _, node_id = end.id.partition("-")
        node = self.kb.taxonomy[node_id].area or self.kb.taxonomy[node_id].root
        return self._topic(node, side)

    def _group(self, end: End) -> End:
        """The group of a value; the value itself if its facet has no groups."""
        value = self.facet.value(end.id.partition(":")[2])
        group = self.facet.group_of(value)
        if group is None:
            return end
        place = self.facet.groups.index(group)
        return End(f"group:{group.id}", group.label, group.title, f"{self.facet.folder}/", place)

    def through(self, root: str, facet: Facet, value: FacetValue) -> Chart | None:
        """The part of the cycle with one value; None if no link has it."""
        here = f"{facet.id}:{value.id}"
        into = [one for one in self.links if one.target.id == here]
        out = [one for one in self.links if one.source.id == here]
        if not into and not out:
            return None
        is_role = facet is self.roles
        columns = [
            ([Stack(heading, [_box(end, root) for end in ends])], width)
            for heading, ends, width in (
                (self.facet.plural if is_role else "Topics", [one.source for one in into], 176.0),
                ("", [self._value(facet, value.id)], 160.0),
                ("Topics" if is_role else self.roles.plural, [one.target for one in out], 176.0),
            )
            if ends
        ]
        links = (*into, *out)
        title = f"{value.label}: {self.spec.title.lower()}"
        about = (
            "Ribbons count the works that state the link themselves. A thin dashed line is stated by the "
            "survey only."
        )
        pictures = flow_chart(
            "Cycle",
            "through-it",
            title,
            about,
            [stacks for stacks, _ in columns],
            [_flow(one, root) for one in links],
            widths=[width for _, width in columns],
        )
        table = cycle_table(links, root)
        return Chart("through-it", title, about, (pictures,), table, finding=_finding(links))

    def _middles(self, sources: Sequence[End], roles: Sequence[End]) -> dict[str, float]:
        """The mean position, from 0 to 1, of what each value is linked with."""
        places = {end.id: (place + 0.5) / len(sources) for place, end in enumerate(sources)}
        places |= {end.id: (place + 0.5) / len(roles) for place, end in enumerate(roles)}
        found: defaultdict[str, list[float]] = defaultdict(list)
        for one in self.forward:
            found[one.target.id].append(places[one.source.id])
        for one in self.back:
            found[one.source.id].append(places[one.target.id])
        return {name: sum(values) / len(values) for name, values in found.items()}


def cycle_table(links: Iterable[Link], root: str) -> Table:
    """The links of the cycle, one per row, with separate columns for works and the survey."""
    rows = [
        (
            TableCell(one.source.label, f"{root}{one.source.path}"),
            TableCell(one.verb),
            TableCell(one.target.label, f"{root}{one.target.path}"),
            TableCell(str(len(one.works)), one.href(root) if one.works else None),
            TableCell("" if one.sections is None else _named(one.sections) or "yes"),
        )
        for one in links
    ]
    return Table(("From", "Step", "To", "Works", "The survey states it"), tuple(rows))


def _finding(links: Sequence[Link]) -> str:
    """The link that most works state, and how many links no work states."""
    stated = ((f"{one.source.label} {one.verb} {one.target.label}", len(one.works)) for one in links)
    names, number = leaders(stated)
    unstated = sum(not one.works for one in links)
    verb = "is" if unstated == 1 else "are"
    return sentences(
        f"The most frequent link: {names[0]} ({plural(number)})." if len(names) == 1 else "",
        f"{unstated:,} of {plural(len(links), 'link')} {verb} stated by the survey only." if unstated else "",
    )


def _box(end: End, root: str, *, dashed: bool = False) -> Box:
    return Box(end.id, end.label, f"{root}{end.path}", end.title, end.css, dashed)


def _flow(link: Link, root: str) -> Flow:
    source, target = link.source, link.target
    said = "the survey" + (f", {_named(link.sections)}" if link.sections else "")
    works = plural(len(link.works)) + ("" if link.sections is None else f"; also {said}")
    title = f"{source.label} {link.verb} {target.label}: {works if link.works else said}"
    css = target.css if source.css == "area-none" else source.css
    return Flow(source.id, target.id, len(link.works), link.href(root), title, css, not link.works)


def _named(sections: tuple[str, ...]) -> str:
    return ", ".join(map(section_label, sections))


def _sections(said: Iterable[tuple[tuple[str, str], Group]]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The sections of statements by the two ends that they link, without repetition."""
    found: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for key, group in said:
        found[key] |= {group.section: None} if group.section else {}
    return {key: tuple(sections) for key, sections in found.items()}


def _in_order(links: Iterable[Link]) -> list[Link]:
    return sorted(links, key=lambda one: (one.source.place, one.target.place))


def _ends(ends: Iterable[End]) -> list[End]:
    """Each end once, in order."""
    return sorted(dict.fromkeys(ends), key=lambda end: end.place)
