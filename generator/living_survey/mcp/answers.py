"""What can be asked of the published records: search, one work, statements, several works side by side."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mcp.server.mcpserver.exceptions import ToolError

from living_survey.knowledge.similarity import Bag, TextSpace, bag_of_words, cosine
from living_survey.knowledge.text import fold
from living_survey.loading.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from living_survey.mcp.published import Published, Record

MOST = 50
"""An answer has no more works or statements than this, since a model has to read it."""
MOST_COMPARED = 4
_TITLE_WEIGHT = 3
_AUTHORS_SHOWN = 3


class UnknownError(ToolError):
    """An id that does not exist; the message, which clients get, has those like it."""

    def __init__(self, what: str, asked: str, known: Sequence[str]) -> None:
        hint = did_you_mean(asked, known)
        super().__init__(f'unknown {what} "{asked}"' + (f"; {hint}" if hint else ""))


class Answers:
    """Answers from the records of a survey; all answers are made of strings, numbers, lists and mappings."""

    def __init__(self, survey: Published) -> None:
        self._survey = survey

    def vocabulary(self) -> Record:
        """Nodes, facets with their values, and relations: what can be asked for."""
        return {
            "survey": self._survey.name,
            "works": len(self._survey.works),
            "nodes": [
                {key: node[key] for key in ("id", "level", "parent", "title", "about", "count")}
                for node in self._survey.nodes.values()
            ],
            "facets": [
                {
                    "id": facet["id"],
                    "title": facet["title"],
                    "relations": [
                        {"id": relation["id"], "verb": relation["verb"]} for relation in facet["relations"]
                    ],
                    "values": [{"id": value["id"], "title": value["title"]} for value in facet["values"]],
                }
                for facet in self._survey.facets.values()
            ],
        }

    def search(
        self,
        text: str = "",
        *,
        node: str | None = None,
        facets: Mapping[str, str] | None = None,
        since: str | None = None,
        limit: int = 10,
    ) -> Record:
        """The works that a text is about, the best first, among those that meet the conditions.

        A short name, a title, an identifier or an id is found first. Without a text the newest come first.
        Facets and node must be met by a single statement of a work, as `statements` has it. `since` is a year
        or a date: only works that were public by then or later.

        Raises `UnknownError`.
        """
        asked = self._conditions(node, facets)
        works = [
            work
            for work in self._survey.works.values()
            if (since is None or _first_public(work) >= since) and _is_met(work, node, asked)
        ]
        newest = sorted(works, key=_first_public, reverse=True)
        ranked = self._ranked(text, newest) if text.strip() else newest
        return {"total": len(ranked), "works": [self._short(work) for work in ranked[: _bounded(limit)]]}

    def work(self, work_id: str) -> Record:
        """All facts of a work and what is stated about it. Raises `UnknownError`."""
        work = self._known_work(work_id)
        return {**work, "page": self._survey.site_url + work["page"]}

    def statements(
        self,
        *,
        relation: str | None = None,
        node: str | None = None,
        facets: Mapping[str, str] | None = None,
        work: str | None = None,
        limit: int = 20,
    ) -> Record:
        """Groups of statements that meet all conditions together, each with its work, basis and effect.

        Raises `UnknownError`.
        """
        if relation is not None and relation not in self._survey.relations:
            raise UnknownError("relation", relation, self._survey.relations)
        asked = self._conditions(node, facets)
        works = [self._known_work(work)] if work is not None else list(self._survey.works.values())
        found = [
            {"work": one["id"], "title": one["title"], "year": one["year"], **group}
            for one in works
            for group in _groups(one)
            if _group_meets(one, group, node, asked)
            and (relation is None or any(each["relation"] == relation for each in group["stated"]))
        ]
        return {"total": len(found), "statements": found[: _bounded(limit)]}

    def compare(self, work_ids: Sequence[str]) -> Record:
        """Works side by side: for each fact the values in the order of the works. Raises `UnknownError`."""
        works = [self._known_work(work_id) for work_id in work_ids]
        facts = ("title", "year", "venue", "summary", *self._survey.facets, "nodes")
        return {
            "works": [work["id"] for work in works],
            "facts": {fact: [work.get(fact) for work in works] for fact in facts},
            "effects": [[group["effect"] for group in _groups(work) if group["effect"]] for work in works],
            "shared_nodes": [
                node for node in works[0]["nodes"] if all(node in work["nodes"] for work in works)
            ],
        }

    # --- what these rest on --------------------------------------------------------------------------------

    @cached_property
    def _space(self) -> TextSpace:
        return TextSpace(self._bags.values())

    @cached_property
    def _bags(self) -> dict[str, Bag]:
        return {work_id: bag_of_words(*_texts(work)) for work_id, work in self._survey.works.items()}

    @cached_property
    def _vectors(self) -> dict[str, dict[str, float]]:
        return {work_id: self._space.vector(bag) for work_id, bag in self._bags.items()}

    def _ranked(self, text: str, works: Sequence[Record]) -> list[Record]:
        query = self._space.vector(bag_of_words(text))
        called = fold(text).strip()
        scores = {
            work["id"]: (called in _called(work), cosine(query, self._vectors[work["id"]])) for work in works
        }
        found = [work for work in works if any(scores[work["id"]])]
        return sorted(found, key=lambda work: scores[work["id"]], reverse=True)

    def _known_work(self, work_id: str) -> Record:
        work = self._survey.works.get(work_id)
        if work is None:
            former = (one for one in self._survey.works.values() if work_id in one["formerly"])
            work = next(former, None)
        if work is None:
            raise UnknownError("work", work_id, list(self._survey.works))
        return work

    def _conditions(self, node: str | None, facets: Mapping[str, str] | None) -> dict[str, tuple[str, ...]]:
        """The relations of each facet that is asked for, by its value; checked against the vocabulary."""
        if node is not None and node not in self._survey.nodes:
            raise UnknownError("node", node, list(self._survey.nodes))
        asked = {}
        for facet_id, value in (facets or {}).items():
            facet = self._survey.facets.get(facet_id)
            if facet is None:
                raise UnknownError("facet", facet_id, list(self._survey.facets))
            values = [one["id"] for one in facet["values"]]
            if value not in values:
                raise UnknownError(facet["title"].lower(), value, values)
            asked[value] = tuple(relation["id"] for relation in facet["relations"])
        return asked

    def _short(self, work: Record) -> Record:
        authors = work["authors"]
        shown = ", ".join(authors[:_AUTHORS_SHOWN]) + (" et al." if len(authors) > _AUTHORS_SHOWN else "")
        return {
            **{key: work[key] for key in ("id", "title", "names", "year", "venue", "summary", "url")},
            "authors": shown,
            "nodes": [tag["node"] for tag in work["tags"]],
            "page": self._survey.site_url + work["page"],
        }


def _texts(work: Record) -> Iterator[str]:
    yield from [work["title"]] * _TITLE_WEIGHT
    yield work["summary"] or ""
    yield " ".join(work["names"])
    yield " ".join(work["authors"])
    for tag in work["tags"]:
        yield tag["note"] or ""


def _called(work: Record) -> set[str]:
    """What a work is called and identified by, folded."""
    words = (work["id"], work["title"], *work["names"], work["arxiv"], work["doi"], *work["formerly"])
    return {fold(word) for word in words if word}


def _first_public(work: Record) -> str:
    return str(work["published"] or work["year"] or "")


def _groups(work: Record) -> list[Record]:
    groups: list[Record] = work["statements"]
    return groups


def _is_met(work: Record, node: str | None, asked: Mapping[str, tuple[str, ...]]) -> bool:
    if not asked:
        return node is None or node in work["nodes"]
    return any(_group_meets(work, group, node, asked) for group in _groups(work))


def _group_meets(work: Record, group: Record, node: str | None, asked: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a group is at or below the node and has every value; facets of the whole work hold in all."""
    if node is not None and not _is_below(work, group["node"], node):
        return False
    stated = {
        (each["relation"], value)
        for one in (group, *(one for one in _groups(work) if one["node"] is None))
        for each in one["stated"]
        for value in each["values"]
    }
    return all(
        any((relation, value) in stated for relation in relations) for value, relations in asked.items()
    )


def _is_below(work: Record, place: str | None, node: str) -> bool:
    return any(node in tag["path"] for tag in work["tags"] if tag["node"] == place)


def _bounded(limit: int) -> int:
    return max(1, min(limit, MOST))
