"""A work as a BibTeX entry that bibtex and biber both read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from living_survey.knowledge.venues import PREPRINT
from living_survey.rendering.citation import Authors, full_venue, issued, publication, short_venue
from living_survey.rendering.latex import CLOSE, OPEN, latex, latex_with_braces, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.knowledge import Work
    from living_survey.knowledge.people import Name
    from living_survey.knowledge.releases import ReleaseNotes
    from living_survey.rendering.citation import Publication
    from living_survey.rendering.site_context import SiteContext

_ENTRY_TYPES: dict[Publication, str] = {
    "article": "article",
    "book": "book",
    "conference": "inproceedings",
    "preprint": "misc",
    "report": "techreport",
    "software": "misc",
    "thesis": "phdthesis",
    "web": "misc",
}
_VENUE_FIELDS: dict[Publication, str] = {
    "article": "journal",
    "book": "publisher",
    "conference": "booktitle",
    "preprint": "howpublished",
    "report": "institution",
    "software": "howpublished",
    "thesis": "school",
    "web": "howpublished",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

NAMES_KEPT = 1 << 16
"""Most authors have several works, and writing a name takes longer than finding it."""

_PUNCTUATION_BEFORE = re.compile(r"^[\W_]+")
_PUNCTUATION_AFTER = re.compile(r"[\W_]+$")
_PART_START = re.compile(r"(?:^|(?<=[-/–—]))\w")
_UNSAFE_IN_ADDRESS = re.compile(r"[^!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]")
_UNSAFE_IN_KEY = re.compile(r"[^A-Za-z0-9:.+/_-]")


def bibtex(work: Work) -> str:
    """The BibTeX entry of a work; its key is the work's id."""
    kind = _ENTRY_TYPES[publication(work)]
    key = _UNSAFE_IN_KEY.sub("", work.id)
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(work))
    return f"@{kind}{{{key},\n{fields}}}\n"


def _fields(work: Work) -> Iterator[tuple[str, str]]:
    """The fields of an entry with their values as they are written, braces included."""
    how = publication(work)
    yield "title", f"{{{protected_title(work.title)}}}"
    authors = Authors.of(work)
    if names := [*map(_author, authors.names), *(["others"] if authors.has_others else [])]:
        yield "author", f"{{{' and '.join(names)}}}"
    venue = full_venue(work)
    if venue and venue != PREPRINT:  # `eprint` names arXiv
        yield _VENUE_FIELDS[how], f"{{{latex(venue)}}}"
    if how == "conference" and (short := short_venue(work)):
        yield "series", f"{{{latex(short)}}}"
    if work.year:
        yield "year", f"{{{work.year}}}"
    if month := issued(work).month:
        yield "month", _MONTHS[month - 1]
    if work.arxiv_id:
        yield "eprint", f"{{{work.arxiv_id.base}}}"
        yield "archiveprefix", "{arXiv}"
        if work.arxiv_category:
            yield "primaryclass", f"{{{latex(work.arxiv_category)}}}"
    if work.doi:
        yield "doi", f"{{{_address(work.doi)}}}"
    if work.url:
        yield "url", f"{{{_address(work.url)}}}"
    yield "keywords", f"{{{', '.join(latex(tag.node) for tag in work.tags)}}}"


def site_bibtex(site: SiteContext, release: ReleaseNotes | None, changed: str) -> str:
    """The site as a BibTeX entry: a release of it, else as it was on the day of its last change."""
    day = release.date.isoformat() if release else changed
    fields = {
        "title": f"{{{protected_title(site.name)}}}",
        "author": f"{{{{The contributors of {latex(site.name)}}}}}",
        "year": f"{{{day[:4]}}}" if day else "",
        "version": f"{{{release.version}}}" if release else "",
        "note": f"{{Living survey, as of {day}}}" if day and not release else "",
        "url": f"{{{_address(site.site_url)}}}" if site.site_url else "",
    }
    lines = "".join(f"  {name} = {value},\n" for name, value in fields.items() if value)
    return f"@misc{{living-survey{'-' + release.version if release else ''},\n{lines}}}\n"


def protected_title(title: str) -> str:
    """A title as LaTeX with the words in braces whose capitals a bibliography style must keep.

    In headline style these are the words with a capital after the first letter or beside a digit, and a name
    before a colon; in sentence style all capitals except the first one and those after a colon.
    """
    words = [_Word.of(word) for word in one_line(title).split(" ")]
    capitals = sum(word.core[:1].isupper() for word in words[1:])
    sentence_style = capitals * 3 < len(words) - 1
    written = []
    after_colon = True
    for word in words:
        name = word is words[0] and "-" in word.core and word.after == ":"
        proper = name or (sentence_style and not after_colon and word.core[:1].isupper())
        written.append(word.protected if proper or word.has_fixed_capital else word.text)
        after_colon = word.after.endswith(":")
    return latex_with_braces(" ".join(written))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a title without the punctuation around it."""

    before: str
    core: str
    after: str

    @classmethod
    def of(cls, text: str) -> _Word:
        before = text[: len(text) - len(_PUNCTUATION_BEFORE.sub("", text))]
        core = _PUNCTUATION_AFTER.sub("", text[len(before) :])
        return cls(before, core, text[len(before) + len(core) :])

    @property
    def text(self) -> str:
        return self.before + self.core + self.after

    @property
    def protected(self) -> str:
        return f"{self.before}{OPEN}{self.core}{CLOSE}{self.after}"

    @property
    def has_fixed_capital(self) -> bool:
        """`LLaVA`, `GPT-4`, `3D`, `X`; not `Vision-Language`, `A`."""
        if len(self.core) == 1:
            return self.core.isupper() and self.core != "A"
        upper = any(character.isupper() for character in self.core)
        digit = any(character.isdigit() for character in self.core)
        return (upper and digit) or any(character.isupper() for character in _PART_START.sub("", self.core))


@lru_cache(maxsize=NAMES_KEPT)
def _author(name: Name) -> str:
    """A name as BibTeX takes it apart into the same parts."""
    if name.literal or not name.given:
        return f"{{{latex(name.inverted)}}}"
    family = latex(name.family)
    if any(word[0].islower() for word in name.family.split()[:-1]):
        family = f"{{{family}}}"
    last = f"{latex(name.particle)} {family}".strip()
    parts = [part for part in (last, latex(name.suffix), latex(name.given)) if part]
    # Between two names BibTeX expects "and"; within one it has to be in braces.
    return ", ".join(f"{{{part}}}" if "and" in part.lower().split() else part for part in parts)


def _address(text: str) -> str:
    """A DOI or URL, which LaTeX prints unchanged, without characters that would end the field."""
    return _UNSAFE_IN_ADDRESS.sub(lambda match: quote(match[0], safe="", errors="replace"), text)
