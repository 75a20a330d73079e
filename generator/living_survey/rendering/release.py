"""What a release consists of: the data files, how to cite it, what changed, and a manifest with digests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import yaml

from living_survey.rendering.exports import FORMATS, STATEMENT_FORMATS
from living_survey.rendering.exports.api import STATEMENT_FILES, data_files
from living_survey.rendering.markdown import heading, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from living_survey.knowledge import KnowledgeBase
    from living_survey.knowledge.releases import ReleaseNotes
    from living_survey.rendering.site_context import SiteContext

CITATION = "CITATION.cff"
MANIFEST = "manifest.json"
_WHOLE = {
    "LICENSE.txt", "authors.json", "facets.json", "index.json", "taxonomy.json",
    *(f"works.{format_.suffix}" for format_ in FORMATS.values()),
    *(f"statements.{STATEMENT_FORMATS[name].suffix}" for name in STATEMENT_FILES),
}  # fmt: skip


@dataclass(frozen=True)
class Release:
    """A numbered state of the knowledge."""

    kb: KnowledgeBase
    site: SiteContext
    notes: ReleaseNotes

    @property
    def contributors(self) -> str:
        """Whom to name as the author."""
        return f"The contributors of {self.site.name}"

    def citation(self) -> bytes:
        """`CITATION.cff`, which hosts and reference managers read (https://citation-file-format.github.io)."""
        record: dict[str, object] = {
            "cff-version": "1.2.0",
            "message": "If you use this survey, please cite it, and the paper that it grew from.",
            "type": "dataset",
            "title": self.site.name,
            "authors": [{"name": self.contributors}],
            "version": self.notes.version,
            "date-released": self.notes.date,
        }
        if self.site.site_url:
            record["url"] = self.site.site_url
        if self.site.repo_url:
            record["repository-code"] = self.site.repo_url
        if self.kb.file.license:
            record["license"] = self.kb.file.license
        if self.kb.survey:
            record["references"] = [self._survey(self.kb.survey.work)]
        return yaml.safe_dump(record, sort_keys=False, allow_unicode=True).encode()

    def _survey(self, work_id: str) -> dict[str, object]:
        survey = self.kb[work_id]
        record: dict[str, object] = {
            "type": "article",
            "title": survey.title,
            "authors": [{"name": name} for name in survey.authors],
        }
        if survey.year:
            record["year"] = survey.year
        if survey.venue:
            record["journal"] = survey.venue
        if survey.doi:
            record["doi"] = survey.doi
        if survey.arxiv_id:
            record["url"] = f"https://arxiv.org/abs/{survey.arxiv_id.base}"
        return record

    def changes(self) -> str:
        """What changed, in Markdown."""
        notes = self.notes
        lines = [heading(1, f"{self.site.name} {notes.version}"), ""]
        lines += [f"{notes.date}, {notes.works:,} works.", ""]
        changed = {
            "Added": [self._named(work) for work in notes.added],
            "Moved": [f"{self._named(work)}: {move}" for work, move in notes.moved.items()],
            "Corrected": [
                f"{self._named(work)}: {', '.join(keys)}" for work, keys in notes.corrected.items()
            ],
            "Removed": list(notes.removed),
        }
        for title, items in changed.items():
            if items:
                lines += [heading(2, f"{title} ({len(items):,})"), "", *(f"- {item}" for item in items), ""]
        return "\n".join(lines)

    def _named(self, work_id: str) -> str:
        work = self.kb[work_id] if work_id in self.kb else self.kb.former_works.get(work_id)
        return f"{text(work.title)} (`{work_id}`)" if work else f"`{work_id}`"

    def zenodo(self) -> bytes:
        """The metadata of a deposit at Zenodo (https://developers.zenodo.org/#representation)."""
        record: dict[str, object] = {
            "upload_type": "dataset",
            "title": self.site.name,
            "creators": [{"name": self.contributors}],
            "description": self.site.description or self.site.name,
            "version": self.notes.version,
            "publication_date": self.notes.date.isoformat(),
            "access_right": "open",
        }
        if self.kb.file.license:
            record["license"] = self.kb.file.license.lower()
        if self.kb.survey and self.kb.survey.arxiv:
            record["related_identifiers"] = [
                {"identifier": f"arXiv:{self.kb.survey.arxiv}", "relation": "isSupplementTo"}
            ]
        return _json(record)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """All files of the snapshot, the manifest last."""
        written: list[tuple[str, bytes]] = []
        for path, content in self._files():
            written.append((path, content))
            yield path, content
        yield MANIFEST, self._manifest(written)

    def _files(self) -> Iterator[tuple[str, bytes]]:
        for path, content in data_files(self.kb, self.site):
            name = path.removeprefix("data/")
            if name in _WHOLE:
                yield name, content
        yield "CHANGES.md", self.changes().encode()
        yield CITATION, self.citation()
        yield ".zenodo.json", self.zenodo()

    def _manifest(self, written: Iterable[tuple[str, bytes]]) -> bytes:
        return _json(
            {
                "name": self.site.name,
                "version": self.notes.version,
                "date": self.notes.date.isoformat(),
                "license": self.kb.file.license,
                "works": len(self.kb),
                "files": [
                    {"path": path, "bytes": len(content), "sha256": sha256(content).hexdigest()}
                    for path, content in written
                ],
            }
        )


def _json(record: dict[str, object]) -> bytes:
    return json.dumps(record, ensure_ascii=False, indent=2).encode() + b"\n"
