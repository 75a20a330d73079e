"""What tells this repository's survey from any other: its works, the words of its subject, its addresses."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from tests.site.building import own_knowledge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
SUBJECT = ("co-development", "multi-modal", "multimodal", "language model", "mllm", "pretraining")
SHORTEST_TITLE = 3
"""Titles of topics of fewer words, such as "Public datasets", are words of many subjects."""
THEME = ("assets/javascripts", "assets/stylesheets", "pagefind")
"""Folders of a site that other projects wrote."""
TEXTS = {".css", ".html", ".js", ".json", ".md", ".txt", ".xml", ".yaml", ".yml", ""}


FIRST_WORD = re.compile(r"(?<![\w.-])\w+")


def own_words() -> dict[str, re.Pattern[str]]:
    """All that only this repository's survey would say, by the word that it begins with."""
    kb = own_knowledge()
    words = {*SUBJECT, *(work.id for work in kb), *(work.arxiv for work in kb if work.arxiv)}
    words |= {node.title for node in kb.taxonomy if len(node.title.split()) >= SHORTEST_TITLE}
    words |= {node.id for node in kb.taxonomy if node.id.count("-") >= SHORTEST_TITLE - 1}
    words |= {work.names[0] for work in kb if work.names and len(work.names[0]) > len("abcdefgh")}
    by_start = defaultdict(list)
    for word in words:
        by_start[FIRST_WORD.findall(word)[0].lower()].append(re.escape(word))
    return {
        start: re.compile(rf"(?:{'|'.join(alike)})(?![\w-])", re.IGNORECASE)
        for start, alike in by_start.items()
    }


def places(folder: Path, words: Mapping[str, re.Pattern[str]]) -> Iterator[str]:
    """Where files of a repository and its site have one of the words, as `path: word`."""
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder).as_posix()
        is_ours = not any(f"{part}/" in relative for part in (*THEME, ".venv"))
        if path.is_file() and is_ours and path.suffix in TEXTS:
            for found in (*_found(path.name, words), *_found(path.read_text(encoding="utf-8"), words)):
                yield f"{relative}: {found}"


def _found(text: str, words: Mapping[str, re.Pattern[str]]) -> Iterator[str]:
    for start in FIRST_WORD.finditer(text):
        pattern = words.get(start[0].lower())
        if pattern and (match := pattern.match(text, start.start())):
            yield match[0]
