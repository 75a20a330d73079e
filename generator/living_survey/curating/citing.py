"""What cites a work or a node by its id, and follows when the id changes."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from living_survey.curating.fields import CannotChangeError, edit_work, replace_words, words_at
from living_survey.knowledge.syntheses import CITATION, FOLDER, PATHS
from living_survey.loading.discovery import read_state, state_text
from living_survey.loading.editing import CannotEditError, YamlText
from living_survey.loading.files import DISCOVERY, TAXONOMY, entry_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from living_survey.curating.changes import ChangeSet
    from living_survey.knowledge import KnowledgeBase
    from living_survey.knowledge.tables import Cell
    from living_survey.loading.yaml_tree import Mapping as Tree
    from living_survey.loading.yaml_tree import Scalar

PAGES = "site_src"
NODES_IN_TAXONOMY = (("facets", "values", "nodes"), ("statements", "nodes"), ("paradigms", "nodes"))


def follow_work(changes: ChangeSet, kb: KnowledgeBase, old: str, new: str) -> None:
    """Let everything that cites a work cite another one."""
    columns = [
        (table, column) for table in kb.tables.values() for column in table.columns if column.type == "works"
    ]
    in_taxonomy = [
        ("survey", "work"),
        ("paradigms", "instances"),
        ("paradigms", "works", "*"),
        *(("tables", "rows", column.id) for table, column in columns if not table.in_entries),
    ]
    _replace_in_yaml(changes, TAXONOMY, in_taxonomy, old, new)
    _replace_in_yaml(changes, PATHS, [("paths", "steps", "work")], old, new)
    for work in kb:
        cells = [
            (table.id, column.id)
            for table, column in columns
            if table.in_entries and any(_names(row.cell(column), old) for row in work.rows(table))
        ]
        if cells and changes.read(entry_path(work.id)) is not None:
            edit_work(changes, work.id, partial(_replace_cells, cells=cells, old=old, new=new))
    _follow_in_decisions(changes, old, new)
    address = re.compile(rf"(?<![\w-])works/{re.escape(old)}(?=[/.)#\"'])")
    for path, text in _pages(changes):
        followed = CITATION.sub(lambda match: f"[{_recited(match[1], old, new)}]", text)
        changes.put(path, address.sub(f"works/{new}", followed))


def _names(cell: Cell, work_id: str) -> bool:
    return isinstance(cell, tuple) and work_id in cell


def _replace_cells(entry: Tree, cells: Iterable[tuple[str, str]], old: str, new: str) -> None:
    for cell in cells:
        replace_words(entry, old, new, *cell)


def _recited(citation: str, old: str, new: str) -> str:
    """The inside of a citation, `@one; @other`, with another work; each is cited once."""
    parts = [part.strip() for part in citation.split(";")]
    if f"@{old}" not in parts:
        return citation
    return "; ".join(dict.fromkeys(f"@{new}" if part == f"@{old}" else part for part in parts))


def _follow_in_decisions(changes: ChangeSet, old: str, new: str) -> None:
    state, _, _ = read_state(changes.root)
    if any(paper.entry == old for paper in state.papers.values()):
        papers = {
            key: paper.model_copy(update={"entry": new}) if paper.entry == old else paper
            for key, paper in state.papers.items()
        }
        changes.put(DISCOVERY, state_text(state.model_copy(update={"papers": papers})))


def follow_node(changes: ChangeSet, old: str, new: str) -> None:
    """Let everything besides entries that names a node name another one."""
    _replace_in_yaml(changes, TAXONOMY, NODES_IN_TAXONOMY, old, new)
    source, target = f"{FOLDER}/{old}.md", f"{FOLDER}/{new}.md"
    if (text := changes.read(source)) is not None:
        named = re.compile(rf"\A(---\n(?:.*\n)*?node: *[\"']?){re.escape(old)}\b")
        changes.move(source, target, named.sub(rf"\g<1>{new}", text))
    address = re.compile(rf"(?<![\w-])topics/{re.escape(old)}(?=[/.)#\"'])")
    for path, text in _pages(changes):
        changes.put(path, address.sub(f"topics/{new}", text))


def _pages(changes: ChangeSet) -> Iterator[tuple[str, str]]:
    """The hand-written pages as they would be, each with its path."""
    folder = changes.root / PAGES
    known = {path.relative_to(changes.root).as_posix() for path in folder.rglob("*.md")}
    known |= {path for path in changes.after if path.startswith(f"{PAGES}/") and path.endswith(".md")}
    for path in sorted(known):
        if (text := changes.read(path)) is not None:
            yield path, text


def _replace_in_yaml(
    changes: ChangeSet, path: str, places: Iterable[tuple[str, ...]], old: str, new: str
) -> None:
    """Replace an id at paths of keys in a YAML file, if there is such a file."""
    text = changes.read(path)
    if text is None or old not in text:
        return
    try:
        yaml = YamlText(text)
        for place in places:
            words = list(words_at(yaml.tree, *place))
            _refuse_both(path, words, old, new)
            for word in words:
                if word.text == old:
                    yaml.replace(word, new)
        changes.put(path, yaml.result())
    except CannotEditError as error:
        raise CannotChangeError(f"{path}: {error}") from error


def _refuse_both(path: str, words: Iterable[Scalar], old: str, new: str) -> None:
    """Refuse a list on one line that would name the same thing twice."""
    named = {word.text: word.line for word in words if word.text in {old, new}}
    if len(named) > 1 and named[old] == named[new]:
        raise CannotChangeError(f'{path}:{named[old]}: names "{old}" and "{new}"; delete "{old}" there first')
