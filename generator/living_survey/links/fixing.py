"""Writing the new address of a link that has moved for good; nothing else in the file changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from living_survey.links.addresses import GENERATED
from living_survey.links.verdicts import leads_to_front_page
from living_survey.loading.canonical import CannotFormatError, format_entry
from living_survey.loading.rules.bibliography import fault_of_url
from living_survey.loading.writing import replace_file
from living_survey.loading.yaml_tree import Mapping, Scalar, Sequence, Tree, YamlError, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from living_survey.links.findings import Finding

MAX_LENGTH = 2000


class CannotFixError(Exception):
    """An address that must be changed by hand; the message says why."""


@dataclass
class Fixed:
    """What was written, and what was not, with the reason; both by file."""

    written: dict[str, int] = field(default_factory=dict)
    left: list[tuple[Finding, str]] = field(default_factory=list)


def fix_redirects(root: Path, findings: Iterable[Finding], *, any_host: bool = False) -> Fixed:
    """Write the new addresses of links that have moved into their files.

    A comment, the order of keys and the quotes around an address stay. `any_host` lets through addresses of
    this machine, for tests. Raises `OSError`.
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
        # From the end, so that places above stay true.
        for finding in sorted(moved, key=lambda finding: finding.place, reverse=True):
            old, new = finding.link.url, finding.link.moved_to or ""
            try:
                _see_that_it_is_an_address(old, new, any_host=any_host)
                replaced = _replaced(text, finding.place.line, finding.place.column, old, new)
                if relative.endswith(".yaml"):
                    _see_that_only(old, new, text, replaced)
            except CannotFixError as error:
                fixed.left.append((finding, str(error)))
            else:
                text, count = replaced, count + 1
        if text != before:
            replace_file(path, _canonical(before, text) if relative.endswith(".yaml") else text)
            fixed.written[relative] = count
    return fixed


def _canonical(before: str, after: str) -> str:
    """An entry that was in its canonical form stays so: a longer address may need another line."""
    try:
        return format_entry(after) if format_entry(before) == before else after
    except CannotFormatError:
        return after


def _see_that_it_is_an_address(old: str, new: str, *, any_host: bool) -> None:
    fault = None if any_host else fault_of_url(new)
    if fault:
        raise CannotFixError(fault[0])
    if len(new) > MAX_LENGTH or not new.isascii() or not new.isprintable():
        raise CannotFixError("the new address is odd")
    if leads_to_front_page(old, new):
        raise CannotFixError("it leads to a front page")


def _replaced(text: str, line: int, column: int, old: str, new: str) -> str:
    lines = text.split("\n")
    row = lines[line - 1]
    start = row.find(old, column - 1)
    if start < 0:
        raise CannotFixError("the address is not written in one piece there")
    lines[line - 1] = row[:start] + new + row[start + len(old) :]
    return "\n".join(lines)


def _see_that_only(old: str, new: str, before: str, after: str) -> None:
    """See that the YAML says the same as before but for one address."""
    try:
        trees = [parse(text.replace("\r\n", "\n")) for text in (before, after)]
    except YamlError:
        trees = []
    values = [list(_texts(tree)) for tree in trees if tree]
    if len(values) != 2 or len(values[0]) != len(values[1]):  # noqa: PLR2004 - before and after
        raise CannotFixError("the new address cannot stand there as it is")
    changed = [(left, right) for left, right in zip(*values, strict=True) if left != right]
    replace: Callable[[str], str] = lambda text: text.replace(old, new, 1)  # noqa: E731 - named for the next line
    if len(changed) != 1 or replace(changed[0][0]) != changed[0][1]:
        raise CannotFixError("the new address cannot stand there as it is")


def _texts(tree: Tree) -> Iterable[str]:
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Scalar):
            yield node.text
        elif isinstance(node, Sequence):
            stack += reversed(node.items)
        elif isinstance(node, Mapping):
            for key, value in reversed(node.values.items()):
                stack += [value, node.keys[key]]
