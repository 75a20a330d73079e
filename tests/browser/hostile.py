"""A small knowledge base in which every text tries to be something else."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import yaml

from tests.site.building import ROOT, copy_pages

if TYPE_CHECKING:
    from pathlib import Path

HACK = "window.hacked=(window.hacked||0)+1"
# What would run, break out of its place, or be taken for a template, if it were not escaped.
TITLES = {
    "ames2020script": f"<script>{HACK}</script>",
    "bass2020image": f'"><img src=x onerror="{HACK}">',
    "cole2020closing": f"</title></script></textarea></pre>--><svg onload={HACK}>",
    "dunn2020template": "{{ 7 * 7 }} {% raw %} {# no #} ${7*7} <%= 7*7 %>",
    "ewan2020entities": "&lt;b&gt; &amp;amp; &#60;i&#62; &nbsp; &copy 5 < 6 & 7 > 3",
    "ford2020markdown": "**bold** [a](javascript:alert) `code` ~~no~~ # {: .x onclick=alert() } :smile:",
    "gray2020address": f"javascript:{HACK}//",
    "hale2020emoji": "👩‍👩‍👧‍👦 Ünïcödé 中文 हिन्दी עברית שלום العربية 🏳️‍🌈",
    "isle2020long": "Longest " + "word" * 1248,
    "jung2020json": '"}],"@type":"Hack",\\" \\u003c/script>\\',
    "kent2020host": "Closes #1, fixes GH-2 @everyone [skip ci] 0123456789abcdef0123456789abcdef01234567",
    "lane2020proto": "__proto__ constructor toString",
    "mill2020snippet": '--8<-- "/etc/passwd" \\input{/etc/passwd} @string{x=1} [TOC] {: onclick="x" }',
    "nash2020formula": "=cmd|' /C calc'!A1",
    "orr2020formula": "\uff1d1+1 full-width",
}
NAME = f'Eve "<img src=x onerror={HACK}>" '


def write_hostile_knowledge(root: Path) -> None:
    """The knowledge base, with this site's pages, templates and settings, under `root`."""
    entries = root / "entries"
    entries.mkdir(parents=True)
    for work_id, title in TITLES.items():
        _write(entries / f"{work_id}.yaml", _entry(work_id, title))
    _write(root / "taxonomy.yaml", _taxonomy())
    copy_pages(root)
    (root / "site_src/syntheses").mkdir()
    (root / "site_src/syntheses/hostile-topic.md").write_text(_synthesis(), encoding="utf-8")
    _write(root / "site_src/reading-paths.yaml", _paths())
    shutil.copy(ROOT / "mkdocs.yml", root)


def _entry(work_id: str, title: str) -> dict[str, object]:
    number = list(TITLES).index(work_id)
    return {
        "title": title,
        "authors": [NAME + work_id[:4].capitalize(), "Bob </a><script>alert()</script> Byte"],
        "year": 2020,
        "venue": f"Conf <script>{HACK}</script>",
        "arxiv": f"2005.{number + 1:05}",
        "kind": "dataset" if number % 2 else "paper",
        "modalities": ["text"],
        "names": [title[:100]],
        "summary": title[:300],
        "links": {"code": f"https://github.com/a/b?<script>{HACK}</script>&\"'".replace('"', "%22")},
        "tags": [
            {
                "node": "hostile-topic",
                "note": title[:400],
                "effect": title[:200],
                "acts_at": ["hostile-stage"],
                "statements": [
                    {"enhances": "hostile-capability", "note": title[:200], "effect": title[:200]}
                ],
            }
        ],
        "datasets": [
            {
                "dataset": title[:200],
                "row": number + 1,
                "modality": title[:50],
                "sources": [title[:60]],
                "uses_models_as_source": False,
                "stages": ["hostile-stage"],
                "quantity": "<i>1K</i>",
                "objective": title[:100],
                "corrected": f"objective: {title[:100]}",
            }
        ],
        "remarks": title[:400],
        "added": "2024-01-01",
    }


def _synthesis() -> str:
    """Each title as a paragraph that cites the work of that title."""
    claims = "\n\n".join(f"{title[:300]} [@{work_id}]" for work_id, title in TITLES.items())
    return f"---\nnode: hostile-topic\nreviewed: 2024-01-01\n---\n## {TITLES['bass2020image']}\n\n{claims}\n"


def _paths() -> dict[str, object]:
    steps = [{"work": work_id, "why": title[:400]} for work_id, title in TITLES.items()]
    title = TITLES["bass2020image"]
    return {"paths": [{"id": "hostile-path", "title": title, "for": title, "steps": steps}]}


def _taxonomy() -> dict[str, object]:
    text = f'<b onclick="{HACK}">T</b> "><script>{HACK}</script> {{{{ 1 }}}} </script>'
    column = {"required": True, "filter": True, "title": text}
    return {
        "schema": 2,
        "survey": {
            "work": "ames2020script",
            "arxiv": "2005.00001",
            "version": "v1",
            "date": "2020-05-05",
            "references": 3,
            "about": text,
        },
        "questions": [
            {
                "id": "q1",
                "title": text,
                "section": "1",
                "question": text,
                "about": text,
                "answers_with": ["stage"],
                "matrices": [
                    {"relation": relation, "title": text, "caption": text, "head": text}
                    for relation in ("acts_at", "enhances")
                ],
            }
        ],
        "tree": [
            {
                "id": "hostile",
                "title": text,
                "question": "q1",
                "about": text,
                "areas": [
                    {
                        "id": "hostile-area",
                        "title": text,
                        "short": text,
                        "about": text,
                        "color": "#aa0000",
                        "topics": [{"id": "hostile-topic", "title": text, "short": text, "about": text}],
                    }
                ],
            }
        ],
        "facets": [
            {
                "id": "kind",
                "title": text,
                "plural": "Kinds",
                "many": False,
                "required": True,
                "shown": ["filter", "form", "work"],
                "relations": [{"id": "is_a", "key": "kind", "verb": text, "plural": text}],
                "values": [{"id": "dataset", "title": text}, {"id": "paper", "title": text}],
            },
            {
                "id": "modality",
                "title": text,
                "plural": "Modalities",
                "relations": [{"id": "handles", "key": "modalities", "verb": text, "plural": text}],
                "values": [{"id": "text", "title": text}],
            },
            {
                "id": "stage",
                "title": text,
                "plural": "Stages",
                "about": text,
                "stated": ["entry", "tag", "approach"],
                "groups": [{"id": "all", "title": text}],
                "relations": [{"id": "acts_at", "verb": text, "plural": text}],
                "values": [{"id": "hostile-stage", "title": text, "about": text, "remark": text}],
            },
            {
                "id": "capability",
                "title": text,
                "plural": "Capabilities",
                "stated": ["entry", "tag", "approach"],
                "relations": [
                    {"id": "enhances", "verb": text, "plural": text},
                    {"id": "draws_on", "verb": text, "plural": text},
                ],
                "values": [{"id": "hostile-capability", "title": text, "about": text}],
            },
        ],
        "statements": [
            {"nodes": ["hostile-topic"], "acts_at": "hostile-stage", "section": "1", "note": text}
        ],
        "tables": [
            {
                "id": "datasets",
                "title": text,
                "about": text,
                "section": "Tab. 2",
                "in_entries": True,
                "columns": [
                    column | {"id": "dataset"},
                    column | {"id": "row", "type": "number", "hidden": True},
                    column | {"id": "modality"},
                    column | {"id": "sources", "type": "texts"},
                    column | {"id": "uses_models_as_source", "type": "truth"},
                    column | {"id": "stages", "type": "facet", "relation": "acts_at"},
                    column | {"id": "quantity", "type": "quantity"},
                    column | {"id": "objective"},
                    column | {"id": "corrected"},
                ],
            }
        ],
    }


def _write(file: Path, content: dict[str, object]) -> None:
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
