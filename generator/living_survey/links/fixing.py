"""Writing the new address of a link that has moved permanently; nothing else in the file changes."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from living_survey.links.addresses import GENERATED
from living_survey.links.verdicts import leads_to_front_page
from living_survey.loading.canonical import CannotFormatError, format_entry
from living_survey.loading.rules.bibliography import fault_of_url
from living_survey.loading.writing import replace_file
from living_survey.loading.yaml_tree import Scalar, YamlError, parse, walk

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from living_survey.links.findings import Finding

MAX_LENGTH = 2000
# Nothing that ends a link, or means something to Markdown, its extensions or templates.
_HARMLESS_IN_MARKDOWN = re.compile(r"[A-Za-z0-9:/?#@!$&+,=%._~-]+")
_IN_ADDRESS = re.compile(r"[A-Za-z0-9:/?#\[\]@!$&'()*+,;=%._~-]+")  # RFC 3986
_NEEDS_QUOTES = "the new address needs quotes there"


class CannotFixError(Exception):
    """An address that must be changed by hand; the message says why."""


@dataclass
class Fixed:
    """How many addresses were written by file, and which were not, with the reason."""

    written: dict[str, int] = field(default_factory=dict)
    left: list[tuple[Finding, str]] = field(default_factory=list)


def fix_redirects(root: Path, findings: Iterable[Finding], *, any_host: bool = False) -> Fixed:
    """Write the new addresses of links that have moved into their files.

    Comments, the order of keys and the quotes around an address are kept. `any_host` allows addresses of this
    machine, for tests. Raises `OSError`.
    """
    by_file: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.link.moved_to and finding.place.path != GENERATED:
            by_file[finding.place.path].append(finding)
    fixed = Fixed()
    for relative, moved in sorted(by_file.items()):
        path = root / relative
        text = before = path.read_bytes().decode("utf-8")
        count = 0
        # From the end, so that the places above remain valid.
        for finding in sorted(moved, key=lambda finding: finding.place, reverse=True):
            old, new = finding.link.url, finding.link.moved_to or ""
            try:
                allowed = _IN_ADDRESS if relative.endswith(".yaml") else _HARMLESS_IN_MARKDOWN
                _check_address(old, new, allowed, any_host=any_host)
                replaced = _replaced(text, finding.place.line, finding.place.column, old, new)
                if relative.endswith(".yaml"):
                    _check_rest_unchanged(old, new, text, replaced)
            except CannotFixError as error:
                fixed.left.append((finding, str(error)))
            else:
                text, count = replaced, count + 1
        if text != before:
            replace_file(path, _canonical(before, text) if relative.endswith(".yaml") else text)
            fixed.written[relative] = count
    return fixed


def _canonical(before: str, after: str) -> str:
    """An entry in its canonical form is kept in it: a longer address may need another line."""
    try:
        return format_entry(after) if format_entry(before) == before else after
    except CannotFormatError:
        return after


def _check_address(old: str, new: str, allowed: re.Pattern[str], *, any_host: bool) -> None:
    fault = None if any_host else fault_of_url(new)
    if fault:
        raise CannotFixError(fault[0])
    if len(new) > MAX_LENGTH or not allowed.fullmatch(new):
        raise CannotFixError("the new address is too long or has unusual characters")
    if leads_to_front_page(old, new):
        raise CannotFixError("the new address is a front page")


def _replaced(text: str, line: int, column: int, old: str, new: str) -> str:
    lines = text.split("\n")
    row = lines[line - 1]
    start = row.find(old, column - 1)
    if start < 0:
        raise CannotFixError("the address is split over several lines")
    lines[line - 1] = row[:start] + new + row[start + len(old) :]
    return "\n".join(lines)


def _check_rest_unchanged(old: str, new: str, before: str, after: str) -> None:
    """Raise `CannotFixError` unless one address is all that differs in what the YAML says."""
    try:
        left, right = _texts(before), _texts(after)
    except YamlError as error:
        raise CannotFixError(_NEEDS_QUOTES) from error
    changed = [pair for pair in zip(left, right, strict=False) if pair[0] != pair[1]]
    if len(left) != len(right) or len(changed) != 1 or changed[0][0].replace(old, new, 1) != changed[0][1]:
        raise CannotFixError(_NEEDS_QUOTES)


def _texts(text: str) -> list[str]:
    tree = parse(text)
    nodes = walk(tree, keys=True) if tree else ()
    return [node.text for node in nodes if isinstance(node, Scalar)]
