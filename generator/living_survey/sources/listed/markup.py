"""Markdown or HTML as one tree of elements that know their lines.

Markdown is converted to HTML first, so that one reader serves both, and lists that mix the two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree, html
from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.rules_core import StateCore

MOST_LINES = 100_000
LONGEST_TEXT = 20_000
"""Characters of one paragraph, item or cell; both limits bound the time and are far above real lists."""
DEEPEST = 100
DEEPEST_MARKDOWN = 3
LONGEST_LINE_NUMBER = 7

_LINE = "data-line"
_MARKDOWN_LINE = re.compile(r"(?<=\n) {0,3}(?:[-*+]|\d{1,4}[.)]|#{1,6}) +\S", re.MULTILINE)
_END_OF_PAGE = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_KEPT_ATTRIBUTES = {
    "a": ("href",),
    "img": ("src", "alt"),
    "span": ("class",),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan"),
}
_LINED_TAG = re.compile(r"<(tr|li|p|h[1-6]|table|ul|ol|details|summary|dt|dd|div)(?=[\s>/])", re.IGNORECASE)

_DISALLOWED_TAG = re.compile(
    r"<(?=/?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext)\b)", re.IGNORECASE
)
"""Tags that GitHub shows as text in Markdown; an HTML parser would hide all that follows them.

Source: https://github.github.com/gfm/#disallowed-raw-html-extension-
"""


@dataclass
class Element:
    """An element of HTML with its children, which are elements and texts."""

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def elements(self) -> list[Element]:
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, Element)]

    def find_all(self, *names: str) -> Iterator[Element]:
        """The nearest elements below that have one of the names."""
        for child in self.elements:
            if child.name in names:
                yield child
            else:
                yield from child.find_all(*names)

    def has_any(self, names: frozenset[str]) -> bool:
        """Whether an element below has one of the names."""
        return any(child.name in names or child.has_any(names) for child in self.elements)


@dataclass
class Document:
    """The tree of a text, as far as it was read."""

    root: Element
    skipped_lines: list[int]
    """Lines with a paragraph, item or cell that is too long."""
    is_cut: bool
    """Whether the text has more lines than are read."""


def parse(text: str, *, is_html: bool = False) -> Document:
    """Read a text in Markdown, or in HTML."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = "\n".join(lines[:MOST_LINES])
    skipped: list[int] = []
    markup = (
        _with_lines(kept, 1) if is_html else _DISALLOWED_TAG.sub("&lt;", _markdown_to_html(kept, skipped))
    )
    return Document(_tree(markup), skipped, len(lines) > MOST_LINES)


class _Parser(MarkdownIt):
    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the name is the library's
        """Encode an address only if it needs that, which is rare and slow."""
        return url if url.isascii() and " " not in url else super().normalizeLink(url)


def _markdown_to_html(text: str, skipped: list[int], first: int = 1, depth: int = 0) -> str:
    """HTML in which elements know their line in the Markdown, whose first line is `first`.

    Indented text is not read as code: many lists indent works below their headings.
    """
    parser = _Parser("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("code")
    parser.core.ruler.before("inline", "long_text", _skip_long_text)
    parser.core.ruler.before("inline", "extra_cells", _keep_extra_cells)
    env: dict[str, Any] = {"skipped": skipped, "first": first}
    tokens = parser.parse(text, env)
    for token in tokens:
        line = first + token.map[0] if token.map else 0
        if token.type == "html_block":
            token.content = _html_block(token.content, skipped, line, depth)
        elif token.map and token.nesting >= 0:
            token.attrSet(_LINE, str(line))
    return str(parser.renderer.render(tokens, parser.options, env))


def _html_block(block: str, skipped: list[int], first: int, depth: int) -> str:
    """A block of HTML; Markdown in it is read even if the empty line before it is missing."""
    start = _MARKDOWN_LINE.search(block)
    if start is None or depth >= DEEPEST_MARKDOWN:
        return _with_lines(block, first)
    before, after = block[: start.start()], block[start.start() :]
    inner = _markdown_to_html(after, skipped, first + before.count("\n"), depth + 1)
    return f"{_with_lines(before, first)}{inner}"


def _skip_long_text(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and len(token.content) > LONGEST_TEXT:
            state.env["skipped"].append(state.env["first"] + (token.map[0] if token.map else 0))
            token.content = ""


def _keep_extra_cells(state: StateCore) -> None:
    """Keep the cells of a row beyond the columns of its table, which Markdown drops."""
    lines = state.src.split("\n")
    kept: list[Token] = []
    cells = 0
    for token in state.tokens:
        if token.type == "tr_open":
            cells = 0
            row = token
        elif token.type in {"td_open", "th_open"}:
            cells += 1
        elif token.type == "tr_close" and row.map:
            line = lines[row.map[0]]
            has_more = line.count("|") > cells + line.rstrip().endswith("|")
            for content in _cells(line)[cells:] if has_more else []:
                level = token.level + 2
                inline = Token("inline", "", 0, map=row.map, content=content, children=[], level=level)
                kept += [Token("td_open", "td", 1), inline, Token("td_close", "td", -1)]
        kept.append(token)
    state.tokens = kept


def _cells(line: str) -> list[str]:
    """The cells of a row; none for a row in a quotation or after a bullet."""
    if not line.lstrip().startswith("|"):
        return []
    cells = [cell.strip() for cell in escapedSplit(line.strip())]
    return cells[1:-1] if cells[-1] == "" else cells[1:]


def _with_lines(markup: str, first: int) -> str:
    return "\n".join(
        _LINED_TAG.sub(rf'<\1 {_LINE}="{number}"', line)
        for number, line in enumerate(markup.split("\n"), first)
    )


def _tree(markup: str) -> Element:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    markup = _END_OF_PAGE.sub("", markup)  # the parser would read no further
    try:
        document = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # a text without elements
        return Element("body", 1)
    root = Element("body", 1)
    path = [root]
    for event, node in etree.iterwalk(document, events=("start", "end", "comment", "pi")):
        if event == "start":
            path.append(_child(path, node))
            _append(path[-1], node.text)
        else:
            if event == "end":
                path.pop()
            _append(path[-1], node.tail)
    return root


def _child(path: Sequence[Element], node: Any) -> Element:  # noqa: ANN401 - lxml has no types
    """A new element below the last one of a path; at the deepest level, that last one itself."""
    if len(path) >= DEEPEST:
        return path[-1]
    name, line = str(node.tag), str(node.get(_LINE, ""))
    attributes = {key: str(node.get(key, "")) for key in _KEPT_ATTRIBUTES.get(name, ())}
    is_number = line.isdecimal() and len(line) <= LONGEST_LINE_NUMBER  # others are of the list itself
    element = Element(name, int(line) if is_number else path[-1].line, attributes)
    path[-1].children.append(element)
    return element


def _append(element: Element, text: str | None) -> None:
    if text:
        element.children.append(text)
