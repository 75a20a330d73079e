"""What a rule is, and the list of all rules, for checks and documentation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, get_args

from living_survey.knowledge.duplicates import KnownWorks
from living_survey.knowledge.facets import Place
from living_survey.knowledge.work import Work, entry_model
from living_survey.loading.problems import Problem, Severity, shortened
from living_survey.loading.suggest import Names

if TYPE_CHECKING:
    from living_survey.knowledge.duplicates import Likeness
    from living_survey.knowledge.facets import Facet
    from living_survey.knowledge.survey import TaxonomyFile
    from living_survey.knowledge.taxonomy import Taxonomy
    from living_survey.loading.documents import Document, EntryDocument
    from living_survey.loading.yaml_tree import Scalar, Tree


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that a rule found, with its place; the rule adds its code and severity."""

    line: int
    column: int
    message: str
    hint: str = ""

    @classmethod
    def at(cls, place: Tree | tuple[int, int], message: str, hint: str = "") -> Finding:
        """A finding at a value of the tree, or at a line and column."""
        line, column = place if isinstance(place, tuple) else (place.line, place.column)
        return cls(line, column, message, hint)


def duplicate_key(key: Scalar, first: Scalar) -> Finding:
    """The finding about a duplicate key of a mapping."""
    message = f'duplicate key "{shortened(key.text)}": also on line {first.line}'
    return Finding.at(key, message, "delete one of the two")


@dataclass(frozen=True)
class Vocabulary:
    """The names that entries may use; empty if `taxonomy.yaml` could not be read."""

    taxonomy: Taxonomy | None = None
    file: TaxonomyFile | None = None

    @cached_property
    def nodes(self) -> Names:
        """The nodes of the tree, by id, title, short title and aliases."""
        return Names(
            {
                node.id: (node.title, node.short, *node.entry.aliases)
                for node in reversed(tuple(self.taxonomy or ()))
            }
        )

    @cached_property
    def values(self) -> dict[str, Names]:
        """The values of each facet by id and title, by id of the facet."""
        return {
            facet.id: Names({value.id: (value.title, value.label) for value in facet.values})
            for facet in (self.file.facets if self.file else ())
        }

    def keys_at(self, place: Place) -> dict[str, Facet]:
        """The keys that name values of facets in a place of entries, each with its facet."""
        return self._keys[place]

    @cached_property
    def _keys(self) -> dict[Place, dict[str, Facet]]:
        return {
            place: {
                relation.key: facet
                for facet in (self.file.facets if self.file else ())
                if place in facet.stated
                for relation in facet.relations
            }
            for place in get_args(Place)
        }

    @cached_property
    def entry_model(self) -> type[Work]:
        """The model of an entry with the facets and tables that the taxonomy declares."""
        return entry_model(self.file) if self.file else Work

    @cached_property
    def sections(self) -> frozenset[str]:
        """The sections and tables of the survey in the taxonomy."""
        if self.file is None or self.taxonomy is None:
            return frozenset()
        entries = [node.entry for node in self.taxonomy]
        own = {part for entry in entries for part in (entry.section, entry.discussion, entry.table) if part}
        return frozenset(own.union(self.file.sections, *(entry.sections for entry in entries)))


@dataclass(frozen=True)
class Corpus:
    """All files, for rules that compare them."""

    entries: tuple[EntryDocument, ...] = ()
    ids: frozenset[str] = frozenset()
    """The ids of all files, including those that could not be read."""
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    taxonomy: Document | None = None
    sound: bool = True
    """No file has an error by itself: nothing seems to be missing because it is misspelled elsewhere."""

    @cached_property
    def duplicates(self) -> dict[str, list[tuple[EntryDocument, Likeness]]]:
        """The entries that are probably of the same work, by path, each with those that it is like."""
        known, by_path = KnownWorks(), {entry.path: entry for entry in self.entries}
        found: defaultdict[str, list[tuple[EntryDocument, Likeness]]] = defaultdict(list)
        for entry in self.entries:
            for match in known.find(entry.identity):
                found[entry.path].append((by_path[match.id], match.likeness))
                found[match.id].append((entry, match.likeness))
            known.add(entry.path, entry.identity)
        return dict(found)


EntryCheck = Callable[["EntryDocument", Vocabulary], Iterator[Finding]]
CorpusCheck = Callable[[Corpus], Iterator[tuple[str, Finding]]]
TaxonomyCheck = Callable[["Document", Vocabulary, Corpus], Iterator[Finding]]
DeclarationCheck = Callable[["Document", "TaxonomyFile"], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """One rule: its code, its demand (`summary`, a full sentence) and the cure of a problem."""

    code: str
    summary: str
    cure: str
    severity: Severity = Severity.ERROR

    def problem(self, path: str, finding: Finding) -> Problem:
        """A finding as a problem of a file."""
        return Problem(
            path, finding.line, finding.column, self.code, finding.message, finding.hint, self.severity
        )


@dataclass(frozen=True)
class EntryRule(Rule):
    """A rule about one entry by itself."""

    check: EntryCheck = field(kw_only=True)


@dataclass(frozen=True)
class CorpusRule(Rule):
    """A rule that compares entries; its findings name their files."""

    check: CorpusCheck = field(kw_only=True)


@dataclass(frozen=True)
class TaxonomyRule(Rule):
    """A rule about `taxonomy.yaml`."""

    check: TaxonomyCheck = field(kw_only=True)


@dataclass(frozen=True)
class DeclarationRule(Rule):
    """A rule about declarations of `taxonomy.yaml`, without which entries cannot be read."""

    check: DeclarationCheck = field(kw_only=True)


ALL_RULES: dict[str, Rule] = {}
RuleT = TypeVar("RuleT", bound=Rule)
CheckT = TypeVar("CheckT")


def register(rule: RuleT) -> RuleT:
    """Add a rule to the list; codes are unique."""
    if rule.code in ALL_RULES:
        message = f"two rules have the code {rule.code}"
        raise ValueError(message)
    ALL_RULES[rule.code] = rule
    return rule


def _registering(rule: Callable[..., Rule], *words: str) -> Callable[[CheckT], CheckT]:
    """A decorator that adds the rule of a function to the list."""

    def decorate(check: CheckT) -> CheckT:
        register(rule(*words, check=check))
        return check

    return decorate


def entry_rule(
    code: str, summary: str, cure: str, severity: Severity = Severity.ERROR
) -> Callable[[EntryCheck], EntryCheck]:
    """Make a function a rule about single entries."""
    return _registering(EntryRule, code, summary, cure, severity)


def corpus_rule(
    code: str, summary: str, cure: str, severity: Severity = Severity.ERROR
) -> Callable[[CorpusCheck], CorpusCheck]:
    """Make a function a rule across entries."""
    return _registering(CorpusRule, code, summary, cure, severity)


def taxonomy_rule(
    code: str, summary: str, cure: str, severity: Severity = Severity.ERROR
) -> Callable[[TaxonomyCheck], TaxonomyCheck]:
    """Make a function a rule about the taxonomy."""
    return _registering(TaxonomyRule, code, summary, cure, severity)


def declaration_rule(code: str, summary: str, cure: str) -> Callable[[DeclarationCheck], DeclarationCheck]:
    """Make a function a rule about what the taxonomy declares."""
    return _registering(DeclarationRule, code, summary, cure)
