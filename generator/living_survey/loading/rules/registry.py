"""What a rule is, and the one list of all rules, which checks run and documentation shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from living_survey.knowledge.work import Work, entry_model
from living_survey.loading.problems import Problem, Severity, shortened
from living_survey.loading.suggest import Names

if TYPE_CHECKING:
    from living_survey.knowledge.facets import Facet, Place
    from living_survey.knowledge.survey import TaxonomyFile
    from living_survey.knowledge.taxonomy import Taxonomy
    from living_survey.loading.documents import Document, EntryDocument
    from living_survey.loading.yaml_tree import Scalar, Tree


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found, and where; the rule's code and severity are added when it is reported."""

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
    """The finding about a key of a mapping that has it already."""
    message = f'duplicate key "{shortened(key.text)}": also on line {first.line}'
    return Finding.at(key, message, "delete one of the two")


@dataclass(frozen=True)
class Vocabulary:
    """What entries may name; empty if `taxonomy.yaml` could not be read."""

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
        """Of each facet, by its id, the values by id and title."""
        return {
            facet.id: Names({value.id: (value.title, value.label) for value in facet.values})
            for facet in (self.file.facets if self.file else ())
        }

    def keys_at(self, place: Place) -> dict[str, Facet]:
        """The keys that name values of facets in a place of entries, each with its facet."""
        return {
            relation.key: facet
            for facet in (self.file.facets if self.file else ())
            if place in facet.stated
            for relation in facet.relations
        }

    @cached_property
    def entry_model(self) -> type[Work]:
        """The model of an entry with the facets and tables that the taxonomy declares."""
        return entry_model(self.file) if self.file else Work

    @cached_property
    def sections(self) -> frozenset[str]:
        """The sections and tables of the survey that the taxonomy names."""
        if self.file is None or self.taxonomy is None:
            return frozenset()
        entries = [node.entry for node in self.taxonomy]
        own = {part for entry in entries for part in (entry.section, entry.discussion, entry.table) if part}
        return frozenset(own.union(self.file.sections, *(entry.sections for entry in entries)))


@dataclass(frozen=True)
class Corpus:
    """All that was read, for rules that look across files."""

    entries: tuple[EntryDocument, ...] = ()
    ids: frozenset[str] = frozenset()
    """The ids of all files, also of those that could not be read."""
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    taxonomy: Document | None = None
    sound: bool = True
    """No file has an error by itself: what seems to be missing is not just misspelled."""


EntryCheck = Callable[["EntryDocument", Vocabulary], Iterator[Finding]]
CorpusCheck = Callable[[Corpus], Iterator[tuple[str, Finding]]]
TaxonomyCheck = Callable[["Document", Vocabulary, Corpus], Iterator[Finding]]
DeclarationCheck = Callable[["Document", "TaxonomyFile"], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """One rule: its code, what it demands and how to fix a problem. `summary` is a full sentence."""

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
    """A rule about entries together; findings name the file they are about."""

    check: CorpusCheck = field(kw_only=True)


@dataclass(frozen=True)
class TaxonomyRule(Rule):
    """A rule about `taxonomy.yaml`."""

    check: TaxonomyCheck = field(kw_only=True)


@dataclass(frozen=True)
class DeclarationRule(Rule):
    """A rule about what `taxonomy.yaml` declares; entries are only read as declared if it is kept."""

    check: DeclarationCheck = field(kw_only=True)


ALL_RULES: dict[str, Rule] = {}
RuleT = TypeVar("RuleT", bound=Rule)


def register(rule: RuleT) -> RuleT:
    """Put a rule into the list; codes are unique."""
    if rule.code in ALL_RULES:
        message = f"two rules have the code {rule.code}"
        raise ValueError(message)
    ALL_RULES[rule.code] = rule
    return rule


def entry_rule(
    code: str, summary: str, cure: str, severity: Severity = Severity.ERROR
) -> Callable[[EntryCheck], EntryCheck]:
    """Make a function a rule about single entries."""

    def decorate(check: EntryCheck) -> EntryCheck:
        register(EntryRule(code, summary, cure, severity, check=check))
        return check

    return decorate


def corpus_rule(
    code: str, summary: str, cure: str, severity: Severity = Severity.ERROR
) -> Callable[[CorpusCheck], CorpusCheck]:
    """Make a function a rule across entries."""

    def decorate(check: CorpusCheck) -> CorpusCheck:
        register(CorpusRule(code, summary, cure, severity, check=check))
        return check

    return decorate


def taxonomy_rule(
    code: str, summary: str, cure: str, severity: Severity = Severity.ERROR
) -> Callable[[TaxonomyCheck], TaxonomyCheck]:
    """Make a function a rule about the taxonomy."""

    def decorate(check: TaxonomyCheck) -> TaxonomyCheck:
        register(TaxonomyRule(code, summary, cure, severity, check=check))
        return check

    return decorate


def declaration_rule(code: str, summary: str, cure: str) -> Callable[[DeclarationCheck], DeclarationCheck]:
    """Make a function a rule about what the taxonomy declares."""

    def decorate(check: DeclarationCheck) -> DeclarationCheck:
        register(DeclarationRule(code, summary, cure, check=check))
        return check

    return decorate
