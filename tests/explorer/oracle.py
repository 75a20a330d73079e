"""What the Explorer must find, asked of the Python API in the plainest way: no index, no bits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from rapidfuzz.distance import OSA

from living_survey.knowledge import NOT_STATED
from living_survey.knowledge.search import NOISE, SPELLINGS, stem
from living_survey.knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from living_survey import KnowledgeBase, Work

BIBLIOGRAPHIC = ("venue", "year", "period", "has", "author")
FREE_TEXT = ("venue", "author")
_HYPHENS = str.maketrans("", "", "-\u2010\u2011\u2012\u2013")
_PART = re.compile(r'(-?)(?:([^\W\d_]+):)?(?:"([^"]*)("?)|(\S+))')
_STEMMED = {"title", "note", "topic", "above"}
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
        parameters = [("q", self.q), ("literal", "1")] if self.q else []
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
        self.bibliographic = [
            facet for facet in BIBLIOGRAPHIC if facet != "period" or any(map(kb.is_since_survey, kb))
        ]
        self.facets = ("node", *self.declared, *self.bibliographic)
        self._synonyms = (*SPELLINGS, *kb.file.search.synonyms)
        self._texts = {work.id: list(_texts(kb, work)) for work in kb}
        self.vocabulary = {
            word
            for texts in self._texts.values()
            for _, variants, _ in texts
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
        if facet == "period":
            return _ids(work for work in self.kb if self.kb.is_since_survey(work) == (value == "since"))
        if facet == "has":
            return _ids(work for work in self.kb if self._has(work, value))
        return _ids(self.kb.works(**{facet: value}))  # type: ignore[arg-type] # node, venue or author

    def _has(self, work: Work, value: str) -> bool:
        if value == "effect":
            return any(group.effect for group in self.kb.groups_of(work))
        if value == "nothing-stated":
            stated = [facet.id for facet in self.declared.values() if facet.of_statements]
            return bool(stated) and all(work.id in self.having(facet, NOT_STATED) for facet in stated)
        of_work = {"pdf": work.pdf_url, "doi": work.doi}
        return bool(of_work[value] if value in of_work else getattr(work.links, value))

    def values(self, facet: str) -> list[str]:
        kb = self.kb
        if facet in self.declared:
            return [*(value.id for value in self.declared[facet].values), NOT_STATED]
        named: dict[str, Iterable[object]] = {
            "node": [node.id for node in kb.taxonomy],
            "venue": kb.venues,
            "year": kb.years,
            "period": ["since", "before"],
            "has": ["code", "dataset", "project", "pdf", "doi", "effect", "nothing-stated"],
            "author": kb.authors,
        }
        return [str(value) for value in named[facet]]

    def works(self, asked: Asked) -> set[str]:
        """The works that pass."""
        found = set(self.search(asked.q))
        for facet in self.bibliographic:
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
        """The works that a query finds, word by word."""
        found = set(self._texts)
        for typed, synonyms in self._clauses(query):
            hits = set().union(*(self._term(Term(text, is_open=False)) for text in synonyms))
            hits |= set.intersection(*(self._typed(term, correct=not hits) for term in typed))
            found = found - hits if typed[0].without else found & hits
        return frozenset(found)

    def _clauses(self, query: str) -> list[tuple[list[Term], list[str]]]:
        """Terms that belong together, with what else they are called; no noise if anything is left."""
        terms = list(_terms(query))
        clauses = []
        while terms:
            count, others = 1, list[str]()
            for end in range(1, len(terms) + 1):
                if not all(term.plain for term in terms[:end]):
                    break
                asked = _stems([piece for term in terms[:end] for piece in term.pieces])
                for group in self._synonyms:
                    if asked in map(_stems, map(words, group)):
                        count = end
                        others = [one for one in group if _stems(words(one)) != asked]
            clauses.append((terms[:count], others))
            terms = terms[count:]
        meant = [clause for clause in clauses if len(clause[0]) > 1 or not clause[0][0].is_noise]
        return meant or clauses

    def _typed(self, term: Term, *, correct: bool) -> set[str]:
        if term.years:
            first, last = term.years
            return {work.id for work in self.kb if work.year and first <= work.year <= last}
        hits = self._term(term)
        if not hits and correct and not term.quoted and not term.without:
            hits = self._forgiven(term)
        return hits

    def _term(self, term: Term) -> set[str]:
        forms = [form for form in (words(term.text), words(term.text.translate(_HYPHENS))) if form]
        wanted = [" " + " ".join(form) + ("" if term.is_open else " ") for form in forms]
        roots = {_stem(form[0]) for form in forms if len(form) == 1} if term.plain else set()
        return {
            work
            for work, texts in self._texts.items()
            for field_name, variants, own in texts
            if _searched(field_name, term.field)
            and (any(one in variant for one in wanted for variant in variants) or not roots.isdisjoint(own))
        }

    def _forgiven(self, term: Term) -> set[str]:
        hits = [self._term(replace(term, text=piece, is_open=True)) for piece in term.pieces]
        if all(hits):
            return set()
        for at, piece in enumerate(term.pieces):
            if not hits[at]:
                hits[at] = self._similar(piece, term.field)
        return set.intersection(*hits)

    def _similar(self, piece: str, name: str) -> set[str]:
        if len(piece) < 4 or re.search(r"\d", piece):
            return set()
        alike = {word for word in self.vocabulary if _is_alike(piece, word)}
        return {
            work
            for work, texts in self._texts.items()
            for field_name, variants, _ in texts
            if _searched(field_name, name)
            and any(word in alike for variant in variants for word in variant.split())
        }


@dataclass(frozen=True)
class Term:
    """A part of a query."""

    text: str
    field: str = ""
    is_open: bool = True
    """Whether the last word may be the start of a longer one."""
    quoted: bool = False
    without: bool = False
    plain: bool = False
    years: tuple[int, int] | None = None

    @property
    def pieces(self) -> list[str]:
        return words(self.text)

    @property
    def is_noise(self) -> bool:
        return self.plain and len(self.pieces) == 1 and self.pieces[0] in NOISE


def _terms(query: str) -> Iterator[Term]:
    for minus, name, phrase, closed, word in _PART.findall(re.sub("[“”„]", '"', query)):
        quoted = not word
        known = name.lower() if name.lower() in _FIELDS else ""
        text = phrase if quoted else word
        if name and not known:
            text = f"{name} {phrase}" if quoted else f"{name}:{word}"
        years = _years(text) if known == "year" and not quoted else None
        if words(text) or years:
            plain = not (quoted or known or minus)
            yield Term(text, known, not closed, quoted, bool(minus), plain, years)


_stem = cache(stem)


def _stems(asked: Iterable[str]) -> str:
    return " ".join(map(_stem, asked))


def _ids(works: Iterable[Work]) -> frozenset[str]:
    return frozenset(work.id for work in works)


def _frozen(facets: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted(facets.items()))


def _texts(kb: KnowledgeBase, work: Work) -> Iterator[tuple[str, tuple[str, str], frozenset[str]]]:
    """Every text of a work with its field: words between spaces, those without hyphens, stems."""
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
        plain, joined = words(text), words(text.translate(_HYPHENS))
        stems = frozenset(map(_stem, (*plain, *joined))) if name in _STEMMED else frozenset[str]()
        yield name, (f" {' '.join(plain)} ", f" {' '.join(joined)} "), stems


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
