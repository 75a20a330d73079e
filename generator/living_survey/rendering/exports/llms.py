"""`llms.txt` and `llms-full.txt`: the survey for language models (https://llmstxt.org)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.rendering.markdown import heading, link, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.knowledge import KnowledgeBase
    from living_survey.rendering.site_context import SiteContext

_WHOLE = (
    ("works.jsonl", "Works, one JSON object per line", "all facts, with summaries and notes on each tag"),
    ("works.md.txt", "Works as a reading list", "Markdown by topic"),
    ("works.bib", "Works as BibTeX", "for citing"),
    ("taxonomy.json", "Taxonomy", "directions, areas, topics and approaches with explanations"),
    ("statements.csv", "Statements as a table", "what each work does, and who states it"),
    ("facets.json", "Facets", "{facets}; statements of the survey about approaches; its tables"),
    ("index.json", "Index of the data files", "with versions, counts and JSON Schemas"),
)


def llms_full_txt(kb: KnowledgeBase, site: SiteContext, works: bytes) -> Iterator[bytes]:
    """Everything to read in one file, in parts: the syntheses, then `works`, the list of all works."""
    yield f"{heading(1, site.name)}\n\n> {text(site.description or site.name)}\n\n".encode()
    for node in kb.taxonomy:
        if synthesis := kb.syntheses.get(node.id):
            yield f"{heading(2, node.title)}\n\n{synthesis.body.strip()}\n\n".encode()
    yield works


def llms_txt(kb: KnowledgeBase, site: SiteContext) -> bytes:
    """The whole file."""
    lines = [heading(1, site.name), "", f"> {text(site.description or site.name)}", ""]
    if kb.survey and kb.survey.about:
        lines += [text(kb.survey.about), ""]
    if kb.file.license:
        lines += [f"Licence: {link(kb.file.license, kb.file.license_url or '')}", ""]
    lines += [heading(2, "Data"), ""]
    facets = ", ".join(facet.plural.lower() for facet in kb.facets.values()) or "none"
    lines += [
        f"- {link(title, site.data(path))}: {text(about.format(facets=facets))}"
        for path, title, about in _WHOLE
    ]
    lines += ["", heading(2, "Topics"), ""]
    for node in kb.taxonomy.topics():
        if count := kb.count(node):
            about = f"{count} work{'' if count == 1 else 's'}. {node.about or ''}".strip()
            lines.append(f"- {link(node.title, site.data(f'topics/{node.id}.json'))}: {text(about)}")
    lines += ["", heading(2, "Optional"), ""]
    whole = link("Everything in one file", site.address("llms-full.txt"))
    lines.append(f"- {whole}: syntheses, and all works by topic with their notes")
    return "\n".join(lines).encode() + b"\n"
