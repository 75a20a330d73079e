"""Awesome lists in Markdown: tables with badges as tags, bullet lists under headings, links in any position.

Some lists keep works twice, in a table of titles and tags and in lists by section; what the two say
differently is reported, as is everything else that is odd.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rapidfuzz import fuzz, process

from living_survey.knowledge.text import normalized_title
from living_survey.sources.bibtex import Note
from living_survey.sources.drafts import Draft, TagDraft
from living_survey.sources.latex import to_text
from living_survey.sources.references import arxiv_in, doi_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from living_survey.knowledge import Node

SHORTEST_TITLE = 12
SIMILAR = 90
LONGEST_LINE = 5_000

_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^()\s]*(?:\([^()]*\)[^()\s]*)*)[^)]*\)")
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?([^()\s>]*(?:\([^()]*\)[^()\s>]*)*)>?[^)]*\)")
_BARE_URL = re.compile(r"https?://[^\s<>()\[\]|\"']+")
_BADGE = re.compile(r"https?://img\.shields\.io/badge/([^?#]+)")
_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_SUMMARY = re.compile(r"<summary>(.*?)</summary>", re.IGNORECASE)
_DETAILS_END = re.compile(r"</details>", re.IGNORECASE)
_DETAILS = re.compile(r"<details\b", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:[-*+]|\d{1,4}[.)])\s+(.*)")
_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-*:?\s*)*")
_SECTION = re.compile(r"^(?:Sec\.?|Section|§)\s*\d+(?:\.\d+)*\s*|^\d+(?:\.\d+)*\.?\s+", re.IGNORECASE)
_TITLE_COLUMNS = ("title", "paper", "paper title", "name", "work")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LABEL = re.compile(
    r"\s*[(\[{]?\b(?:code|paper|project|data(?:set)?|page|github|arxiv|pdf|link|website|demo|homepage)\b"
    r"[)\]}]?\s*",
    re.IGNORECASE,
)
_CODE_HOST = re.compile(r"https?://(?:www\.)?(?:github|gitlab|bitbucket)\.(?:com|org)/", re.IGNORECASE)
_DATA = re.compile(r"\bdata ?sets?\b|\bdata\b", re.IGNORECASE)


@dataclass
class Mention:
    """A work as one line of a list has it."""

    title: str
    line: int
    where: str
    table: bool
    tags: tuple[str, ...] = ()
    arxiv: str | None = None
    doi: str | None = None
    links: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells its title from another."""
        return normalized_title(self.title)


@dataclass
class AwesomeList:
    """What a list holds: mentions of works in the order of lines, and what is odd."""

    mentions: list[Mention] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def badge_tag(url: str) -> str | None:
    """The text of a static badge: `Data4Model--Eval-f1db9d` -> `Data4Model-Eval`; None for other images.

    A dash separates label, message and colour, two are a dash; an underscore is a space, two are one.
    Source: https://shields.io/badges/static-badge
    """
    match = _BADGE.match(url)
    if not match:
        return None
    content = unquote(match[1]).removesuffix(".svg")
    parts = [part.replace("\0", "-") for part in content.replace("--", "\0").split("-")]
    text = "-".join(parts[:-1]) if len(parts) > 1 else parts[0]
    return text.replace("__", "\0").replace("_", " ").replace("\0", "_")


# --- reading lines ----------------------------------------


class _Reader:
    def __init__(self, text: str) -> None:
        self.list = AwesomeList()
        self._lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._path: list[tuple[int, str]] = []
        self._section_tags: tuple[str, ...] = ()
        self._columns: list[str] | None = None
        self._details = 0

    def read(self) -> AwesomeList:
        code = False
        for number, line in enumerate(self._lines, 1):
            if line.lstrip().startswith("```"):
                code = not code
            if code:
                continue
            if len(line) > LONGEST_LINE:
                self.list.notes.append(Note(number, f"the line has {len(line):,} characters and is left out"))
                continue
            if "|" in line and line.lstrip().startswith("|"):
                self._row(line, number)
                continue
            self._columns = None
            self._text(line, number)
        return self.list

    def _text(self, line: str, number: int) -> None:
        self._details += len(_DETAILS.findall(line))
        heading = _HEADING.match(line)
        if heading:
            self._enter(len(heading[1]), _plain(heading[2]))
        elif summary := _SUMMARY.search(line):
            self._enter(6 + self._details, _plain(summary[1]))
        elif bullet := _BULLET.match(line):
            self._mention(bullet[1], number)
        elif tags := tuple(_badges(line)):
            self._section_tags = tags
        if ends := len(_DETAILS_END.findall(line)):
            self._details = max(0, self._details - ends)
            self._path = [step for step in self._path if step[0] <= 6 + self._details]
            self._section_tags = ()

    def _enter(self, level: int, title: str) -> None:
        self._path = [*[step for step in self._path if step[0] < level], (level, title)]
        self._section_tags = ()

    @property
    def _where(self) -> str:
        return self._path[-1][1] if self._path else ""

    def _row(self, line: str, number: int) -> None:
        if _RULE.fullmatch(line.strip()):
            return
        cells = [cell.strip() for cell in _cells(line)]
        if self._columns is None:
            self._columns = [_plain(cell).lower() for cell in cells]
            return
        width = len(self._columns)
        if len(cells) > width:
            extra = " | ".join(_plain(cell) or "(empty)" for cell in cells[width:])
            self.list.notes.append(
                Note(number, f"the row has {len(cells)} cells for {width} columns: {extra}")
            )
        named = dict(zip(self._columns, cells, strict=False))
        title = next((named[name] for name in _TITLE_COLUMNS if named.get(name)), None)
        if title is None:
            return
        rest = " ".join(cell for name, cell in named.items() if cell is not title and name != "abstract")
        self._add(title, rest, number, table=True)

    def _mention(self, text: str, number: int) -> None:
        if text.rstrip().endswith("|") and not text.lstrip().startswith("|"):
            self.list.notes.append(Note(number, 'a stray "|" at the end of the line'))
            text = text.rstrip().rstrip("|")
        self._add(text, "", number, table=False)

    def _add(self, main: str, rest: str, number: int, *, table: bool) -> None:
        mention = _read_mention(main, rest)
        if mention is None:
            return
        mention.line, mention.where, mention.table = number, self._where, table
        if doubled := _doubled(mention.title):
            self.list.notes.append(Note(number, f'the title stands twice in a row: "{doubled}"'))
            mention.title = doubled
        if not mention.tags:
            mention.tags = () if table else self._section_tags
            if table and "tags" in (self._columns or ()):
                self.list.notes.append(Note(number, f'"{mention.title}" has no tag'))
        self.list.mentions.append(mention)


def _cells(line: str) -> list[str]:
    """The cells of a row; an escaped pipe belongs to its cell."""
    inner = line.strip()
    inner = inner.removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [cell.replace("\0", "|") for cell in inner.replace("\\|", "\0").split("|")]


def _plain(text: str) -> str:
    """Markdown as text: links by their words, no images, emphasis or tags."""
    text = _IMAGE.sub("", text)
    text = _LINK.sub(lambda match: match[1], text)
    text = _HTML.sub("", text)
    text = re.sub(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`", "", text)
    text = re.sub(r"\\([\\`*_{}\[\]()#+\-.!|>~])", r"\1", text)
    return to_text(html.unescape(text))


def _badges(text: str) -> Iterator[str]:
    for match in _IMAGE.finditer(text):
        if tag := badge_tag(match[2]):
            yield tag


def _read_mention(main: str, rest: str) -> Mention | None:
    """A work out of a line: its title is what is bold, else the first telling link, else the text."""
    everything = f"{main} {rest}"
    tags = tuple(dict.fromkeys(_badges(everything)))
    bare = _IMAGE.sub("", main)
    links = [(_plain(words), url) for words, url in _LINK.findall(_IMAGE.sub("", everything))]
    links += [("", url) for url in _BARE_URL.findall(_LINK.sub("", _IMAGE.sub("", everything)))]
    if any(url.startswith("#") for _, url in links) and not tags:
        return None  # an entry of a table of contents
    title = _title(bare)
    if len(normalized_title(title)) < SHORTEST_TITLE and not tags:
        return None
    mention = Mention(title, 0, "", table=False, tags=tags)
    for words, url in links:
        identifier, doi = arxiv_in(url), doi_in(url)
        if identifier:
            mention.arxiv = mention.arxiv or identifier
        elif doi:
            mention.doi = mention.doi or doi
        elif url.startswith(("https://", "http://")):
            kind = "code" if _CODE_HOST.match(url) else "dataset" if _DATA.search(words) else "project"
            mention.links.setdefault(kind, url)
    return mention


def _title(text: str) -> str:
    bold = re.search(r"\*\*(.+?)\*\*|__(.+?)__", text)
    if bold and len(_plain(bold[0])) >= SHORTEST_TITLE:
        return _plain(bold[0]).strip(" .,;:")
    named = [_plain(words) for words, _ in _LINK.findall(text)]
    if telling := next((words for words in named if len(words) >= SHORTEST_TITLE), None):
        return telling.strip(" .,;:")
    unlabelled = _LINK.sub(lambda match: "" if _LABEL.fullmatch(match[1]) else match[1], text)
    plain = _plain(_BARE_URL.sub("", unlabelled))
    return re.sub(r"\s*[\[(]\s*[\])]\s*", " ", plain).strip(" .,;:-")


def _doubled(title: str) -> str | None:
    """A title that is written twice without a space between, once; else None."""
    half, odd = divmod(len(title), 2)
    if half < SHORTEST_TITLE:
        return None
    if not odd and title[:half] == title[half:]:
        return title[:half]
    return title[:half] if odd and title[half] == " " and title[:half] == title[half + 1 :] else None


# --- the list as a whole ----------------------------------------


def read_awesome(text: str) -> AwesomeList:
    """Read a list and compare what it says in its table with what it says in its lists."""
    found = _Reader(text).read()
    rows: defaultdict[str, list[Mention]] = defaultdict(list)
    bullets: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in found.mentions:
        (rows if mention.table else bullets)[mention.key].append(mention)
    found.notes += _repeated(rows, bullets)
    if rows and bullets:
        found.notes += _differences(rows, bullets)
    found.notes.sort(key=lambda note: (note.line, note.message))
    return found


def _repeated(rows: dict[str, list[Mention]], bullets: dict[str, list[Mention]]) -> Iterator[Note]:
    for again in (mention for mentions in rows.values() for mention in mentions[1:]):
        first = rows[again.key][0]
        yield Note(again.line, f'"{again.title}" is in the table already, at line {first.line}')
    for mentions in bullets.values():
        seen: dict[str, int] = {}
        for mention in mentions:
            if mention.where in seen:
                where = f'under "{mention.where}" already, at line {seen[mention.where]}'
                yield Note(mention.line, f'"{mention.title}" is listed {where}')
            seen.setdefault(mention.where, mention.line)


def _differences(rows: dict[str, list[Mention]], bullets: dict[str, list[Mention]]) -> Iterator[Note]:
    for key in rows.keys() - bullets.keys():
        mention = rows[key][0]
        yield Note(mention.line, f'"{mention.title}" is in the table but in no list{_similar(key, bullets)}')
    for key in bullets.keys() - rows.keys():
        mention = bullets[key][0]
        yield Note(mention.line, f'"{mention.title}" is in a list but not in the table{_similar(key, rows)}')
    for key in rows.keys() & bullets.keys():
        mention = rows[key][0]
        in_table = {tag for row in rows[key] for tag in row.tags}
        in_lists = {tag for bullet in bullets[key] for tag in bullet.tags}
        for tag in sorted(in_table - in_lists):
            yield Note(mention.line, f'"{mention.title}" has the tag {tag} but is not listed under it')
        for tag in sorted(in_lists - in_table):
            yield Note(mention.line, f'"{mention.title}" is listed under {tag} but has no such tag')


def _similar(key: str, others: dict[str, list[Mention]]) -> str:
    match = process.extractOne(key, others.keys(), scorer=fuzz.ratio, score_cutoff=SIMILAR)
    return f' (line {others[match[0]][0].line} has "{others[match[0]][0].title}")' if match else ""


def drafts(found: AwesomeList, nodes: Mapping[str, str]) -> tuple[list[tuple[int, Draft]], list[Note]]:
    """The works of a list, each once, with the tags of all its mentions; `nodes` maps tags, folded, to nodes.

    A list without badges is tagged by its headings. What maps to no node is noted.
    """
    notes: list[Note] = []
    merged: dict[str, tuple[int, Draft]] = {}
    unknown: dict[str, int] = {}
    for mention in found.mentions:
        heading = _SECTION.sub("", mention.where)
        wanted = mention.tags or ((heading,) if normalized_title(heading) in nodes else ())
        tags = []
        for tag in wanted:
            if node := nodes.get(normalized_title(tag)):
                tags.append(TagDraft(node))
            else:
                unknown.setdefault(tag, mention.line)
        line, draft = merged.get(mention.key, (mention.line, Draft(title=mention.title)))
        draft.arxiv = draft.arxiv or mention.arxiv
        draft.doi = draft.doi or mention.doi
        draft.links = mention.links | draft.links
        draft.tags = tuple(dict.fromkeys((*draft.tags, *tags)))
        merged[mention.key] = (line, draft)
    notes += [Note(line, f'the tag "{tag}" maps to no node of the taxonomy') for tag, line in unknown.items()]
    return list(merged.values()), notes


def node_names(taxonomy: Iterable[Node]) -> dict[str, str]:
    """The ids of nodes by all their names, folded: id, title, short title and aliases."""
    names: dict[str, str] = {}
    for node in taxonomy:
        for name in (node.id, node.title, node.short, *node.entry.aliases):
            if key := normalized_title(name):
                names.setdefault(key, node.id)
    return names
