"""Reading, checking and writing `discovery.yaml`: the papers that curators were shown, a line each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from living_survey.knowledge.discovery import DiscoveryState, Run
from living_survey.loading import files, shape
from living_survey.loading.documents import Document
from living_survey.loading.problems import shortened
from living_survey.loading.rules import discovery as rules
from living_survey.loading.rules.registry import Finding
from living_survey.loading.suggest import did_you_mean
from living_survey.loading.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from living_survey.knowledge.discovery import ShownPaper
    from living_survey.knowledge.facets import RelationKind
    from living_survey.knowledge.survey import TaxonomyFile
    from living_survey.knowledge.work import Work
    from living_survey.loading.documents import EntryDocument
    from living_survey.loading.problems import Problem

MAX_BYTES = 4 * 1024 * 1024
HEAD = """\
# The papers that `survey discover` has shown, a line each, and the day up to which each source was read.
# `survey accept` and `survey reject` write the decisions; a decided paper is never shown again.
# The empty lines let branches merge that decide about neighbouring papers.
"""


def read_state(root: Path) -> tuple[DiscoveryState, Document | None, list[Problem]]:
    """What was shown and decided, and the problems of the file; nothing if there is no file."""
    path = root / files.DISCOVERY
    if not path.exists():
        return DiscoveryState(), None, []
    document, problems = files.read_document(root, path, files.DISCOVERY, MAX_BYTES, Document)
    if document is None:
        return DiscoveryState(), None, problems
    state, more = shape.validate(document, DiscoveryState)
    return state or DiscoveryState(), document, problems + more


def state_of(text: str) -> DiscoveryState:
    """The state in the text of such a file; nothing if it has errors."""
    document, _ = files.parse_document(text, files.DISCOVERY, Document)
    state = shape.validate(document, DiscoveryState)[0] if document else None
    return state or DiscoveryState()


def write_state(root: Path, state: DiscoveryState) -> None:
    """Replace the file; papers are in the order of their identifiers, so that branches merge."""
    replace_file(root / files.DISCOVERY, state_text(state))


def state_text(state: DiscoveryState) -> str:
    """The file as text; texts are quoted as in JSON, which is YAML."""
    lines = [HEAD]
    if state.sources:
        lines.append("sources:\n")
        lines += [f"  {name}: {state.sources[name]}\n" for name in sorted(state.sources)]
    if state.runs:
        lines.append("runs:\n")
        lines += [f"  {day}: {_line(state.runs[day])}\n" for day in sorted(state.runs)]
    if state.papers:
        lines.append("papers:\n")
        papers = (f"  {_quoted(key)}: {_line(state.papers[key])}\n" for key in sorted(state.papers))
        lines.append("\n".join(papers))
    return "".join(lines) if len(lines) > 1 else f"{HEAD}papers: {{}}\n"


def _line(record: ShownPaper | Run) -> str:
    written = record.model_dump(mode="json", exclude_none=True)
    plain = {"shown", "decision", "on", *Run.model_fields}
    fields = (f"{name}: {value if name in plain else _quoted(value)}" for name, value in written.items())
    return f"{{{', '.join(fields)}}}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# --- what the decisions refer to ---------------------------------------------------------------------------


def check_decisions(
    state: DiscoveryState,
    document: Document,
    entries: Iterable[EntryDocument],
    works: Collection[Work],
    taxonomy: TaxonomyFile,
) -> Iterator[Problem]:
    """The accepted papers without an entry, or whose entry nobody has completed."""
    documents = {entry.id: entry for entry in entries}
    by_id = {work.id: work for work in works}
    relations = [relation for facet, relation in taxonomy.relations.values() if facet.of_statements]
    stating = {work.tags[0].node for work in works if work.tags and _states_something(work, relations)}
    for key, paper in state.papers.items():
        if paper.decision != "accepted" or paper.entry is None:
            continue
        if paper.entry not in documents:
            place = document.place("papers", key, "entry")
            message = f'no entry "{shortened(paper.entry)}"'
            hint = did_you_mean(paper.entry, documents)
            yield rules.ACCEPTED_WITHOUT_ENTRY.problem(document.path, Finding.at(place, message, hint))
        elif (work := by_id.get(paper.entry)) and work.tags:
            entry = documents[paper.entry]
            for message in _lacking(work, relations, stating):
                finding = Finding.at(entry.place("tags"), message, "read the paper and write it")
                yield rules.ACCEPTED_WITHOUT_NOTE.problem(entry.path, finding)


def _lacking(work: Work, relations: Iterable[RelationKind], stating: Collection[str]) -> Iterator[str]:
    node = work.tags[0].node
    if not work.tags[0].note:
        yield f'accepted, but no note says what the work does at "{node}"'
    if node in stating and not _states_something(work, relations):
        yield f'accepted, but states nothing; other works at "{node}" do'


def _states_something(work: Work, relations: Iterable[RelationKind]) -> bool:
    """Whether anything is stated about what the work does, with one of the relations."""
    return bool(work.statements) or any(
        tag.statements or any(tag.values_of(relation) for relation in relations) for tag in work.tags
    )
