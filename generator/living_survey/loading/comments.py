"""The comments of a YAML text, which are not in its tree."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from living_survey.loading.yaml_tree import as_counted

if TYPE_CHECKING:
    from collections.abc import Iterator

Token: TypeAlias = Any  # the stubs of PyYAML lack most attributes of a token

_HASH = re.compile(r"(?:^|(?<=[ \t]))#")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its line, counted from 1; a trailing one comes after something else on its line."""

    line: int
    text: str
    trailing: bool


def find_comments(text: str) -> Iterator[Comment]:
    """The comments in order. Raises `yaml.YAMLError` for invalid YAML."""
    text = as_counted(text)
    lines = text.split("\n")
    covered = _covered(text, lines)
    for number, line in enumerate(lines):
        for match in _HASH.finditer(line):
            start = match.start()
            if not any(left <= start < right for left, right in covered[number]):
                yield Comment(number + 1, line[start:].rstrip(), trailing=bool(line[:start].strip()))
                break


def _covered(text: str, lines: list[str]) -> defaultdict[int, list[tuple[int, int]]]:
    """For each line with a `#` the columns of values, from and to."""
    with_hash = {number for number, line in enumerate(lines) if "#" in line}
    covered: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    if not with_hash:
        return covered
    tokens: Iterator[Token] = yaml.scan(text, Loader=yaml.CSafeLoader)
    for token in tokens:
        if not isinstance(token, yaml.ScalarToken):
            continue
        start, end = token.start_mark, token.end_mark
        is_block = token.style in ("|", ">")
        # A comment may follow a block's indicator, but is never inside a value.
        for number in range(start.line + is_block, end.line + 1):
            if number in with_hash:
                left = start.column if number == start.line else 0
                right = end.column if number == end.line else len(lines[number])
                covered[number].append((left, right))
    return covered
