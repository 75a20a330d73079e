"""Reading and checking the hand-written syntheses and reading paths of a survey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from living_survey.knowledge.syntheses import (
    CITATION,
    FOLDER,
    PATHS,
    ReadingPath,
    ReadingPaths,
    Synthesis,
    cited_in,
)
from living_survey.loading import files, shape
from living_survey.loading.documents import Document
from living_survey.loading.problems import shortened
from living_survey.loading.rules import syntheses as rules
from living_survey.loading.rules.registry import Finding
from living_survey.loading.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from living_survey.loading.problems import Problem

MAX_BYTES = 64 * 1024
_FENCE = "---\n"


def read_syntheses(
    root: Path, nodes: Collection[str], works: Collection[str]
) -> tuple[list[Synthesis], list[Problem]]:
    """The syntheses in the order of their file names, and their problems."""
    found: list[Synthesis] = []
    problems: list[Problem] = []
    folder = root / FOLDER
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
        synthesis, more = _read(root, path, f"{FOLDER}/{path.name}", nodes)
        problems += more
        if synthesis is not None:
            found.append(synthesis)
            problems += _check(synthesis, f"{FOLDER}/{path.name}", works)
    return found, problems


def read_paths(root: Path, works: Collection[str]) -> tuple[tuple[ReadingPath, ...], list[Problem]]:
    """The reading paths, and their problems; none if there is no such file."""
    path = root / PATHS
    if not path.exists():
        return (), []
    document, problems = files.read_document(root, path, PATHS, MAX_BYTES, Document)
    if document is None:
        return (), problems
    read, more = shape.validate(document, ReadingPaths)
    problems += more
    if read is None:
        return (), problems
    for at, one in enumerate(read.paths):
        for step, place in enumerate(one.steps):
            if place.work not in works:
                where = document.place("paths", at, "steps", step, "work")
                problems.append(rules.UNKNOWN_CITATION.problem(PATHS, _unknown(place.work, where, works)))
    return read.paths, problems


def _read(
    root: Path, path: Path, relative: str, nodes: Collection[str]
) -> tuple[Synthesis | None, list[Problem]]:
    raw, problem = files.read_bytes(root, path, relative, MAX_BYTES)
    text, problems = files.decode(raw, relative) if raw is not None else (None, [problem] if problem else [])
    if text is None:
        return None, problems
    head, fence, body = text.removeprefix(_FENCE).partition(f"\n{_FENCE}")
    if not text.startswith(_FENCE) or not fence or not head.strip():
        name = shortened(path.stem)
        hint = f'start the file with the lines "---", "node: {name}", "reviewed: 2026-11-30" and "---"'
        finding = Finding(1, 1, "the node and the day of the last review are missing", hint)
        return None, [*problems, rules.FORM.problem(relative, finding)]
    # An empty line in place of the fence keeps the line numbers.
    document, more = files.parse_document(f"\n{head}\n", relative, Document)
    problems += more
    if document is None:
        return None, problems
    extra: dict[str, str | int] = {"body": body, "first_line": head.count("\n") + 4}
    synthesis, more = shape.validate(document, Synthesis, extra)
    problems += more
    if synthesis is not None:
        problems += _check_node(synthesis, document, path.stem, nodes)
    return (synthesis if synthesis and synthesis.node in nodes else None), problems


def _check_node(
    synthesis: Synthesis, document: Document, name: str, nodes: Collection[str]
) -> Iterator[Problem]:
    place = document.place("node")
    if synthesis.node not in nodes:
        message = f'unknown taxonomy node "{shortened(synthesis.node)}"'
        hint = did_you_mean(synthesis.node, nodes)
        if name in nodes:
            hint = f"the file is called {name}.md: write node: {name}"
        finding = Finding.at(place, message, hint)
        yield rules.FORM.problem(document.path, finding)
    elif synthesis.node != name:
        hint = f"write node: {name}" if name in nodes else f"rename it to {synthesis.node}.md"
        yield rules.FORM.problem(document.path, Finding.at(place, f'the file is called "{name}"', hint))


def _check(synthesis: Synthesis, relative: str, works: Collection[str]) -> Iterator[Problem]:
    for claim in synthesis.claims():
        if not CITATION.search(claim.text):
            hint = "add the works that support it, as [@id; @id], or delete it"
            finding = Finding(claim.line, 1, f'no citation: "{shortened(claim.text)}"', hint)
            yield rules.UNCITED.problem(relative, finding)
    for number, line in enumerate(synthesis.body.split("\n"), synthesis.first_line):
        for match in CITATION.finditer(line):
            for work in cited_in(match[1]):
                if "," in work:
                    finding = Finding(
                        number, match.start() + 1, "works separated by a comma", "write ; between them"
                    )
                    yield rules.UNKNOWN_CITATION.problem(relative, finding)
                elif work not in works:
                    finding = _unknown(work, (number, match.start() + 1), works)
                    yield rules.UNKNOWN_CITATION.problem(relative, finding)


def _unknown(work: str, place: tuple[int, int], works: Collection[str]) -> Finding:
    hint = did_you_mean(work, works) or "correct the id, or add the work first"
    return Finding.at(place, f'no work "{shortened(work)}"', hint)
