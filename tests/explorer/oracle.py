"""What the Explorer must find, asked of the Python API in the plainest way: no index, no bits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from rapidfuzz.distance import OSA

from living_survey.knowledge import NOT_STATED
from living_survey.knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from living_survey import KnowledgeBase, Work

BIBLIOGRAPHIC = ("venue", "year", "has", "author")
FREE_TEXT = ("venue", "author")
_HYPHENS = str.maketrans("", "", "-\u2010\u2011\u2012\u2013")
_PART = re.compile(r'(-?)(?:([^\W\d_]+):)?(?:"([^"]*)("?)|(\S+))')
_FIELDS = {"author", "venue", "year", "topic", "title", "arxiv", "doi"}


@dataclass
class Asked:
    """What is asked of the Explorer: the state that an address holds."""

    q: str = ""
    include: dict[str, list[str]] = field(default_factory=dict)
    exclude: dict[str, list[str]] = field(default_factory=dict)
    relation: str | None = None
    approaches: bool = False
    match_all: bool = False

    @property
    def address(self) -> str:
        parameters = [("q", self.q)] if self.q else []
        for facet in dict.fromkeys((*self.include, *self.exclude)):
            values = [*self.include.get(facet, []), *(f"-{value}" for value in self.exclude.get(facet, []))]
            if facet in FREE_TEXT:
                parameters += [(facet, value) for value in values]
            elif values:
                parameters.append((facet, ",".join(values)))
        parameters += [("relation", self.relation)] if self.relation else []
        parameters += [("approaches", "1")] if self.approaches else []
        parameters += [("match", "all")] if self.match_all else []
        return "?" + "&".join(f"{name}={quote(value)}" for name, value in parameters)


class Oracle:
    """Answers for one knowledge base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.declared = {facet.id: facet for facet in kb.facets.values() if "filter" in facet.shown}
        self.facets = ("node", *self.declared, *BIBLIOGRAPHIC)
        self._texts = {work.id: list(_texts(kb, work)) for work in kb}
        self.vocabulary = {
            word
            for texts in self._texts.values()
            for _, variants in texts
            for variant in variants
            for word in variant.split()
        }

    @cache  # noqa: B019 - lives as long as the tests
    def having(
        self, facet: str, value: str, relation: str | None = None, *, approaches: bool = False
    ) -> frozenset[str]:
        """Ids of the works with a value of a facet, by a relation if it is one of the facet's."""
        if facet in self.declared:
            relations = {one.id for one in self.declared[facet].relations}
            by = relation if relation in relations and value != NOT_STATED else None
            return _ids(self.kb.works({facet: value}, relation=by, approaches=approaches))
        if facet == "year":
            first, last = map(int, value.split("-") if "-" in value else (value, value))
            return _ids(work for work in self.kb if work.year and first <= work.year <= last)
        if facet == "has":
            return _ids(work for work in self.kb if _has(work, value))
        return _ids(self.kb.works(**{facet: value}))  # type: ignore[arg-type] # node, venue or author

    def values(self, facet: str) -> list[str]:
        kb = self.kb
        if facet in self.declared:
            return [*(value.id for value in self.declared[facet].values), NOT_STATED]
        named: dict[str, Iterable[object]] = {
            "node": [node.id for node in kb.taxonomy],
            "venue": kb.venues,
            "year": kb.years,
            "has": ["code", "dataset", "project", "pdf", "doi"],
            "author": kb.authors,
        }
        return [str(value) for value in named[facet]]

    def works(self, asked: Asked) -> set[str]:
        """The works that pass."""
        found = set(self.search(asked.q))
        for facet in BIBLIOGRAPHIC:
            if names := asked.include.get(facet):
                found &= set().union(*(self.having(facet, name) for name in names))
        for facet, names in asked.exclude.items():
            for name in names:
                found -= self.having(facet, name, asked.relation, approaches=asked.approaches)
        return found & self._stating(asked)

    def _stating(self, asked: Asked) -> set[str]:
        """The works that pass at a node, or where it is asked at each of them."""
        facets = {
            facet: tuple(values)
            for facet, values in asked.include.items()
            if facet in self.declared and values
        }
        nodes: list[str | None] = [*asked.include.get("node", [])] or [None]
        found = [self._ask(node, asked.relation, asked.approaches, _frozen(facets)) for node in nodes]
        return set.intersection(*map(set, found)) if asked.match_all else set().union(*found)

    @cache  # noqa: B019 - lives as long as the tests
    def _ask(
        self,
        node: str | None,
        relation: str | None,
        approaches: bool,  # noqa: FBT001 - a key of the cache
        facets: tuple[tuple[str, tuple[str, ...]], ...],
    ) -> frozenset[str]:
        return _ids(self.kb.works(dict(facets), node=node, relation=relation, approaches=approaches))

    def counts(self, asked: Asked, facet: str, values: Iterable[str]) -> dict[str, int]:
        """The numbers beside the choices of a facet: how many works each of them alone would give."""
        return {value: len(self.works(self._choosing(asked, facet, value))) for value in values}

    def _choosing(self, asked: Asked, facet: str, value: str) -> Asked:
        chosen = asked.include.get(facet, []) if facet == "node" and asked.match_all else []
        excluded = [other for other in asked.exclude.get(facet, []) if other != value]
        return replace(
            asked,
            include={**asked.include, facet: list(dict.fromkeys((*chosen, value)))},
            exclude={**asked.exclude, facet: excluded},
        )

    # --- text search --------------------------------------------------------------------

    @cache  # noqa: B019 - lives as long as the tests
    def search(self, query: str) -> frozenset[str]:
        """The works that a query finds."""
        found = set(self._texts)
        for minus, name, phrase, closed, word in _PART.findall(re.sub("[“”„]", '"', query)):
            quoted = not word
            known = name.lower() in _FIELDS
            text = phrase if quoted else word
            if name and not known:
                text = f"{name} {phrase}" if quoted else f"{name}:{word}"
            if known and name.lower() == "year" and not quoted and (years := _years(text)):
                hits = {work.id for work in self.kb if work.year and years[0] <= work.year <= years[1]}
            elif words(text):
                hits = self._term(text, name.lower() if known else "", is_open=not closed)
                if not hits and not quoted and not minus:
                    hits = self._forgiven(text, name.lower() if known else "")
            else:
                continue
            found = found - hits if minus else found & hits
        return frozenset(found)

    def _term(self, text: str, name: str, *, is_open: bool) -> set[str]:
        wanted = [
            " " + " ".join(variant) + ("" if is_open else " ")
            for variant in (words(text), words(text.translate(_HYPHENS)))
        ]
        return {
            work
            for work, texts in self._texts.items()
            for field_name, variants in texts
            if _searched(field_name, name) and any(one in variant for one in wanted for variant in variants)
        }

    def _forgiven(self, text: str, name: str) -> set[str]:
        pieces = words(text)
        hits = [self._term(piece, name, is_open=True) for piece in pieces]
        if all(hits):
            return set()
        for at, piece in enumerate(pieces):
            if not hits[at]:
                hits[at] = self._similar(piece, name)
        return set.intersection(*hits)

    def _similar(self, piece: str, name: str) -> set[str]:
        if len(piece) < 4 or re.search(r"\d", piece):
            return set()
        alike = {word for word in self.vocabulary if _is_alike(piece, word)}
        return {
            work
            for work, texts in self._texts.items()
            for field_name, variants in texts
            if _searched(field_name, name)
            and any(word in alike for variant in variants for word in variant.split())
        }


def _ids(works: Iterable[Work]) -> frozenset[str]:
    return frozenset(work.id for work in works)


def _frozen(facets: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted(facets.items()))


def _has(work: Work, value: str) -> bool:
    return bool(
        work.pdf_url if value == "pdf" else work.doi if value == "doi" else getattr(work.links, value)
    )


def _texts(kb: KnowledgeBase, work: Work) -> Iterator[tuple[str, tuple[str, str]]]:
    """Every text of a work with the field it is: its words between spaces, and those without hyphens."""
    nodes = {node.id: node for tagged in kb.nodes_of(work) for node in (*tagged.ancestors, tagged)}
    texts = [
        ("title", work.title),
        *(("title", name) for name in work.names),
        *(("author", author) for author in work.authors),
        ("venue", work.venue or ""),
        ("year", str(work.year)),
        *(("note", text) for text in (work.summary or "", *(tag.note or "" for tag in work.tags))),
        *(
            ("topic" if node.topic else "above", text)
            for node in nodes.values()
            for text in (node.title, node.short)
        ),
        *(("id", text) for text in (work.id, work.arxiv_id.base if work.arxiv_id else "", work.doi or "")),
    ]
    for name, text in texts:
        yield name, (f" {' '.join(words(text))} ", f" {' '.join(words(text.translate(_HYPHENS)))} ")


def _searched(field_name: str, asked: str) -> bool:
    if asked == "topic":
        return field_name in {"topic", "above"}
    if asked in {"arxiv", "doi"}:
        return field_name == "id"
    return field_name == asked if asked else field_name != "above"


def _years(text: str) -> tuple[int, int] | None:
    if match := re.fullmatch(r"(\d{4})-(\d{4})", text):
        return int(match[1]), int(match[2])
    if match := re.fullmatch(r"(\d{4})(-?)", text):
        return int(match[1]), 9999 if match[2] else int(match[1])
    match = re.fullmatch(r"-(\d{4})", text)
    return (0, int(match[1])) if match else None


def _is_alike(asked: str, word: str) -> bool:
    """Whether one edit makes what was asked for the word, or the start of it where enough was typed."""
    if len(asked) < 6:
        return OSA.distance(asked, word, score_cutoff=1) <= 1
    lengths = range(len(asked) - 1, min(len(asked) + 1, len(word)) + 1)
    return any(OSA.distance(asked, word[:length], score_cutoff=1) <= 1 for length in lengths)
