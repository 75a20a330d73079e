"""What changed in the entries since the last release, from git."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from living_survey.hosting.checkout import Checkout
from living_survey.hosting.releases import last_release
from living_survey.knowledge.releases import Move, ReleaseNotes
from living_survey.loading.files import ENTRIES, entry_path, work_id_of
from living_survey.loading.yaml_tree import read_mapping

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from living_survey.knowledge import KnowledgeBase

Raw = dict[str, Any]
_ABOUT_PLACES = frozenset(["tags"])
_ABOUT_THE_FILE = frozenset(["added", "draft", "formerly"])


def release_notes(root: Path, kb: KnowledgeBase, version: str, day: date) -> ReleaseNotes:
    """What a release made now changes: the entries of this folder against those of the newest tag.

    Raises `GitError` without git or a repository.
    """
    git = Checkout(root).git
    git("rev-parse", "--git-dir")
    before = last_release(root)
    if before is None:
        return ReleaseNotes(version=version, date=day, works=len(kb), added=tuple(work.id for work in kb))
    listed = git("diff", "--name-only", "-z", "--no-renames", before.name, "--", ENTRIES)
    touched = sorted(work_id_of(path) for path in listed.split("\0") if path.endswith(".yaml"))
    moved: dict[str, Move] = {}
    corrected: dict[str, tuple[str, ...]] = {}
    for work_id in touched:
        former = next((each for each in (work_id, *_formerly(kb, work_id)) if each in before.works), None)
        if former is None or work_id not in kb:
            continue
        old = read_mapping(git("show", f"{before.name}:./{entry_path(former)}"))
        new = read_mapping((root / entry_path(work_id)).read_text(encoding="utf-8"))
        if move := _move(old, new):
            moved[work_id] = move
        keys = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
        if changed := sorted(keys - _ABOUT_THE_FILE - (_ABOUT_PLACES if move else frozenset())):
            corrected[work_id] = tuple(key.replace("_", "-") for key in changed)
    known = {work.id for work in kb} | set(kb.former_works)
    return ReleaseNotes(
        version=version,
        date=day,
        since=before.name,
        works=len(kb),
        added=tuple(work.id for work in kb if not before.works.intersection([work.id, *work.formerly])),
        removed=tuple(sorted(before.works - known)),
        moved=moved,
        corrected=corrected,
    )


def _formerly(kb: KnowledgeBase, work_id: str) -> tuple[str, ...]:
    return kb[work_id].formerly if work_id in kb else ()


def _nodes(entry: Raw) -> tuple[str, ...]:
    tags = entry.get("tags") or []
    return tuple(str(tag.get("node") if isinstance(tag, dict) else tag) for tag in tags)


def _move(old: Raw, new: Raw) -> Move | None:
    before, after = _nodes(old), _nodes(new)
    lost = tuple(node for node in before if node not in after)
    gained = tuple(node for node in after if node not in before)
    return Move(lost=lost, gained=gained) if lost or gained else None
