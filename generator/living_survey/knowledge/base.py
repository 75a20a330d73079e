"""The knowledge base: everything loaded, indexed once, never changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from living_survey.knowledge.discovery import DiscoveryState
from living_survey.knowledge.grouping import Grouping
from living_survey.knowledge.lookup import Index, require_type, unknown
from living_survey.knowledge.neighbours import Neighbours, mark, words_of
from living_survey.knowledge.people import Name
from living_survey.knowledge.queries import QueryBuilder
from living_survey.knowledge.statements import Group
from living_survey.knowledge.taxonomy import Taxonomy
from living_survey.knowledge.text import fold
from living_survey.knowledge.work import newest_first, row_model

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from living_survey.knowledge.facets import Described, Facet, RelationKind
    from living_survey.knowledge.grouping import Values
    from living_survey.knowledge.neighbours import Shared
    from living_survey.knowledge.queries import Asked
    from living_survey.knowledge.releases import ReleaseNotes
    from living_survey.knowledge.statements import ApproachStatement, Basis, Statement
    from living_survey.knowledge.survey import TaxonomyFile
    from living_survey.knowledge.syntheses import ReadingPath, Synthesis
    from living_survey.knowledge.tables import Row, Table
    from living_survey.knowledge.taxonomy import Node
    from living_survey.knowledge.work import Tag, Work

DescribedT = TypeVar("DescribedT", bound="Described")
_Ids: TypeAlias = "Mapping[str, object]"
"""The ids of works in their order, each of which is found quickly."""


def _by_id(noun: str, things: Iterable[DescribedT]) -> Index[DescribedT]:
    return Index(noun, {thing.id: thing for thing in things})


def _section_order(section: str) -> tuple[int, tuple[int, ...], str]:
    """Numbered sections in the order of the text, then tables, then anything else."""
    parts = section.split(".")
    if all(part.isdigit() for part in parts):
        return 0, tuple(int(part) for part in parts), ""
    return 1, (), section


class KnowledgeBase:
    """All works with their taxonomy and facets; answers questions from indexes.

    Works come in the order of their ids unless a method says otherwise. Works, nodes and facets are never
    changed.
    """

    def __init__(  # noqa: PLR0913 - all that was loaded
        self,
        taxonomy_file: TaxonomyFile,
        works: Iterable[Work],
        syntheses: Iterable[Synthesis] = (),
        paths: Iterable[ReadingPath] = (),
        *,
        discovery: DiscoveryState | None = None,
        releases: Iterable[ReleaseNotes] = (),
    ) -> None:
        """Index what was loaded; `loading.load` is the way to get one."""
        self.file = taxonomy_file
        """All of `taxonomy.yaml`, as it is written."""
        self.survey = taxonomy_file.survey
        """The paper that the survey keeps alive, if there is one."""
        self.questions = _by_id("research question", taxonomy_file.questions)
        """The research questions, by id."""
        self.taxonomy = Taxonomy(taxonomy_file.tree)
        """The tree that works are placed in."""
        self.facets: Mapping[str, Facet] = _by_id("facet", taxonomy_file.facets)
        """The facets with their values, by id."""
        relations = taxonomy_file.relations.items()
        self.relations: Mapping[str, RelationKind] = Index(
            "relation", {key: one for key, (_, one) in relations}
        )
        """The kinds of relations that works have to values of facets, by id."""
        self.facet_of: Mapping[str, Facet] = Index("relation", {key: facet for key, (facet, _) in relations})
        """The facet of each relation, by id of the relation."""
        self.tables: Mapping[str, Table] = Index("table", {table.id: table for table in taxonomy_file.tables})
        """The tables of the survey, by id."""
        self.cycle = taxonomy_file.cycle
        """The declaration of the flow picture, if there is one."""
        self.syntheses: Mapping[str, Synthesis] = Index("synthesis", {one.node: one for one in syntheses})
        """Syntheses of the literature, by id of the node that they are about."""
        self.paths = _by_id("reading path", paths)
        """The reading paths, by id."""
        self.paradigms = _by_id("paradigm", taxonomy_file.paradigms)
        """The paradigms of development that the survey names, by id."""
        self._section_titles = dict(taxonomy_file.sections)
        self._queries = QueryBuilder(self.taxonomy, self.facets, self.relations, self.facet_of)
        found = sorted(works, key=lambda work: work.id)
        self._works: Mapping[str, Work] = Index("work", {work.id: work for work in found if work.tags})
        self.unplaced = tuple(work for work in found if not work.tags)
        """Drafts without a tag, which are not part of the survey yet."""
        self.discovery = discovery or DiscoveryState()
        """The papers that were shown to curators, and the decisions."""
        self.releases = tuple(releases)
        """The releases, the newest first."""

    def changed(
        self,
        works: Iterable[Work],
        *,
        taxonomy_file: TaxonomyFile | None = None,
        syntheses: Iterable[Synthesis] | None = None,
        paths: Iterable[ReadingPath] | None = None,
    ) -> KnowledgeBase:
        """A base with other works, and what else is given; what was worked out about works that stay is kept.

        The taxonomy must have the same nodes, facets and tables; their titles and texts may differ.
        """
        new = KnowledgeBase(
            taxonomy_file or self.file,
            works,
            self.syntheses.values() if syntheses is None else syntheses,
            self.paths.values() if paths is None else paths,
            discovery=self.discovery,
            releases=self.releases,
        )
        stay = {work.id for work in new if self._works.get(work.id) is work}
        grouping = Grouping(new.taxonomy, new.facets, new.tables)
        new._groups = {
            work.id: self._groups[work.id] if work.id in stay else tuple(grouping.groups_of(work))
            for work in new
        }
        if "_neighbours" in vars(self):  # else nobody has asked for them yet
            new._neighbours = self._neighbours.changed(
                (work.id for work in self if work.id not in stay),
                (work for work in new if work.id not in stay),
                new._places_of,
            )
        return new

    @cached_property
    def former_works(self) -> Mapping[str, Work]:
        """The works by the ids that they had before."""
        return {former: work for work in self for former in work.formerly}

    @cached_property
    def former_nodes(self) -> Mapping[str, Node]:
        """The nodes by the ids that they had before."""
        return {former: node for node in self.taxonomy for former in node.entry.formerly}

    # --- works ---------------------------------------------------------------------------------------------

    def __getitem__(self, work_id: str) -> Work:
        """The work of an id. Raises `KeyError`, which names ids like it."""
        return self._works[work_id]

    def __contains__(self, work_id: object) -> bool:
        return work_id in self._works

    def __iter__(self) -> Iterator[Work]:
        return iter(self._works.values())

    def __len__(self) -> int:
        return len(self._works)

    def __repr__(self) -> str:
        return f"<KnowledgeBase: {len(self):,} works, {len(self.taxonomy):,} nodes>"

    def works(  # noqa: PLR0913 - one keyword a question
        self,
        where: Mapping[str, Asked] | None = None,
        /,
        *,
        node: str | None = None,
        relation: str | None = None,
        basis: Basis | None = None,
        approaches: bool = False,
        venue: str | None = None,
        year: int | None = None,
        author: str | None = None,
        section: str | None = None,
        **facets: Asked,
    ) -> tuple[Work, ...]:
        """The works that meet all the conditions given, in the order of their ids.

        `node` covers everything below it. `author` is a full name, `Ada Lovelace` or `Lovelace, Ada`; `venue`
        is any usual name of it; `section` is a section of the survey that cites the works. Facets are named
        by their ids (`kb.facets` lists them): `stage="pretrain"`, or `stage=["pretrain", "finetune"]` for
        either, or in a mapping as the first argument. `node`, `relation`, `basis` and the facets of what a
        work does must all match a single statement of the work; two statements are never combined.
        `approaches=True` also counts what the survey says about the approach that a work is tagged with. The
        value `not-stated` finds works that state nothing about a facet.

        Raises `KeyError` for a name or an id that does not exist, with those like it, and `TypeError` for a
        year that is not a whole number.
        """
        query = self._queries.query(node, relation, basis, _conditions(where, facets))
        found = self._with_record(venue, year, author)
        if section is not None:
            if section not in self.sections:
                raise unknown("section", section, self.sections)
            found.append(_ids(self._by_section.get(section, ())))
        if node is not None:
            found.append(self._ids_at(node))
        found += [self._stating_any(facet, values) for facet, values in query.named(approaches=approaches)]
        works = self._in_all(found)
        if query.is_decided_by_lists(approaches=approaches):
            return tuple(works)
        return tuple(work for work in works if query.is_met_by(work, self, approaches=approaches))

    def numbers(self, facet_id: str, node: Node) -> Counter[str]:
        """How many works `works` finds at a node for each value of a facet, by id of the value."""
        facet, below = self.facets[facet_id], {one.id for one in node.walk()}
        found: Counter[str] = Counter()
        for work in self._by_node.get(node.id, ()):
            if facet.of_statements:
                groups = (group for group in self.groups_of(work) if not below.isdisjoint(group.nodes))
                found.update({value for group in groups for value in group.of_facet(facet)})
            else:
                found.update(self.values_of(work, facet_id))
        return found

    def _in_all(self, found: list[_Ids]) -> Iterable[Work]:
        """The works that are in every one of several lists; all works if there is no list."""
        if not found:
            return self
        first, *rest = sorted(found, key=len)
        return (self._works[work_id] for work_id in first if all(work_id in ids for ids in rest))

    def _ids_at(self, node: str) -> _Ids:
        """The works at a node or below it."""
        if node not in self._at:
            self._at[node] = _ids(self._by_node.get(node, ()))
        return self._at[node]

    @cached_property
    def _at(self) -> dict[str, _Ids]:
        """The works at the nodes that were asked for."""
        return {}

    def _stating_any(self, facet: Facet, values: Collection[str]) -> _Ids:
        """The works that state one of several values of a facet."""
        several: list[_Ids] = [self._stating.get((facet.id, value, None), {}) for value in values]
        return several[0] if len(several) == 1 else dict.fromkeys(sorted(set().union(*several)))

    def _with_record(self, venue: str | None, year: int | None, author: str | None) -> list[_Ids]:
        """For each condition on the bibliographic record the works that meet it."""
        found: list[_Ids] = []
        if year is not None:
            require_type(int, year, f"year must be a whole number such as 2024, not {year!r}")
            found.append(_ids(self.years.get(year, ())))
        if venue is not None:
            known = self.file.known_venues
            name = venue if venue in self.venues else known.canonical(venue)
            if name not in self.venues and known.get(name) is None:
                raise unknown("venue", venue, self.venues)
            found.append(_ids(self.venues.get(name, ())))
        if author is not None:
            name = author if author in self.authors else Name.parse(author).natural
            if name not in self.authors:
                key = Name.parse(author).match_key
                alike = (one for one in self.authors if Name.parse(one).match_key == key)
                raise unknown("author", author, self.authors, alike)
            found.append(_ids(self.authors[name]))
        return found

    def statements(  # noqa: PLR0913 - one keyword a question
        self,
        where: Mapping[str, Asked] | None = None,
        /,
        *,
        work: str | None = None,
        node: str | None = None,
        relation: str | None = None,
        basis: Basis | None = None,
        subject: Literal["work", "approach"] = "work",
        venue: str | None = None,
        year: int | None = None,
        author: str | None = None,
        **facets: Asked,
    ) -> tuple[Statement, ...]:
        """The statements about works, or with `subject="approach"` those of the survey about approaches.

        Facets are named by their ids. Where several are asked for, a group must have them all, which gives
        the rows of the facets asked for; `relation="enhances", stage="pretrain"` gives the rows that say what
        is enhanced in groups that act at pretraining. `node` covers everything below it. `work`, `venue`,
        `year` and `author` choose among the works.
        Raises `KeyError` and `TypeError` as `works` does.
        """
        query = self._queries.query(node, relation, basis, _conditions(where, facets))
        chosen = self._with_record(venue, year, author) + ([] if work is None else [_ids((self[work],))])
        if subject == "approach":
            groups: Iterable[Group] = () if chosen else self.approach_groups
        else:
            works = self._in_all(chosen)
            groups = chain.from_iterable(self.groups_of(one) for one in works if query.allows(one, self))
        matching = (group for group in groups if query.matches(group))
        return tuple(row for group in matching for row in group.rows(self.facet_of) if query.selects(row))

    def newest(self, works: Iterable[Work] | None = None) -> list[Work]:
        """The works by first public date, the newest first; `kb.newest()[:3]` are the newest three."""
        works = self if works is None else works
        # Not the repr of the works, which takes longer than sorting them.
        require_type(Iterable, works, f"expected works to sort, not {type(works).__name__}")
        places = self._places
        return sorted(works, key=lambda work: places[work.id])

    @cached_property
    def _places(self) -> dict[str, int]:
        """The place of each work among all: the newest first, those of a day by id."""
        works = newest_first((*self, *self.unplaced))
        return {work.id: place for place, work in enumerate(works)}

    @cached_property
    def latest_additions(self) -> list[Work]:
        """The works by the date they were added, then by first public date, the newest first."""
        return self.last_added(self)

    def last_added(self, works: Iterable[Work]) -> list[Work]:
        """Some works in the order of `latest_additions`."""
        return sorted(
            self.newest(works), key=lambda work: work.added.toordinal() if work.added else 0, reverse=True
        )

    def _group(self, keys: Callable[[Work], Iterable[str]]) -> dict[str, tuple[Work, ...]]:
        groups: defaultdict[str, list[Work]] = defaultdict(list)
        for work in self:
            for key in dict.fromkeys(keys(work)):
                groups[key].append(work)
        return {key: tuple(works) for key, works in groups.items()}

    # --- taxonomy ------------------------------------------------------------------------------------------

    def nodes_of(self, work: Work) -> tuple[Node, ...]:
        """The nodes that a work is tagged with, in the order of its tags."""
        return tuple(self.taxonomy[tag.node] for tag in work.tags)

    def primary_node(self, work: Work) -> Node:
        """The node of the first tag: where the work is listed in full."""
        return self.taxonomy[work.tags[0].node]

    def count(self, node: Node | str) -> int:
        """The number of works at a node, or that of an id, or below it."""
        place = self.taxonomy[node] if isinstance(node, str) else node
        return len(self._by_node.get(place.id, ()))

    def tagged(self, node: Node | str) -> tuple[Work, ...]:
        """The works tagged with the node itself, not with one below it."""
        place = self.taxonomy[node] if isinstance(node, str) else node
        return self._tagged.get(place.id, ())

    @cached_property
    def _tagged(self) -> dict[str, tuple[Work, ...]]:
        return self._group(lambda work: [tag.node for tag in work.tags])

    @cached_property
    def _by_node(self) -> dict[str, tuple[Work, ...]]:
        return self._group(lambda work: self._covered[work.id])

    @cached_property
    def _covered(self) -> dict[str, tuple[str, ...]]:
        """Of each work the ids of its nodes and everything above them."""
        paths = {node.id: (*(above.id for above in node.ancestors), node.id) for node in self.taxonomy}
        return {
            work.id: tuple(dict.fromkeys(step for tag in work.tags for step in paths[tag.node]))
            for work in self
        }

    # --- syntheses and reading paths -----------------------------------------------------------------------

    def added_since_review(self, synthesis: Synthesis) -> tuple[Work, ...]:
        """The works that were added at the node of a synthesis, or below it, after its last review."""
        return tuple(
            work
            for work in self._by_node.get(synthesis.node, ())
            if work.added and work.added > synthesis.reviewed
        )

    def reading_path_steps(self, work: Work) -> tuple[tuple[ReadingPath, int], ...]:
        """The reading paths that a work is a step of, each with the number of the step, from 1."""
        return self._steps.get(work.id, ())

    @cached_property
    def _steps(self) -> dict[str, tuple[tuple[ReadingPath, int], ...]]:
        found: dict[str, tuple[tuple[ReadingPath, int], ...]] = {}
        for path in self.paths.values():
            for number, step in enumerate(path.steps, 1):
                found[step.work] = (*found.get(step.work, ()), (path, number))
        return found

    # --- statements ----------------------------------------------------------------------------------------

    def groups_of(self, work: Work) -> tuple[Group, ...]:
        """What is stated about a work, group by group: of the whole work, of each tag, by each table row."""
        return self._groups[work.id]

    @cached_property
    def _groups(self) -> dict[str, tuple[Group, ...]]:
        grouping = Grouping(self.taxonomy, self.facets, self.tables)
        return {work.id: tuple(grouping.groups_of(work)) for work in self}

    @cached_property
    def approach_groups(self) -> tuple[Group, ...]:
        """What the survey states about approaches, in the order of `taxonomy.yaml`."""
        return tuple(
            Group(
                None, self._nodes_of_statement(one), number, one.values, "survey", one.section, note=one.note
            )
            for number, one in enumerate(self.file.statements, 1)
        )

    def _nodes_of_statement(self, statement: ApproachStatement) -> tuple[str, ...]:
        """The nodes that a statement of the survey names, else those of the value that the tree tells."""
        if statement.nodes:
            return statement.nodes
        named = [
            self.facet_of[relation].value(value).nodes
            for relation, values in statement.values.items()
            for value in values
            if "tree" in self.facet_of[relation].stated
        ]
        return tuple(dict.fromkeys(node for nodes in named for node in nodes))

    def survey_statements(
        self, *, node: str | None = None, relation: str | None = None, value: str | None = None
    ) -> tuple[Group, ...]:
        """The survey's statements about approaches: with a relation, about a value, or concerning a node.

        A statement about a node concerns everything below it; one about an approach also its topic.
        """
        nodes: set[str] | None = None
        if node is not None:
            asked = self.taxonomy[node]
            nodes = {above.id for above in asked.ancestors} | {below.id for below in asked.walk()}
        return tuple(
            group
            for group in self.approach_groups
            if (relation is None or relation in group.values)
            and (
                value is None
                or any(
                    value in values
                    for name, values in group.values.items()
                    if relation is None or name == relation
                )
            )
            and (nodes is None or not nodes.isdisjoint(group.nodes))
        )

    @cached_property
    def _survey_values(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """What the survey states about each node or of something above it: by relation, the values."""
        own: dict[str, list[Group]] = defaultdict(list)
        for group in self.approach_groups:
            for node_id in group.nodes:
                own[node_id].append(group)
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for node in self.taxonomy:
            here = dict(found[node.parent.id]) if node.parent else {}
            for group in own.get(node.id, ()):
                for relation, values in group.values.items():
                    here[relation] = tuple(dict.fromkeys((*here.get(relation, ()), *values)))
            found[node.id] = here
        return found

    def survey_values(self, node: str) -> Mapping[str, tuple[str, ...]]:
        """What the survey states about a node or of something above it: values by relation."""
        return self._survey_values[node]

    def groups_with_approaches(self, work: Work, basis: Basis | None = None) -> Iterator[Group]:
        """The groups of a work; to those of a tag, what the survey states about the approach is added.

        With a basis nothing is added to what others than the survey state.
        """
        for group in self.groups_of(work):
            said = self._survey_values[group.node] if group.node else {}
            if not said or basis not in {None, "survey"}:
                yield group
            elif basis is None or group.basis == basis:
                yield replace(group, values=_merged(group.values, said))
            else:
                yield replace(group, values=said, basis=basis)

    def values_of(
        self, work: Work, facet_id: str, *, relation: str | None = None, approaches: bool = False
    ) -> tuple[str, ...]:
        """The ids of the values of a facet that are stated about a work, in the order of the facet."""
        facet = self.facets[facet_id]
        if relation is None and not approaches:
            return self._own_values(work).get(facet.id, ())
        groups = self.groups_with_approaches(work) if approaches else self.groups_of(work)
        found = {
            value
            for group in groups
            for one in facet.relations
            if relation is None or one.id == relation
            for value in group.values.get(one.id, ())
        }
        return tuple(value.id for value in facet.values if value.id in found)

    def _own_values(self, work: Work) -> Mapping[str, tuple[str, ...]]:
        """The values that a work states itself, by facet, in the order of the facet."""
        found = self._values.get(work.id)
        if found is None:
            stated: defaultdict[str, set[str]] = defaultdict(set)
            for group in self.groups_of(work):
                for relation, values in group.values.items():
                    stated[self.facet_of[relation].id].update(values)
            found = self._values[work.id] = {
                facet_id: tuple(value.id for value in self.facets[facet_id].values if value.id in values)
                for facet_id, values in stated.items()
            }
        return found

    @cached_property
    def _values(self) -> dict[str, Mapping[str, tuple[str, ...]]]:
        """The values of the works that were asked for."""
        return {}

    def works_stating(
        self, facet_id: str, value: str, relation: str | None = None
    ) -> list[tuple[Work, Group]]:
        """The works that state a value, each with the first group that does, in the order of their ids."""
        return [
            (self[work_id], group)
            for work_id, group in self._stating.get((facet_id, value, relation), {}).items()
        ]

    @cached_property
    def _stating(self) -> dict[tuple[str, str, str | None], dict[str, Group]]:
        found: dict[tuple[str, str, str | None], dict[str, Group]] = defaultdict(dict)
        for work in self:
            for group in self.groups_of(work):
                for relation, values in group.values.items():
                    facet = self.facet_of[relation].id
                    for value in values:
                        found[facet, value, relation].setdefault(work.id, group)
                        found[facet, value, None].setdefault(work.id, group)
        return dict(found)

    def unstated(self, facet_id: str) -> tuple[Work, ...]:
        """The works that state no value of a facet."""
        return tuple(work for work in self if not self.values_of(work, facet_id))

    def tag_of(self, work: Work, group: Group) -> Tag:
        """The tag that a group of a work belongs to; the first tag for statements about the whole work."""
        return work.tag(group.node) or work.tags[0]

    # --- bibliography --------------------------------------------------------------------------------------

    @cached_property
    def authors(self) -> dict[str, tuple[Work, ...]]:
        """Works by author as printed, ordered by family name."""
        groups = self._group(lambda work: work.authors)
        return dict(sorted(groups.items(), key=lambda item: Name.parse(item[0]).sort_key))

    @cached_property
    def venues(self) -> dict[str, tuple[Work, ...]]:
        """Works by venue, the most frequent first."""
        groups = self._group(lambda work: [work.venue] if work.venue else [])
        return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), fold(item[0]))))

    @cached_property
    def years(self) -> dict[int, tuple[Work, ...]]:
        """Works by year as far as it is known, the latest first."""
        groups = self._group(lambda work: [str(work.year)] if work.year else [])
        return {int(year): groups[year] for year in sorted(groups, key=int, reverse=True)}

    def rows(self, table_id: str) -> list[tuple[Row, Work | None]]:
        """The rows of a table, each with the work whose entry has it, in the order of their numbers."""
        return list(self._rows[self.tables[table_id].id])

    @cached_property
    def _rows(self) -> dict[str, list[tuple[Row, Work | None]]]:
        found: dict[str, list[tuple[Row, Work | None]]] = {}
        for table in self.tables.values():
            model = row_model(table)
            rows: list[tuple[Row, Work | None]] = [(model.model_validate(row), None) for row in table.rows]
            rows += [(row, work) for work in self if table.in_entries for row in work.rows(table)]
            if number := table.number_column:
                rows.sort(key=partial(_row_order, number.id))
            found[table.id] = rows
        return found

    # --- the survey's text ---------------------------------------------------------------------------------

    @cached_property
    def _by_section(self) -> dict[str, tuple[Work, ...]]:
        return self._group(lambda work: work.survey.sections if work.survey else ())

    @cached_property
    def sections(self) -> dict[str, str]:
        """The survey's sections and tables that are named anywhere, in reading order, each with a title."""
        titles = {
            node.entry.section: node.title for node in reversed(tuple(self.taxonomy)) if node.entry.section
        }
        titles |= {
            node.entry.discussion: f"Discussion: {node.short}"
            for node in self.taxonomy
            if node.entry.discussion
        }
        titles |= self._section_titles
        named = {section for node in self.taxonomy for section in node.entry.sections}
        named |= {one.section for one in self.file.statements if one.section}
        values = (value for facet in self.facets.values() for value in facet.values)
        named |= {section for value in values for section in value.named_in}
        known = sorted({*titles, *self._by_section, *named}, key=_section_order)
        return {section: titles.get(section, "") for section in known}

    def works_citing_order(self, section: str) -> list[Work]:
        """The works that a section of the survey cites, by their number in its bibliography."""
        works = self._by_section.get(section, ())
        return sorted(
            works,
            key=lambda work: (min(work.survey.refs) if work.survey and work.survey.refs else 0, work.id),
        )

    @cached_property
    def since_survey(self) -> tuple[Work, ...]:
        """Works that the survey does not cite and that came after the version of it that was surveyed."""
        survey = self.survey
        if survey is None:
            return ()
        last = survey.date.isoformat()
        return tuple(
            work for work in self if not work.survey and work.id != survey.work and work.first_public > last
        )

    @cached_property
    def _since(self) -> frozenset[str]:
        return frozenset(work.id for work in self.since_survey)

    def is_since_survey(self, work: Work) -> bool:
        """Whether a work is one of `since_survey`."""
        return work.id in self._since

    # --- neighbours ----------------------------------------------------------------------------------------

    def related(self, work: Work, limit: int = 6) -> list[tuple[Work, float]]:
        """The nearest works with a score for what they share.

        Nodes and words (rare ones weigh more), sections of the survey, authors and facets of the whole work
        count.
        """
        values = [stating for stating in self._uncommon if work.id in stating]
        found = self._neighbours.of(work, limit, self._places, values)
        return [(self[other], score) for other, score in found]

    def related_digest(self, work: Work) -> bytes:
        """What changes if `related` might give other works or scores."""
        values = [
            total
            for stating, total in zip(self._uncommon, self._uncommon_marks, strict=True)
            if work.id in stating
        ]
        return self._neighbours.digest(work, self._marks, values)

    @cached_property
    def _marks(self) -> dict[str, int]:
        return {work.id: mark(work) for work in self}

    @cached_property
    def _uncommon_marks(self) -> list[int]:
        return [sum(self._marks[work_id] for work_id in stating) for stating in self._uncommon]

    @cached_property
    def _neighbours(self) -> Neighbours:
        return Neighbours(self, self._places_of)

    def _places_of(self, work: Work) -> Iterator[Shared]:
        """The nodes from topics down and the sections of the survey that a work is at, and its words."""
        for node in self._covered[work.id]:
            if self.taxonomy[node].topic is not None:
                yield "node", node
        for section in work.survey.sections if work.survey else ():
            yield "section", section
        yield from words_of(work)

    @cached_property
    def _uncommon(self) -> list[dict[str, Group]]:
        """For each value of a facet of the whole work that less than half of all works have, these works."""
        return [
            stating
            for (facet_id, _, relation), stating in self._stating.items()
            if relation is None
            and self.facets[facet_id].many
            and not self.facets[facet_id].of_statements
            and 2 * len(stating) < len(self)
        ]


def _conditions(where: Mapping[str, Asked] | None, facets: Mapping[str, Asked]) -> dict[str, Asked]:
    """The conditions on facets, from the first argument of a query and from its keywords."""
    conditions = where or {}
    message = f"expected a mapping of facets to values, such as {{'stage': 'pretrain'}}, not {where!r}"
    require_type(Mapping, conditions, message)
    return {**conditions, **facets}


def _ids(works: Iterable[Work]) -> _Ids:
    return dict.fromkeys(work.id for work in works)


def _merged(own: Mapping[str, tuple[str, ...]], said: Mapping[str, tuple[str, ...]]) -> Values:
    return {
        relation: tuple(dict.fromkeys((*own.get(relation, ()), *said.get(relation, ()))))
        for relation in dict.fromkeys((*own, *said))
    }


def _row_order(number: str, item: tuple[Row, Work | None]) -> tuple[bool, int]:
    """Numbered rows in the order of their numbers, then the others as they come."""
    value = getattr(item[0], number)
    return value is None, value or 0
