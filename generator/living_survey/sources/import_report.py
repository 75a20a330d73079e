"""What became of an import, for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from living_survey.loading.problems import plural, visible
from living_survey.sources.venue_kinds import declaration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from living_survey.loading.yaml_tree import Plain
    from living_survey.sources.found import FoundWork
    from living_survey.sources.importing import Imported

SECTIONS = {
    "entries": "new entries",
    "drafts": "new drafts; `survey fetch` completes those with an arXiv identifier or a DOI",
    "completed": "drafts that the files complete",
    "similar": "new entries with almost the title of another one",
    "not_written": "not written",
    "differences": "differences from entries",
    "inconsistencies": "inconsistencies in the files",
    "unread": "not read as works",
    "labels": "headings and tags without a topic; write a topic's id behind each colon, save the lines as a "
    "file and give it with --keywords FILE",
    "venues": "venues to add to `venues:` in taxonomy.yaml, so that citations name them rightly",
    "dropped": "fields that entries have no place for, and that are not imported",
}
"""The parts of a report with their titles."""
WHILE_WRITING = ("similar", "not_written", "labels", "venues", "dropped")
BEFORE_WRITING = ("entries", "drafts", "completed", *WHILE_WRITING)


def as_text(result: Imported, parts: Iterable[str], *, is_written: bool) -> str:
    """Some parts of a report, each below its title and number, and a line of counts."""
    lines: list[str] = []
    for part in parts:
        if found := list(_LINES[part](result)):
            lines += ["", f"{SECTIONS[part]} ({len(found):,}):", *(f"  {visible(line)}" for line in found)]
    return "\n".join([*lines[1:], *([""] if lines else []), summary(result, is_written=is_written), ""])


def summary(result: Imported, *, is_written: bool) -> str:
    """The counts on one line."""
    count = counts(result)
    verb = "written" if is_written else "to write"
    return (
        f"works: {count['works']:,}; "
        f"with an entry: {count['matched']:,} (differing: {count['differences']:,}); "
        f"{verb}: {count['entries']:,} and {plural(count['drafts'], 'draft')}; "
        f"drafts completed: {count['completed']:,}; "
        f"not written: {count['not_written']:,}; not read: {count['unread']:,}; "
        f"inconsistencies: {count['inconsistencies']:,}; headings without a topic: {count['labels']:,}"
    )


def counts(result: Imported) -> dict[str, int]:
    """How many works, and how many items each part of a report has."""
    return {
        "files": len(result.files),
        "works": sum(result.files.values()),
        "matched": len(result.matched),
        "entries": len(result.entries),
        "drafts": len(result.drafts),
        "completed": len(result.completed),
        "not_written": len(result.not_written),
        "differences": len(result.differing),
        "inconsistencies": len(result.inconsistencies),
        "unread": len(result.unread),
        "labels": len(result.unknown_labels),
    }


def as_json(result: Imported) -> str:
    """All of a report for programs."""
    data: dict[str, Plain] = {
        "counts": dict(counts(result)),
        "files": dict(result.files),
        "entries": [_place(new.found) | {"id": new.entry, "similar": new.similar} for new in result.entries],
        "drafts": [
            _place(new.found) | {"id": new.entry, "missing": list(new.missing), "reason": new.reason}
            for new in result.drafts
        ],
        "matched": [
            _place(one.found) | {"id": one.entry, "differences": list(one.differences)}
            for one in result.matched
        ],
        "completed": [_place(one.found) | {"id": one.entry} for one in result.completed],
        "not_written": [_place(one.found) | {"reasons": one.reasons} for one in result.not_written],
        "inconsistencies": [
            {"file": note.file, "line": note.line, "message": note.message} for note in result.inconsistencies
        ],
        "unread": [
            {"file": one.file, "line": one.line, "text": one.text, "reason": one.reason}
            for one in result.unread
        ],
        "labels": [
            {
                "file": label.file,
                "line": label.line,
                "path": list(label.path),
                "works": label.works,
                "nearest": label.nearest,
            }
            for label in result.unknown_labels
        ],
        "venues": [{"short": venue.short, "full": venue.full, "kind": venue.kind} for venue in result.venues],
        "dropped": {name: list(fields) for name, fields in result.dropped.items()},
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _place(found: FoundWork) -> dict[str, Plain]:
    return {"file": found.file, "line": found.line, "title": found.draft.title or ""}


def _at(found: FoundWork) -> str:
    return f"{found.file}:{found.line}:"


def _entries(result: Imported) -> Iterator[str]:
    for new in result.entries:
        yield f"{_at(new.found)} entries/{new.entry}.yaml: {new.found.draft.title}"


def _drafts(result: Imported) -> Iterator[str]:
    for new in result.drafts:
        why = f" ({new.reason})" if new.reason else ""
        lacks = ", ".join(new.missing)
        yield f"{_at(new.found)} entries/{new.entry}.yaml: {new.found.draft.title}: lacks {lacks}{why}"


def _completed(result: Imported) -> Iterator[str]:
    for one in result.completed:
        yield f"{_at(one.found)} entries/{one.entry}.yaml: {one.found.draft.title}"


def _similar(result: Imported) -> Iterator[str]:
    for new in result.new:
        if new.similar:
            yield f"{_at(new.found)} entries/{new.entry}.yaml: {new.found.draft.title}: {new.similar}"


def _not_written(result: Imported) -> Iterator[str]:
    for one in result.not_written:
        yield f"{_at(one.found)} {one.found.draft.title}: {one.reasons}"


def _differences(result: Imported) -> Iterator[str]:
    for one in result.differing:
        yield f"{_at(one.found)} entries/{one.entry}.yaml: {'; '.join(one.differences)}"


def _labels(result: Imported) -> Iterator[str]:
    for label in result.unknown_labels:
        yield f"{label}  # {plural(label.works, 'work')}, {label.file}:{label.line}"


def _dropped(result: Imported) -> Iterator[str]:
    for name, fields in result.dropped.items():
        yield f"{name}: {', '.join(fields)}"


_LINES = {
    "entries": _entries,
    "drafts": _drafts,
    "completed": _completed,
    "similar": _similar,
    "not_written": _not_written,
    "differences": _differences,
    "inconsistencies": lambda result: map(str, result.inconsistencies),
    "unread": lambda result: map(str, result.unread),
    "labels": _labels,
    "venues": lambda result: map(declaration, result.venues),
    "dropped": _dropped,
}
