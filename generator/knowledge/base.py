"""The knowledge base: everything loaded, indexed once, never changed."""

from __future__ import annotations

from collections import defaultdict
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from generator.knowledge.taxonomy import Node, Taxonomy
from generator.knowledge.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from generator.knowledge.facets import (
        Capability,
        Facet,
        Modality,
        Paradigm,
        Relation,
        RelationKind,
        Role,
        Stage,
    )
    from generator.knowledge.survey import TaxonomyFile
    from generator.knowledge.work import DatasetRow, Work

FacetT = TypeVar("FacetT", bound="Facet")


def _by_id(facets: Iterable[FacetT]) -> dict[str, FacetT]:
    return {facet.id: facet for facet in facets}


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

    def __init__(self, taxonomy_file: TaxonomyFile, works: Iterable[Work]) -> None:
        """Index what was loaded; `loading.load` is the way to get one."""
        self.survey = taxonomy_file.survey
        self.questions = _by_id(taxonomy_file.questions)
        self.taxonomy = Taxonomy(taxonomy_file.tree)
        self.stages: Mapping[str, Stage] = _by_id(taxonomy_file.stages)
        self.capabilities: Mapping[str, Capability] = _by_id(taxonomy_file.capabilities)
        self.role_groups = _by_id(taxonomy_file.role_groups)
        self.roles: Mapping[str, Role] = _by_id(taxonomy_file.roles)
        self.paradigms: Mapping[str, Paradigm] = _by_id(taxonomy_file.paradigms)
        self.modalities: Mapping[str, Modality] = _by_id(taxonomy_file.modalities)
        self.relations = taxonomy_file.relations
        self.related_surveys = taxonomy_file.related_surveys
        self._section_titles = dict(taxonomy_file.sections)
        self._works: dict[str, Work] = {work.id: work for work in sorted(works, key=lambda work: work.id)}

    # --- works ---------------------------------------------------------------------------------------------

    def __getitem__(self, work_id: str) -> Work:
        return self._works[work_id]

    def __contains__(self, work_id: object) -> bool:
        return work_id in self._works

    def __iter__(self) -> Iterator[Work]:
        return iter(self._works.values())

    def __len__(self) -> int:
        return len(self._works)

    def works(  # noqa: PLR0913 - one keyword a question
        self,
        *,
        node: str | None = None,
        stage: str | None = None,
        capability: str | None = None,
        role: str | None = None,
        modality: str | None = None,
        kind: str | None = None,
        venue: str | None = None,
        year: int | None = None,
        author: str | None = None,
        section: str | None = None,
    ) -> tuple[Work, ...]:
        """The works that meet all the conditions given, in the order of their ids.

        `node` covers everything below it. `stage`, `capability` and `role` count what follows from a work's
        approaches as well as what is said of the work itself. `author` is a full name as printed.
        Raises `KeyError` for a node, stage, capability, role or modality that does not exist; it names the
        likest ids.
        """
        asked: list[
            tuple[Mapping[str, object] | Taxonomy | None, Mapping[str, tuple[Work, ...]], str | None]
        ] = [
            (self.taxonomy, self._by_node, node),
            (self.stages, self._by_stage, stage),
            (self.capabilities, self._by_capability, capability),
            (self.roles, self._by_role, role),
            (self.modalities, self._by_modality, modality),
            (None, self._by_kind, kind),
            (None, self.venues, venue),
            (None, self.authors, author),
            (None, self._by_section, section),
        ]
        found: list[tuple[Work, ...]] = [self.years.get(year, ())] if year is not None else []
        for known, index, value in asked:
            if value is None:
                continue
            if known is not None and value not in known:
                ids = [one if isinstance(one, str) else one.id for one in known]
                near = get_close_matches(value, ids)
                raise KeyError(f"there is no {value!r}" + (f"; near it: {', '.join(near)}" if near else ""))
            found.append(index.get(value, ()))
        if not found:
            return tuple(self)
        rest = [{work.id for work in works} for works in found[1:]]
        return tuple(work for work in found[0] if all(work.id in ids for ids in rest))

    def newest(self, works: Iterable[Work] | None = None) -> list[Work]:
        """The works by first public date, the newest first."""
        return sorted(
            self if works is None else works, key=lambda work: (_descending(work.first_public), work.id)
        )

    @cached_property
    def latest_additions(self) -> list[Work]:
        """The works by the date they were added, then by first public date, the newest first."""
        return sorted(
            self.newest(), key=lambda work: work.added.toordinal() if work.added else 0, reverse=True
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

    def count(self, node: Node) -> int:
        """The number of works at a node or below it."""
        return len(self._by_node.get(node.id, ()))

    def tagged(self, node: Node) -> tuple[Work, ...]:
        """The works tagged with this very node."""
        return self._tagged.get(node.id, ())

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

    # --- facets --------------------------------------------------------------------------------------------

    def relations_of(
        self, *, node: str | None = None, kind: RelationKind | None = None, target: str | None = None
    ) -> tuple[Relation, ...]:
        """The survey's statements, of one kind, about one stage or capability, or that bear on a node.

        A statement about a node bears on everything below it; one about an approach also on its topic.
        """
        nodes: set[str] | None = None
        if node is not None:
            asked = self.taxonomy[node]
            nodes = {above.id for above in asked.ancestors} | {below.id for below in asked.walk()}
        return tuple(
            relation
            for relation in self.relations
            if (kind is None or relation.kind == kind)
            and (target is None or relation.target == target)
            and (nodes is None or not nodes.isdisjoint(self.relation_nodes(relation)))
        )

    def relation_nodes(self, relation: Relation) -> tuple[str, ...]:
        """The nodes that a statement is about: those it names, else those of its role."""
        if relation.nodes or relation.role is None:
            return relation.nodes
        return self.roles[relation.role].nodes

    def works_under(self, relation: Relation) -> tuple[Work, ...]:
        """The works that a statement covers: those at or below its nodes."""
        found = {
            work.id: work for node in self.relation_nodes(relation) for work in self._by_node.get(node, ())
        }
        return tuple(found[work_id] for work_id in sorted(found))

    @cached_property
    def _follows(self) -> dict[RelationKind, dict[str, set[str]]]:
        """What follows from standing at a node: by kind of statement, by node, the targets."""
        follows: dict[RelationKind, dict[str, set[str]]] = {
            kind: {} for kind in ("acts_at", "enhances", "evaluates", "draws_on")
        }
        for relation in self.relations:
            for node in self.relation_nodes(relation):
                follows[relation.kind].setdefault(node, set()).add(relation.target)
        return follows

    def stages_of(self, work: Work) -> tuple[Stage, ...]:
        """The stages a work bears on: its own, those of its dataset rows, and those its approaches act at."""
        return self._stages_of[work.id]

    @cached_property
    def _stages_of(self) -> dict[str, tuple[Stage, ...]]:
        result = {}
        for work in self:
            own = {
                *work.stages,
                *(s.stage for s in work.relations if s.stage),
                *(s for row in work.datasets for s in row.stages),
            }
            for node in self._covered[work.id]:
                own |= self._follows["acts_at"].get(node, set())
            result[work.id] = tuple(stage for stage in self.stages.values() if stage.id in own)
        return result

    def capabilities_of(self, work: Work) -> tuple[Capability, ...]:
        """The capabilities a work bears on: those stated for it, and those its nodes enhance, test or use."""
        return self._capabilities_of[work.id]

    @cached_property
    def _capabilities_of(self) -> dict[str, tuple[Capability, ...]]:
        result = {}
        for work in self:
            own = {statement.capability for statement in work.relations}
            for kind in ("enhances", "evaluates", "draws_on"):
                for node in self._covered[work.id]:
                    own |= self._follows[kind].get(node, set())
            result[work.id] = tuple(
                capability for capability in self.capabilities.values() if capability.id in own
            )
        return result

    def roles_of(self, work: Work) -> tuple[Role, ...]:
        """The roles that the models of a work play for data."""
        covered = self._covered[work.id]
        return tuple(role for role in self.roles.values() if any(node in covered for node in role.nodes))

    @cached_property
    def _by_stage(self) -> dict[str, tuple[Work, ...]]:
        return self._group(lambda work: [stage.id for stage in self.stages_of(work)])

    @cached_property
    def _by_capability(self) -> dict[str, tuple[Work, ...]]:
        return self._group(lambda work: [capability.id for capability in self.capabilities_of(work)])

    @cached_property
    def _by_role(self) -> dict[str, tuple[Work, ...]]:
        return self._group(lambda work: [role.id for role in self.roles_of(work)])

    @cached_property
    def _by_modality(self) -> dict[str, tuple[Work, ...]]:
        return self._group(lambda work: work.modalities)

    @cached_property
    def _by_kind(self) -> dict[str, tuple[Work, ...]]:
        return self._group(lambda work: [work.kind])

    # --- bibliography --------------------------------------------------------------------------------------

    @cached_property
    def authors(self) -> dict[str, tuple[Work, ...]]:
        """Works by author as printed, ordered by last word of the name."""
        groups = self._group(lambda work: work.authors)
        return dict(
            sorted(groups.items(), key=lambda item: (fold(item[0].split()[-1]), fold(item[0]), item[0]))
        )

    @cached_property
    def venues(self) -> dict[str, tuple[Work, ...]]:
        """Works by venue, the most frequent first."""
        groups = self._group(lambda work: [work.venue] if work.venue else [])
        return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), fold(item[0]))))

    @cached_property
    def years(self) -> dict[int, tuple[Work, ...]]:
        """Works by year, the latest first."""
        groups = self._group(lambda work: [str(work.year)])
        return {int(year): groups[year] for year in sorted(groups, key=int, reverse=True)}

    @cached_property
    def datasets(self) -> list[tuple[DatasetRow, Work]]:
        """The rows of the survey's dataset table with the work that introduces each, in the table's order."""
        rows = [(row, work) for work in self for row in work.datasets]
        return sorted(rows, key=lambda item: (item[0].row, item[1].id))

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
        named |= {relation.section for relation in self.relations}
        named |= {section for stage in self.stages.values() for section in stage.named_in}
        named |= {section for role in self.roles.values() for section in role.named_in}
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
        last = self.survey.date.isoformat()
        return tuple(
            work
            for work in self
            if not work.survey and work.id != self.survey.work and work.first_public > last
        )

    @cached_property
    def _since(self) -> frozenset[str]:
        return frozenset(work.id for work in self.since_survey)

    def came_since(self, work: Work) -> bool:
        """Whether a work is one of `since_survey`."""
        return work.id in self._since

    # --- neighbours ----------------------------------------------------------------------------------------

    def related(self, work: Work, limit: int = 6) -> list[tuple[Work, float]]:
        """The nearest works with a score for what they share.

        Nodes (rare ones weigh more), sections of the survey, authors and modalities count.
        """
        scores: defaultdict[str, float] = defaultdict(float)
        for node in self._covered[work.id]:
            others = self._by_node[node]
            if self.taxonomy[node].topic is not None:
                for other in others:
                    scores[other.id] += 12 / (4 + len(others))
        for section in work.survey.sections if work.survey else ():
            others = self._by_section[section]
            for other in others:
                scores[other.id] += 4 / (4 + len(others))
        for author in work.authors[:50]:
            for other in self.authors[author]:
                scores[other.id] += 0.3
        for other_id in scores:
            shared = set(work.modalities) & set(self[other_id].modalities)
            scores[other_id] += 0.1 * len(shared - {"text"})
        del scores[work.id]
        ranked = sorted(
            scores.items(), key=lambda item: (-item[1], _descending(self[item[0]].first_public), item[0])
        )
        return [(self[other], round(score, 3)) for other, score in ranked[:limit]]


def _descending(text: str) -> tuple[int, ...]:
    """A sort key that turns the order of equal-alphabet texts around."""
    return (*(-ord(character) for character in text), 1)
