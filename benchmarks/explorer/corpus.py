"""The Explorer alone, without the rest of a site, over made-up works: quick to make for thousands."""

from __future__ import annotations

import random
import shutil
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import material
import yaml
from jinja2 import FileSystemLoader

from generator.knowledge import KnowledgeBase
from generator.knowledge.survey import TaxonomyFile
from generator.rendering.explorer import explorer_files
from generator.rendering.pages import render_pages
from generator.rendering.pages.environment import page_environment
from generator.rendering.palette import palette_css
from generator.rendering.site_context import SiteContext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator import Work
    from generator.knowledge.enrichment import Enrichment

ROOT = Path(__file__).parents[2]
SITE = SiteContext(name="Explorer", description="", site_url="", repo_url="", repo_branch="main")
FIRST_DAY = date(2017, 1, 1)
DAYS = 3600
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]

HOST = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Explore</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
{styles}{head}</head>
<body dir="ltr" data-md-color-scheme="default" data-md-color-primary="custom" data-md-color-accent="custom">
<div class="md-container"><main class="md-main"><div class="md-main__inner md-grid">
<div class="md-content"><article class="md-content__inner md-typeset">
{content}
</article></div></div></main></div></body></html>
"""


def knowledge_of(works: Iterable[Work]) -> KnowledgeBase:
    """The real taxonomy with other works."""
    taxonomy = yaml.safe_load((ROOT / "taxonomy.yaml").read_text(encoding="utf-8"))
    return KnowledgeBase(TaxonomyFile.model_validate(taxonomy), works)


def large_knowledge(like: Iterable[Work], works: int, seed: int = 0) -> KnowledgeBase:
    """A knowledge base of that many works: those given, and others mixed from their parts.

    The same seed gives the same works. There are about three authors new to each work, as in the real one.
    """
    real = list(like)
    chance = random.Random(seed)
    given = sorted({author.split()[0] for work in real for author in work.authors})
    family = sorted({author.split()[-1] for work in real for author in work.authors})
    notes = [tag.note for work in real for tag in work.tags if tag.note]
    made = []
    for number in range(works - len(real)):
        one, other = chance.sample(real, 2)
        name = "".join(chance.choices(SYLLABLES, k=3)).capitalize()
        day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        head, tail = one.title.split(": ")[-1].split(), other.title.split(": ")[-1].split()
        count = min(len(one.authors), 30)
        made.append(
            one.model_copy(
                update={
                    "id": f"{name.lower()}{day.year}n{number}",
                    "title": f"{name}: {' '.join(head[: len(head) // 2 + 1] + tail[len(tail) // 2 :])}",
                    "authors": tuple(
                        f"{chance.choice(given)} {chance.choice(family)}" for _ in range(max(1, count))
                    ),
                    "year": day.year,
                    "published": day,
                    "venue": other.venue,
                    "arxiv": f"{day:%y%m}.{number + 1:05}",
                    "doi": None,
                    "tags": tuple(
                        tag.model_copy(update={"note": chance.choice(notes)}) for tag in other.tags
                    ),
                }
            )
        )
    return knowledge_of([*real, *made][:works])


def write_explorer(
    kb: KnowledgeBase,
    folder: Path,
    enrichments: Mapping[str, Enrichment] | None = None,
    *,
    exports: bool = True,
) -> None:
    """Write the Explorer of a knowledge base to a folder, with its data and scripts and the site's styles."""
    known = enrichments or {}
    templates = page_environment(FileSystemLoader(ROOT / "site_src" / "templates"))
    assets = folder / "assets"
    shutil.copytree(ROOT / "site_src" / "pages" / "assets", assets)
    theme = Path(next(iter(material.__path__))) / "templates" / "assets" / "stylesheets"
    for name in ("main", "palette"):
        shutil.copy(next(theme.glob(f"{name}.*.min.css")), assets / f"theme-{name}.css")
    (assets / "palette.css").write_text(palette_css(kb.taxonomy), encoding="utf-8")
    # The works come first, and the exports are not made before they are asked for.
    for path, content in islice(explorer_files(kb, known), None if exports else 1):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    page = next(page for page in render_pages(kb, SITE, templates, known) if page.path == "explore.md")
    styles = "".join(
        f'<link rel="stylesheet" href="../assets/{name}.css">'
        for name in ("theme-main", "theme-palette", "palette", "survey")
    )
    (folder / "explore").mkdir()
    host = HOST.format(styles=styles, head=page.head(), content=page.render())
    (folder / "explore" / "index.html").write_text(host, encoding="utf-8")
