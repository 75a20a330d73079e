"""One page of each kind that a built site has, found by looking, so that a new kind is looked at too."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from living_survey import KnowledgeBase


def page_addresses(site: Path) -> Iterator[str]:
    """The addresses of all pages of a built site, relative to its root, in order."""
    for file in sorted(site.rglob("index.html")):
        folder = file.parent.relative_to(site).as_posix()
        yield "" if folder == "." else f"{folder}/"


def kinds_of_pages(site: Path, kb: KnowledgeBase) -> dict[str, str]:
    """The address of the largest page of each kind, and of the smallest and the most crowded work."""
    kinds: dict[str, list[str]] = {}
    for address in page_addresses(site):
        kinds.setdefault(_kind(address, kb), []).append(address)

    def size(address: str) -> int:
        return (site / address / "index.html").stat().st_size

    pages = {kind: max(addresses, key=size) for kind, addresses in kinds.items()}
    pages["work, short"] = min(kinds["works/*"], key=size)
    pages["work, many authors"] = f"works/{max(kb, key=lambda work: len(work.authors)).id}/"
    return pages | {"404": "404.html"}


def _kind(address: str, kb: KnowledgeBase) -> str:
    match address.strip("/").split("/"):
        case [""]:
            return "home"
        case ["topics", node]:
            return kb.taxonomy[node].level
        case [folder, _, *_]:
            return f"{folder}/*"
        case parts:
            return parts[0]
