"""The engine of the search box, run by the Node.js of Playwright, and the queries it is measured by."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict
from urllib.parse import urlencode

import yaml
from playwright._impl._driver import compute_driver_executable

from living_survey.rendering.explorer import payload
from living_survey.web.constants import write_constants
from tests.site.building import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from living_survey import KnowledgeBase

HERE = Path(__file__).parent
ASSETS = ROOT / "generator/living_survey/web/assets"
MOST_FOUND = 3
"""Of so few results the names that are near by spelling are told as well."""


class Result(TypedDict):
    """One of the first results: its address, and the filters of a question."""

    address: str
    filters: list[tuple[str, str]]


class Answer(TypedDict):
    """What a query finds: the first results, how many there are, and ids of works called nearly so."""

    first: list[Result]
    total: int
    nearest: list[str]


@dataclass(frozen=True)
class Query:
    """A line of `queries.yaml`."""

    kind: str
    half: str
    text: str
    expected: Sequence[str | dict[str, Any]]

    def is_right(self, answer: Answer, among: int) -> bool:
        """Whether one of the first results is expected."""
        for one in self.expected:
            if isinstance(one, dict) and "nearest" in one:
                if not one["nearest"]:
                    return answer["total"] == 0
                if answer["total"] <= MOST_FOUND and one["nearest"] in answer["nearest"][:among]:
                    return True
            elif any(_is(result, one) for result in answer["first"][:among]):
                return True
        return False


def _is(result: Result, expected: str | dict[str, Any]) -> bool:
    if isinstance(expected, str):
        return result["address"] in {expected, f"works/{expected}/"}
    if "author" in expected:
        return result["address"] == f"explore/?{urlencode(expected)}"
    filters: dict[str, list[str]] = {}
    for facet, value in result["filters"]:
        filters.setdefault(facet, []).append(value)
    return bool(filters == expected["filters"])


def queries() -> list[Query]:
    """All queries, in the order of the file."""
    kinds = yaml.safe_load((HERE / "queries.yaml").read_text(encoding="utf-8"))
    return [
        Query(kind, half, str(text), expected if isinstance(expected, list) else [expected])
        for kind, halves in kinds.items()
        for half, asked in halves.items()
        for text, expected in asked.items()
    ]


def ask(
    kb: KnowledgeBase, names: Iterable[Sequence[str]], asked: Sequence[str], folder: Path
) -> list[Answer]:
    """What the engine answers; its scripts are copied to a folder."""
    assets = folder / "assets"
    shutil.copytree(ASSETS, assets)
    write_constants(folder)
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    told = {"assets": assets.as_uri(), "payload": payload(kb), "names": list(names), "queries": list(asked)}
    node = compute_driver_executable()[0]
    run = subprocess.run(
        [node, HERE / "engine.mjs"], input=json.dumps(told), capture_output=True, text=True, check=True
    )
    answers: list[Answer] = json.loads(run.stdout)
    return answers
