"""A real client starts the server as a program would, and asks it."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from living_survey.mcp.published import NotPublishedError, published
from tests.browser.looking import serve
from tests.cli.running import ROOT, SOURCES, survey

if TYPE_CHECKING:
    from pathlib import Path

    from living_survey import KnowledgeBase

Call = tuple[str, dict[str, Any]]


async def _conversation(source: str, calls: list[Call]) -> tuple[list[Any], list[Any]]:
    # Slow to import, and every process that runs tests reads this file.
    from mcp import ClientSession  # noqa: PLC0415
    from mcp.client.stdio import StdioServerParameters, stdio_client  # noqa: PLC0415

    environment = {**os.environ, "PYTHONPATH": SOURCES}
    command = [sys.executable, "-m", "living_survey", "mcp", source]
    parameters = StdioServerParameters(command=command[0], args=command[1:], env=environment)
    async with stdio_client(parameters) as streams, ClientSession(*streams) as session:
        await session.initialize()
        tools = (await session.list_tools()).tools
        return tools, [await session.call_tool(name, arguments) for name, arguments in calls]


def ask(source: str, *calls: Call) -> tuple[list[Any], list[Any]]:
    """The tools of the server for a source, and what it answers to calls."""
    return anyio.run(partial(_conversation, source, list(calls)))


def test_a_client_gets_what_the_knowledge_base_says(built_site: Path, kb: KnowledgeBase) -> None:
    asked = {"stage": "pretrain", "capability": "hallucination-reduction"}
    work = kb["gadre2023datacomp"]
    tools, answers = ask(
        str(built_site / "data"),
        ("vocabulary", {}),
        ("search", {"text": "datacomp"}),
        ("search", {"text": "2304.14108"}),
        ("search", {"facets": asked, "limit": 50}),
        ("statements", {"relation": "enhances", "facets": asked, "limit": 50}),
        ("get_work", {"work_id": work.id}),
        ("compare", {"work_ids": [work.id, "fang2023data"]}),
        ("get_work", {"work_id": "gadre2023datacom"}),
        ("search", {"facets": {"stage": "pretraining"}}),
        ("compare", {"work_ids": [work.id]}),
    )
    assert all(tool.annotations.read_only_hint for tool in tools)
    vocabulary, named, identified, filtered, stated, facts, compared, unknown, misspelled, single = answers
    nodes = {node["id"]: node["count"] for node in vocabulary.structured_content["nodes"]}
    assert nodes == {node.id: kb.count(node) for node in kb.taxonomy}
    assert [each.structured_content["works"][0]["id"] for each in (named, identified)] == [work.id] * 2
    expected = {found.id for found in kb.works(asked)}
    assert {found["id"] for found in filtered.structured_content["works"]} == expected
    groups = {(row.work, row.node, row.group) for row in kb.statements(asked, relation="enhances")}
    got = {(row["work"], row["node"], row["group"]) for row in stated.structured_content["statements"]}
    assert got == groups
    assert facts.structured_content["title"] == work.title
    assert compared.structured_content["facts"]["title"] == [work.title, kb["fang2023data"].title]
    assert unknown.is_error
    assert 'did you mean "gadre2023datacomp"' in unknown.content[0].text
    assert misspelled.is_error
    assert 'did you mean "pretrain"' in misspelled.content[0].text
    assert single.is_error


def test_a_survey_its_data_and_its_site_give_the_same(built_site: Path) -> None:
    of_files = published(str(built_site), "test")
    with serve(built_site) as address:
        assert published(address, "test") == of_files
    of_survey = published(str(ROOT), "test")
    assert of_survey.works == of_files.works
    assert of_survey.nodes == of_files.nodes
    assert of_survey.facets == of_files.facets


def test_what_is_no_survey_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NotPublishedError, match=r"neither taxonomy\.yaml nor data/index\.json"):
        published(str(tmp_path), "test")
    (tmp_path / "index.json").write_text('{"version": "1.0"}')
    with pytest.raises(NotPublishedError, match=r"format 1\.0; 3\.x can be read"):
        published(str(tmp_path), "test")
    (tmp_path / "index.json").write_text("[")
    done = survey("mcp", tmp_path)
    assert done.returncode == 2
    assert done.stderr == "survey: index.json is not JSON\n"
