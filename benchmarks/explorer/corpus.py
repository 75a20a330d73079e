"""The Explorer alone, without the rest of a site, over made-up works: quick to make for thousands."""

from __future__ import annotations

import random
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import material

from living_survey.knowledge import KnowledgeBase
from living_survey.rendering.explorer import FOLDER, OFFERED, explorer_files, version
from living_survey.rendering.exports import FORMATS
from living_survey.rendering.pages.environment import page_environment
from living_survey.rendering.palette import palette_css
from living_survey.web.constants import write_constants

if TYPE_CHECKING:
    from collections.abc import Mapping

    from living_survey.knowledge.enrichment import Enrichment

ROOT = Path(__file__).parents[2]
FIRST_DAY = date(2017, 1, 1)
DAYS = 3600
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]

HOST = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Explore</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
{styles}<script type="module" src="../assets/explore/main.js"></script></head>
<body dir="ltr" data-md-color-scheme="default" data-md-color-primary="custom" data-md-color-accent="custom">
<div class="md-container"><main class="md-main"><div class="md-main__inner md-grid">
<div class="md-content"><article class="md-content__inner md-typeset">
{content}
</article></div></div></main></div></body></html>
"""


def large_knowledge(like: KnowledgeBase, works: int, seed: int = 0) -> KnowledgeBase:
    """A knowledge base of that many works: those given, and others mixed from their parts.

    The same seed gives the same works. There are about three authors new to each work, as in the real one.
    Half of the tags state something.
    """
    real = list(like)
    chance = random.Random(seed)
    relations = [
        (relation.key, [value.id for value in facet.values])
        for facet in like.facets.values()
        if "tag" in facet.stated
        for relation in facet.relations
    ]

    def stated() -> dict[str, tuple[str, ...]]:
        count = chance.choice([0, 0, 1, 2])
        return {key: (chance.choice(values),) for key, values in chance.sample(relations, count)}

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
                        tag.model_copy(update={"note": chance.choice(notes), **stated()})
                        for tag in other.tags
                    ),
                }
            )
        )
    return KnowledgeBase(like.file, [*real, *made][:works])


def write_explorer(
    kb: KnowledgeBase,
    folder: Path,
    enrichments: Mapping[str, Enrichment] | None = None,
    *,
    exports: bool = True,
) -> None:
    """Write the Explorer of a knowledge base to a folder, with its data and scripts and the site's styles."""
    known = enrichments or {}
    templates = page_environment()
    assets = folder / "assets"
    shutil.copytree(ROOT / "generator/living_survey/web/assets", assets)
    write_constants(folder)
    theme = Path(next(iter(material.__path__))) / "templates" / "assets" / "stylesheets"
    for name in ("main", "palette"):
        shutil.copy(next(theme.glob(f"{name}.*.min.css")), assets / f"theme-{name}.css")
    (assets / "palette.css").write_text(palette_css(kb.taxonomy), encoding="utf-8")
    files = list(explorer_files(kb, known))
    if exports:
        offered = [FORMATS[name] for name in OFFERED]
        files += [(f"data/works.{chosen.suffix}", chosen.render(kb, tuple(kb))) for chosen in offered]
    for path, content in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    values = {
        "kb": kb,
        "root": "../",
        "files": f"{FOLDER}/",
        "view": {"explorer_version": version(kb, known)},
    }
    page = templates.get_template("pages/explore.html.j2").render(values)
    styles = "".join(
        f'<link rel="stylesheet" href="../assets/{name}.css">'
        for name in ("theme-main", "theme-palette", "palette", "survey", "explore")
    )
    (folder / "explore").mkdir()
    host = HOST.format(styles=styles, content=page)
    (folder / "explore" / "index.html").write_text(host, encoding="utf-8")
