"""Reading files of a knowledge base as documents, and reporting those that cannot be read."""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from living_survey.loading.characters import UNSEEN, is_control
from living_survey.loading.documents import Document
from living_survey.loading.rules import reading
from living_survey.loading.rules import shape as shape_rules
from living_survey.loading.rules.registry import ALL_RULES, Finding
from living_survey.loading.yaml_tree import Mapping, Scalar, YamlError, parse, walk, with_line_feeds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from living_survey.loading.problems import Problem
    from living_survey.loading.yaml_tree import Tree

ENTRIES = "entries"
ENTRY_SUFFIX = ".yaml"
TAXONOMY = "taxonomy.yaml"
SITE_SOURCES = "site_src"
DISCOVERY = "discovery.yaml"
MAX_ENTRY_BYTES = 64 * 1024
MAX_TAXONOMY_BYTES = 256 * 1024
MAX_PROBLEMS = 200

_TAB_INDENT = re.compile(r"^ *\t(?=.*\S)", re.MULTILINE)
_COMES_FROM_COPYING = "delete it; it often comes with text copied from a page or PDF"
_NOT_MEANT_AS_ESCAPE = "delete it; to write a backslash, double it"
LINK_TO_OUTSIDE = "symbolic link to a place outside the repository"
DocumentT = TypeVar("DocumentT", bound=Document)


def entry_path(work_id: str) -> str:
    """The file of an entry, relative to the root."""
    return f"{ENTRIES}/{work_id}{ENTRY_SUFFIX}"


def work_id_of(path: str) -> str:
    """The id of the work whose entry is in a file; the path is relative to the root."""
    return path.removeprefix(f"{ENTRIES}/").removesuffix(ENTRY_SUFFIX)


def entry_files(root: Path) -> Iterator[tuple[str, Path]]:
    """Everything in `entries/`, as (relative path, path), in the order of names.

    Files that editors and systems keep beside others (`.x.yaml.swp`, `.#x.yaml`, `x.yaml~`, `.DS_Store`) are
    left out. Raises `OSError` if there is no such folder.
    """
    folder = root / ENTRIES
    with os.scandir(folder) as found:
        names = sorted(item.name for item in found)
    for name in names:
        if not _is_by_product(name):
            yield f"{ENTRIES}/{name}", folder / name


def _is_by_product(name: str) -> bool:
    hidden = name.startswith(".") and not name.endswith(ENTRY_SUFFIX)
    return hidden or name.startswith(".#") or name.endswith("~")


def links_to_outside(root: Path, folder: str) -> list[Problem]:
    """The symbolic links in a folder that lead out of the repository: a site would publish what is there."""
    found = []
    for parent, folders, names in os.walk(root / folder):
        for path in (Path(parent, name) for name in sorted((*folders, *names))):
            if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(root.resolve()):
                finding = Finding(1, 1, LINK_TO_OUTSIDE, "replace the link with what it leads to")
                found.append(reading.SYMLINK.problem(path.relative_to(root).as_posix(), finding))
    return found


def read_document(
    root: Path, path: Path, relative: str, limit: int, kind: type[DocumentT]
) -> tuple[DocumentT | None, list[Problem]]:
    """Read one file; one that is not lines of `key: value` gives problems instead of a document."""
    raw, problem = read_bytes(root, path, relative, limit)
    if raw is None:
        return None, [problem] if problem else []
    return as_document(raw, relative, kind)


def as_document(raw: bytes, relative: str, kind: type[DocumentT]) -> tuple[DocumentT | None, list[Problem]]:
    """The content of a file as a document, or what is wrong with it."""
    text, problems = decode(raw, relative)
    if text is None:
        return None, problems
    document, more = parse_document(text, relative, kind)
    return document, problems + more


def parse_document(text: str, relative: str, kind: type[DocumentT]) -> tuple[DocumentT | None, list[Problem]]:
    """A decoded text as a document, or what is wrong with it."""
    try:
        tree = parse(text)
    except YamlError as error:
        return None, [syntax_problem(error, relative)]
    problems: list[Problem] = []
    if tree is None:
        finding = Finding(1, 1, "the file is empty", "start from another entry, or delete the file")
        return None, [shape_rules.EMPTY_FILE.problem(relative, finding)]
    if "\\" in text:
        problems += islice(_escaped_characters(tree, relative), MAX_PROBLEMS + 1)
    if not isinstance(tree, Mapping):
        finding = Finding.at(
            tree,
            'expected lines of "key: value", not a list or a single value',
            'start with a line such as title: "..."',
        )
        return None, [*problems, shape_rules.NOT_A_MAPPING.problem(relative, finding)]
    return kind(relative, tree), problems


def syntax_problem(error: YamlError, relative: str) -> Problem:
    """A text that is not the YAML of a document, as a problem of its file."""
    finding = Finding(error.line, error.column, error.message, error.hint)
    return ALL_RULES[error.code].problem(relative, finding)


def read_bytes(root: Path, path: Path, relative: str, limit: int) -> tuple[bytes | None, Problem | None]:
    """The bytes of a regular file of the repository within its size limit, or what is wrong with the file."""
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
            finding = Finding(1, 1, LINK_TO_OUTSIDE, "replace the link with the file itself")
            return None, reading.SYMLINK.problem(relative, finding)
        if not stat.S_ISREG(path.stat().st_mode):
            finding = Finding(1, 1, "not a regular file", "entries are files directly in entries/")
            return None, reading.NOT_A_FILE.problem(relative, finding)
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            raw = b"" if size > limit else file.read(limit + 1)
    except (OSError, RuntimeError) as error:
        return None, reading.UNREADABLE.problem(relative, Finding(1, 1, *_why_unreadable(error)))
    if max(size, len(raw)) > limit:
        return None, too_large(size, limit, relative)
    return raw, None


def too_large(size: int, limit: int, relative: str) -> Problem:
    """A file of more bytes than its limit, as a problem."""
    finding = Finding(1, 1, f"{size:,} bytes; the limit is {limit:,} bytes", "shorten notes and remarks")
    return reading.TOO_LARGE.problem(relative, finding)


def _why_unreadable(error: OSError | RuntimeError) -> tuple[str, str]:
    # Path.resolve of Python 3.11 and 3.12 raises RuntimeError for a loop.
    reason = "circular symbolic links"
    if isinstance(error, OSError) and error.errno != errno.ELOOP:
        reason = error.strerror or str(error)
    return f"cannot be read: {reason}", "check the file and its permissions"


def decode(raw: bytes, relative: str) -> tuple[str | None, list[Problem]]:
    """Bytes as text in which every line ends in a line feed; None if they are not text that YAML can hold."""
    try:
        text = raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        utf16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
        finding = Finding(
            before.count(b"\n") + 1,
            column,
            "the file is UTF-16, not UTF-8" if utf16 else f"byte 0x{raw[error.start]:02x} is not UTF-8",
            "save the file as UTF-8",
        )
        return None, [reading.ENCODING.problem(relative, finding)]
    text = with_line_feeds(text)
    problems = list(islice(_unseen_characters(text, relative), MAX_PROBLEMS + 1))
    if any(problem.code == reading.CONTROL.code for problem in problems):
        return None, problems
    if match := _TAB_INDENT.search(text):
        finding = Finding(*place(text, match.end() - 1), "tab in the indentation", "indent with spaces")
        return None, [*problems, reading.TAB.problem(relative, finding)]
    return text, problems


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _unseen_characters(text: str, relative: str) -> Iterator[Problem]:
    for match in UNSEEN.finditer(text):
        yield _unseen(match[0], place(text, match.start()), relative)


def _escaped_characters(tree: Tree, relative: str) -> Iterator[Problem]:
    r"""Characters that are written as escapes: `"\u202e"`."""
    for node in walk(tree, keys=True):
        if isinstance(node, Scalar) and (match := UNSEEN.search(node.text)):
            where = (node.line, node.column)
            yield _unseen(match[0], where, relative, " as an escape", _NOT_MEANT_AS_ESCAPE)


def _unseen(
    character: str, where: tuple[int, int], relative: str, how: str = "", hint: str = _COMES_FROM_COPYING
) -> Problem:
    name = unicodedata.name(character, "").lower()
    rule, kind = (reading.CONTROL, "control") if is_control(character) else (reading.INVISIBLE, "invisible")
    shown = f"U+{ord(character):04X}" + (f" ({name})" if name else "")
    finding = Finding(*where, f"{kind} character {shown}{how}", hint)
    return rule.problem(relative, finding)
