"""Works that could not be added yet: what is known of them is kept in a file, and nothing is asked twice."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING

from living_survey.knowledge.text import slug
from living_survey.loading.canonical import entry_text
from living_survey.loading.writing import replace_file
from living_survey.loading.yaml_tree import YamlError, read_mapping
from living_survey.sources.drafts import Draft, TagDraft

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey.loading.yaml_tree import Plain

FOLDER = ".cache/unfinished"
LONGEST = 60
HEAD = "# A work that is not added yet. To continue: survey add {path}\n"
_LISTS = ("authors", "names")
_TEXTS = ("title", "venue", "arxiv", "arxiv_category", "doi", "summary", "remarks")


def keep(root: Path, draft: Draft, name: str = "") -> str:
    """Keep what is known of a work; the path of the file, from the root."""
    known = draft.title or name or draft.arxiv or draft.doi or next(iter(draft.links.values()), "")
    path = f"{FOLDER}/{slug(known)[:LONGEST].strip('-') or 'work'}.yaml"
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    replace_file(root / path, HEAD.format(path=path) + entry_text(draft.data()))
    return path


def read(path: Path) -> Draft:
    """The work of a file. Raises `ValueError` for another file, and `OSError`."""
    try:
        data = read_mapping(path.read_text(encoding="utf-8"))
    except (YamlError, UnicodeError) as error:
        raise ValueError(f"{path}: {error}") from error
    plain = {info.name for info in fields(Draft)}
    found = {name: data[name] for name in _TEXTS if isinstance(data.get(name), str)}
    draft = Draft(**found)  # type: ignore[arg-type]
    for name in _LISTS:
        if isinstance(value := data.get(name), list):
            draft = replace(draft, **{name: tuple(map(str, value))})  # type: ignore[arg-type]
    year, published, links, tags = (data.get(name) for name in ("year", "published", "links", "tags"))
    return replace(
        draft,
        year=year if isinstance(year, int) else None,
        published=published if isinstance(published, date) else None,
        links={key: str(url) for key, url in links.items()} if isinstance(links, dict) else {},
        tags=tuple(map(_tag, tags)) if isinstance(tags, list) else (),
        facets={key: _values(value) for key, value in data.items() if key not in plain},
    )


def _tag(value: Plain) -> TagDraft:
    if not isinstance(value, dict):
        return TagDraft(str(value))
    note = value.get("note")
    stated = {key: one for key, one in value.items() if key not in {"node", "note"}}
    return TagDraft(str(value.get("node")), str(note) if note else None, stated)


def _values(value: Plain) -> str | list[str]:
    return list(map(str, value)) if isinstance(value, list) else str(value)
