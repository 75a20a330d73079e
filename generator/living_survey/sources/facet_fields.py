"""Fields of an entry that take values of facets, and the values as people name them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from living_survey.knowledge.text import fold, normalized_title
from living_survey.loading.problems import shortened
from living_survey.loading.suggest import Names, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from living_survey.knowledge.facets import Facet, RelationKind

_SEPARATOR = re.compile(r"\s*[,;\n]\s*")


@dataclass(frozen=True)
class FacetField:
    """The field of an entry for one relation to a facet."""

    facet: Facet
    relation: RelationKind

    @property
    def key(self) -> str:
        """Its key in entries."""
        return self.relation.key

    @property
    def label(self) -> str:
        """Its label in forms."""
        return self.facet.field_label(self.relation)

    @cached_property
    def _names(self) -> Names:
        return Names({value.id: (value.title, value.label) for value in self.facet.values})

    @cached_property
    def _ids(self) -> dict[str, str]:
        named = {
            fold(name): value.id
            for value in reversed(self.facet.values)
            for name in (f"{value.title} ({value.id})", value.label, value.title)
        }
        return named | {value.id: value.id for value in self.facet.values}

    def read(self, text: str) -> str | list[str]:
        """The ids of the values that a text names by id or title, with commas, semicolons or lines between.

        A list if an entry can have several. Raises `ValueError` with what is wrong and the nearest value.
        """
        found = list(dict.fromkeys(self._found(_SEPARATOR.split(text.strip(" ,;\n")))))
        if self.facet.many:
            return found
        if len(found) > 1:
            raise ValueError(f"{self.label}: only one value is possible, not {', '.join(found)}")
        return found[0]

    def _found(self, parts: Sequence[str]) -> Iterable[str]:
        at = 0
        while at < len(parts):
            # A title can have commas itself: the longest one counts.
            ends = range(min(len(parts), at + 8), at, -1)
            end = next((end for end in ends if fold(", ".join(parts[at:end])) in self._ids), None)
            if end is None:
                hint = self._names.hint(parts[at])
                message = f'unknown {self.facet.title.lower()} "{shortened(parts[at])}"'
                raise ValueError(f"{message} ({hint})" if hint else message)
            yield self._ids[fold(", ".join(parts[at:end]))]
            at = end


def facet_fields(facets: Iterable[Facet]) -> dict[str, FacetField]:
    """The fields of an entry for facets that may be stated of the whole work, by key."""
    return {
        relation.key: FacetField(facet, relation)
        for facet in facets
        if "entry" in facet.stated
        for relation in facet.relations
    }


def stated_by_headings(paths: Iterable[Sequence[str]], facets: Iterable[Facet]) -> dict[str, str | list[str]]:
    """Values of facets with one value a work that headings consist of, by key: `Datasets` is a kind of work.

    The first value of a required facet is its default, which no heading states.
    """
    headings = {_singular(title) for path in paths for title in path}
    found: dict[str, str | list[str]] = {}
    for key, field in facet_fields(facets).items():
        facet = field.facet
        if facet.many or facet.of_statements or field.relation != facet.relations[0]:
            continue
        for value in facet.values[1:] if facet.required else facet.values:
            names = (value.id, value.title, value.label, *value.suggested_by)
            if not headings.isdisjoint(map(_singular, names)):
                found.setdefault(key, value.id)
    return found


def _singular(title: str) -> str:
    return normalized_title(title).removesuffix("s")


def field_named(name: str, facets: Iterable[Facet]) -> FacetField:
    """The field with a key, or the only one of a facet; `ValueError` with the nearest if there is none."""
    fields = facet_fields(facets)
    if name in fields:
        return fields[name]
    of_facet = [field for field in fields.values() if name in {field.facet.id, field.relation.id}]
    if len(of_facet) == 1:
        return of_facet[0]
    if of_facet:
        keys = ", ".join(field.key for field in of_facet)
        raise ValueError(f'the facet "{name}" has several fields: {keys}')
    hint = did_you_mean(name, fields)
    raise ValueError(f'there is no facet "{shortened(name)}"' + (f" ({hint})" if hint else ""))
