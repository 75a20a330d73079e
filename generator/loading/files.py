"""Files of a knowledge base as text, and what can be wrong with a file before it is YAML."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.loading.rules.registry import ALL_RULES, Finding, Rule, register
from generator.loading.yaml_tree import Tree, YamlError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.loading.problems import Problem

ENTRIES = "entries"
TAXONOMY = "taxonomy.yaml"
MAX_ENTRY_BYTES = 64 * 1024
MAX_TAXONOMY_BYTES = 512 * 1024

_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\ufeff\ufffe\uffff\u200b\u2060\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_TAB_INDENT = re.compile(r"^ *\t", re.MULTILINE)

UNREADABLE = register(Rule("unreadable", "Every file can be read.", "Check that the file exists and that its permissions allow reading."))
SYMLINK = register(Rule("symlink", "No file is a symbolic link that leads out of the repository.", "Put the file itself in its place."))
NOT_A_FILE = register(Rule("not-a-file", "An entry is a regular file.", "Entries are files, one a work, directly in entries/."))
STRAY = register(Rule("stray-file", "Nothing but entries lies in entries/.", 'Rename the file to end in ".yaml", or move it elsewhere.'))
TOO_LARGE = register(Rule("too-large", "A file keeps to its size limit: 64 KiB for an entry, 512 KiB for taxonomy.yaml.", "An entry holds facts, not texts; shorten notes and remarks."))
ENCODING = register(Rule("encoding", "Files are UTF-8.", "Save the file as UTF-8; editors offer this in their save dialog."))
CONTROL = register(Rule("control-character", "No control characters.", "Delete the character; it often comes with text copied from a PDF."))
INVISIBLE = register(Rule("invisible-character", "No invisible characters and no marks that turn the direction of text.", "Delete the character; it often comes with text copied from a page."))
TAB = register(Rule("tab", "Indentation is made of spaces.", "Replace the tab by spaces."))
SYNTAX = register(Rule("yaml-syntax", "Files are valid YAML.", "The message says what the parser met; most often a quote, a bracket or an indentation is missing."))
ALIAS = register(Rule("yaml-alias", "No YAML anchors and aliases.", "Repeat what is meant; put a text that starts with & or * in quotes."))
YAML_TAG = register(Rule("yaml-tag", "No YAML tags.", "Delete the tag; put a text that starts with ! in quotes."))
TOO_DEEP = register(Rule("yaml-too-deep", "Values are nested no deeper than the format needs.", "Remove the extra brackets or dashes."))
DOCUMENTS = register(Rule("yaml-documents", "One file holds one YAML document.", 'Remove the line "---", or make a file of the second part.'))
YAML_KEY = register(Rule("yaml-key", "Keys are single words.", "Check the brackets and dashes of the line."))


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read: its place relative to the root, its text, and its YAML tree if it has one."""

    path: str
    text: str
    tree: Tree | None


def entry_files(root: Path) -> Iterator[tuple[str, Path]]:
    """Everything that lies in `entries/`, as (relative path, path), in the order of names."""
    folder = root / ENTRIES
    with os.scandir(folder) as found:
        names = sorted(item.name for item in found)
    for name in names:
        yield f"{ENTRIES}/{name}", folder / name


def read(root: Path, path: Path, relative: str, limit: int) -> tuple[SourceFile | None, list[Problem]]:
    """Read one file; a file that cannot be read as YAML text gives no `SourceFile` but says why."""
    raw, problem = _read_bytes(root, path, relative, limit)
    if raw is None:
        return None, [problem] if problem else []
    try:
        text = raw.decode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        return None, [ENCODING.problem(relative, Finding(line, column, f"byte 0x{raw[error.start]:02x} is not UTF-8", "save the file as UTF-8"))]
    problems = list(_unseen_characters(text, relative))
    if any(problem.code == CONTROL.code for problem in problems):
        return None, problems
    if match := _TAB_INDENT.search(text):
        line, column = place(text, match.end() - 1)
        problems.append(TAB.problem(relative, Finding(line, column, "a tab in the indentation", "indent with spaces")))
        return None, problems
    try:
        tree = parse(text)
    except YamlError as error:
        problems.append(ALL_RULES[error.code].problem(relative, Finding(error.line, error.column, error.message, error.hint)))
        return None, problems
    return SourceFile(relative, text, tree), problems


def _read_bytes(root: Path, path: Path, relative: str, limit: int) -> tuple[bytes | None, Problem | None]:
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
            return None, SYMLINK.problem(relative, Finding(1, 1, "a symbolic link that leads out of the repository", "put the file itself here"))
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            return None, NOT_A_FILE.problem(relative, Finding(1, 1, "not a regular file", "entries are files, one a work, directly in entries/"))
        if info.st_size > limit:
            return None, TOO_LARGE.problem(relative, Finding(1, 1, f"{info.st_size:,} bytes; the limit is {limit:,}", "an entry holds facts, not texts"))
        with path.open("rb") as file:
            return file.read(limit + 1), None
    except (OSError, RuntimeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "a symbolic link that leads to itself"
        return None, UNREADABLE.problem(relative, Finding(1, 1, f"cannot be read: {reason}", "check the file and its permissions"))


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _unseen_characters(text: str, relative: str) -> Iterator[Problem]:
    for match in _UNSEEN.finditer(text):
        character = match[0]
        line, column = place(text, match.start())
        name = unicodedata.name(character, "control character")
        rule = CONTROL if unicodedata.category(character) in {"Cc", "Cn"} else INVISIBLE
        yield rule.problem(relative, Finding(line, column, f"U+{ord(character):04X} ({name.lower()}) does not show", "delete it; it often comes with text copied from a page or PDF"))
