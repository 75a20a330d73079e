"""The joined answer to a question as the script of its page reads it.

`living_survey/web/assets/questions/answer.js` decodes it; change both together. Things are named by their
places in the lists.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypedDict

from living_survey.knowledge.text import slug
from living_survey.rendering.charts.chart import area_class
from living_survey.rendering.gaps import Gaps
from living_survey.rendering.sourced import section_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from living_survey.knowledge import Node, Work
    from living_survey.rendering.joined import Answer

PairRow = list[int]
"""A relation and a value of its facet."""


class AxisRow(TypedDict):
    """A facet, with its relations and values as (id, label)."""

    id: str
    title: str
    plural: str
    relations: list[int]
    values: list[tuple[str, str]]


class AnswerData(TypedDict):
    """The whole answer."""

    axes: list[AxisRow]
    relations: list[tuple[str, str]]
    """Id and verb of each."""
    whole: list[tuple[str, list[str]]]
    """The facets of whole works that rows can be filtered by, with the ids of their values."""
    served: list[tuple[str, str]]
    """The topics whose data works are for: id and label."""
    served_title: str
    nodes: list[tuple[str, str, int, str, str]]
    """Id, label, place of the parent (-1 at the top), class of the area, and the topic of an approach."""
    works: list[list[str | list[int]]]
    """Id, and the values of each facet of `whole`; the newest work first."""
    groups: list[tuple[int, int, int, list[int], list[PairRow]]]
    """Node, work, whether a result is stated, topics served and values, node by node in the order of
    its file of statements."""
    sections: list[tuple[str, str]]
    """Label and anchor of the sections of the survey."""
    said: list[tuple[int, int, int, list[int]]]
    """What the survey states about nodes: node, relation, value and sections."""
    gaps: list[tuple[int, int, int, int, int]]
    """What the survey states about a node and no work there: node, relation, value, the number of works
    there, and of those that state no value of the facet."""


def answer_data(answer: Answer) -> AnswerData:
    """Everything that the script needs, apart from the texts of works."""
    return _Encoder(answer).data()


class _Encoder:
    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.kb = answer.kb
        self.relations = [relation for axis in answer.axes for relation in axis.relations]
        self.relation_place = {relation.id: place for place, relation in enumerate(self.relations)}
        self.node_place = {node.id: place for place, node in enumerate(answer.nodes)}
        named = {section for several in answer.sections.values() for section in several}
        self.section_place = {section: place for place, section in enumerate(sorted(named))}

    @cached_property
    def works(self) -> Sequence[Work]:
        several = self.answer.stated.values()
        return self.kb.newest({one.work.id: one.work for stated in several for one in stated}.values())

    @cached_property
    def value_place(self) -> Mapping[tuple[str, str], int]:
        return {
            (relation.id, value.id): place
            for axis in self.answer.axes
            for relation in axis.relations
            for place, value in enumerate(axis.facet.values)
        }

    def data(self) -> AnswerData:
        answer = self.answer
        return {
            "axes": [
                {
                    "id": axis.facet.id,
                    "title": axis.facet.title,
                    "plural": axis.facet.plural,
                    "relations": [self.relation_place[one.id] for one in axis.relations],
                    "values": [(value.id, value.label) for value in axis.facet.values],
                }
                for axis in answer.axes
            ],
            "relations": [(one.id, one.verb) for one in self.relations],
            "whole": [(facet.id, [value.id for value in facet.values]) for facet in answer.whole_facets],
            "served": [(node.id, node.short) for node in answer.served_topics],
            "served_title": (answer.served_title or "").capitalize(),
            "nodes": [self._node(node) for node in answer.nodes],
            "works": [self._work(work) for work in self.works],
            "groups": self._groups(),
            "sections": [
                (section_label(section), slug(section) if self.kb.survey else "")
                for section in self.section_place
            ],
            "said": self._said(),
            "gaps": self._gaps(),
        }

    def _said(self) -> list[tuple[int, int, int, list[int]]]:
        return [
            (place, *self._pair(relation, value), [self.section_place[section] for section in named])
            for (node, relation, value), named in self.answer.sections.items()
            if (place := self.node_place.get(node)) is not None
        ]

    def _gaps(self) -> list[tuple[int, int, int, int, int]]:
        return [
            (place, *self._pair(gap.relation.id, gap.value.id), gap.works, gap.unstated)
            for gap in Gaps(self.kb).uncovered
            if gap.relation.id in self.relation_place
            and (place := self.node_place.get(gap.node.id)) is not None
        ]

    def _node(self, node: Node) -> tuple[str, str, int, str, str]:
        parent = self.node_place[node.parent.id] if node.parent else -1
        topic = node.topic.short if node.topic and node.level == "approach" else ""
        return node.id, node.short, parent, area_class(node), topic

    def _work(self, work: Work) -> list[str | list[int]]:
        values = [
            [facet.values.index(facet.value(value)) for value in self.kb.values_of(work, facet.id)]
            for facet in self.answer.whole_facets
        ]
        return [work.id, *values]

    def _groups(self) -> list[tuple[int, int, int, list[int], list[PairRow]]]:
        answer = self.answer
        work_place = {work.id: place for place, work in enumerate(self.works)}
        topic_place = {node.id: place for place, node in enumerate(answer.served_topics)}
        return [
            (
                self.node_place[node],
                work_place[one.work.id],
                int(one.has_result),
                [topic_place[topic.id] for topic in one.served],
                [
                    list(self._pair(pair.relation.id, pair.value.id))
                    for axis in answer.axes
                    for pair in axis.stated_in(one.group)
                ],
            )
            for node, several in answer.stated.items()
            for one in several
        ]

    def _pair(self, relation: str, value: str) -> tuple[int, int]:
        return self.relation_place[relation], self.value_place[relation, value]
