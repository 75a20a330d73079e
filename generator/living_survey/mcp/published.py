"""The published records of a survey: from its folder, a folder of data files, or an address of the site.

Whatever they come from they are the same: those of the data files that the page Data describes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from living_survey.hosting.readme_files import configured_site
from living_survey.loading import load
from living_survey.rendering.exports.derivation import facets_file, taxonomy_file, work_record
from living_survey.sources.clock import SystemClock
from living_survey.sources.http import OK, Client, Pace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from living_survey.sources.http import Answer

Record = dict[str, Any]
VERSION_READ = "3"
"""Major version of the data format."""
_MAX_BYTES = 512 * 1024 * 1024
_DEADLINE_SECONDS = 600


class NotPublishedError(Exception):
    """What was named is not a survey, or its data is of another version."""


@dataclass(frozen=True)
class Published:
    """All records of a survey, as its data files have them."""

    name: str
    site_url: str
    works: dict[str, Record]
    nodes: dict[str, Record]
    facets: dict[str, Record]

    @cached_property
    def relations(self) -> list[str]:
        """The ids of the relations of all facets."""
        return [relation["id"] for facet in self.facets.values() for relation in facet["relations"]]


def published(source: str, user_agent: str) -> Published:
    """The records of a survey's folder, of a folder with its data files, or of a site at an address.

    Raises `NotPublishedError`, `InvalidKnowledgeError` for a survey with problems, and what `Client.ask`
    raises.
    """
    if urlsplit(source).scheme in {"http", "https"}:
        base = f"{source.rstrip('/')}/"
        client = Client(
            user_agent,
            pace=Pace(0, SystemClock()),
            deadline=_DEADLINE_SECONDS,
            max_bytes=_MAX_BYTES,
            trusted=[base],
        )
        return _read(lambda name: client.ask(urljoin(base, f"data/{name}"), _content))
    folder = Path(source)
    if (folder / "taxonomy.yaml").is_file():
        return _derived(folder)
    for data in (folder, folder / "data"):
        if (data / "index.json").is_file():
            return _read(partial(_file, data))
    raise NotPublishedError(f"{source}: neither taxonomy.yaml nor data/index.json is there")


def _content(answer: Answer) -> bytes:
    answer.refuse_unless(OK)
    return answer.body


def _file(folder: Path, name: str) -> bytes:
    return (folder / name).read_bytes()


def _derived(root: Path) -> Published:
    kb, site = load(root), configured_site(root)
    return Published(
        name=site.name,
        site_url=site.site_url,
        works=_by_id(work_record(kb, work).model_dump(mode="json") for work in kb),
        nodes=_by_id(taxonomy_file(kb).model_dump(mode="json")["nodes"]),
        facets=_by_id(facets_file(kb).model_dump(mode="json")["facets"]),
    )


def _read(read: Callable[[str], bytes]) -> Published:
    index = _json(read, "index.json")
    version = str(index.get("version", ""))
    if version.partition(".")[0] != VERSION_READ:
        raise NotPublishedError(f"the data has format {version or 'unknown'}; {VERSION_READ}.x can be read")
    lines = read("works.jsonl").splitlines()
    return Published(
        name=index["name"],
        site_url=index["site_url"] or "",
        works=_by_id(json.loads(line) for line in lines),
        nodes=_by_id(_json(read, "taxonomy.json")["nodes"]),
        facets=_by_id(_json(read, "facets.json")["facets"]),
    )


def _json(read: Callable[[str], bytes], name: str) -> Record:
    try:
        found = json.loads(read(name))
    except ValueError as error:
        raise NotPublishedError(f"{name} is not JSON") from error
    if not isinstance(found, dict):
        raise NotPublishedError(f"{name} is not a JSON object")
    return found


def _by_id(records: Iterable[Record]) -> dict[str, Record]:
    return {record["id"]: record for record in records}
