"""Files of a knowledge base as text, and what can be wrong with a file before it is YAML."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from living_survey.loading.rules import reading
from living_survey.loading.rules.registry import ALL_RULES, Finding
from living_survey.loading.yaml_tree import Mapping, Scalar, Sequence, Tree, YamlError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from living_survey.loading.problems import Problem

ENTRIES = "entries"
ENTRY_SUFFIX = ".yaml"
TAXONOMY = "taxonomy.yaml"
MAX_ENTRY_BYTES = 64 * 1024
MAX_TAXONOMY_BYTES = 256 * 1024
MAX_PROBLEMS = 200

# Joiners stay: emoji and several scripts are written with them.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_CONTROL_CATEGORIES = frozenset({"Cc", "Cn", "Cs"})
_TAB_INDENT = re.compile(r"^ *\t(?=.*\S)", re.MULTILINE)
_COMES_FROM_COPYING = "delete it; it often comes with text copied from a page or PDF"
_NOT_MEANT_AS_ESCAPE = "delete it; to write a backslash, double it"
LINK_TO_OUTSIDE = "symbolic link to a place outside the repository"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read: its place relative to the root, its text, and its YAML tree if it has one."""

    path: str
    text: str
    tree: Tree | None


def entry_files(root: Path) -> Iterator[tuple[str, Path]]:
    """Everything that lies in `entries/`, as (relative path, path), in the order of names.

    What editors and systems keep beside files (`.x.yaml.swp`, `.#x.yaml`, `x.yaml~`, `.DS_Store`) is passed
    over. Raises `OSError` if there is no such folder.
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


def read(root: Path, path: Path, relative: str, limit: int) -> tuple[SourceFile | None, list[Problem]]:
    """Read one file; a file that cannot be read as YAML text gives problems instead of a `SourceFile`."""
    raw, problem = read_bytes(root, path, relative, limit)
    if raw is None:
        return None, [problem] if problem else []
    text, problems = decode(raw, relative)
    if text is None:
        return None, problems
    source, more = parse_text(text, relative)
    return source, problems + more


def parse_text(text: str, relative: str) -> tuple[SourceFile | None, list[Problem]]:
    """A text as YAML, or what is wrong with it."""
    try:
        tree = parse(text)
    except YamlError as error:
        finding = Finding(error.line, error.column, error.message, error.hint)
        return None, [ALL_RULES[error.code].problem(relative, finding)]
    problems: list[Problem] = []
    if "\\" in text and tree is not None:
        problems += islice(_escaped_characters(tree, relative), MAX_PROBLEMS + 1)
    return SourceFile(relative, text, tree), problems


def read_bytes(root: Path, path: Path, relative: str, limit: int) -> tuple[bytes | None, Problem | None]:
    """The bytes of a regular file of the repository within its size limit, or what is wrong with it."""
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
        finding = Finding(1, 1, f"{size:,} bytes; the limit is {limit:,} bytes", "shorten notes and remarks")
        return None, reading.TOO_LARGE.problem(relative, finding)
    return raw, None


def _why_unreadable(error: OSError | RuntimeError) -> tuple[str, str]:
    # Path.resolve of Python 3.11 and 3.12 raises RuntimeError for a loop.
    reason = error.strerror if isinstance(error, OSError) else "circular symbolic links"
    return f"cannot be read: {reason}", "check the file and its permissions"


def decode(raw: bytes, relative: str) -> tuple[str | None, list[Problem]]:
    """Bytes as text with lines that end in a line feed; None if the bytes are not text that YAML can hold."""
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
    text = text.replace("\r\n", "\n").replace("\r", "\n")
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
    for match in _UNSEEN.finditer(text):
        yield _unseen(match[0], place(text, match.start()), relative)


def _escaped_characters(tree: Tree, relative: str) -> Iterator[Problem]:
    r"""Characters that are written as escapes: `"\u202e"`."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Scalar):
            if match := _UNSEEN.search(node.text):
                where = (node.line, node.column)
                yield _unseen(match[0], where, relative, " as an escape", _NOT_MEANT_AS_ESCAPE)
        elif isinstance(node, Sequence):
            stack += node.items
        elif isinstance(node, Mapping):
            stack += [*node.keys.values(), *node.values.values()]


def _unseen(
    character: str, where: tuple[int, int], relative: str, how: str = "", hint: str = _COMES_FROM_COPYING
) -> Problem:
    is_control = unicodedata.category(character) in _CONTROL_CATEGORIES
    name = unicodedata.name(character, "").lower()
    kind = "control" if is_control else "invisible"
    shown = f"U+{ord(character):04X}" + (f" ({name})" if name else "")
    finding = Finding(*where, f"{kind} character {shown}{how}", hint)
    return (reading.CONTROL if is_control else reading.INVISIBLE).problem(relative, finding)
