"""The server: each question of `Answers` as a tool, over standard input and output."""

from __future__ import annotations

from typing import Annotated

from mcp.server import MCPServer
from mcp_types import ToolAnnotations
from pydantic import Field

from living_survey.mcp.answers import MOST, MOST_COMPARED, Answers
from living_survey.mcp.published import Published, Record  # noqa: TC001 - the server reads annotations

Node = Annotated[str | None, Field(description="Id of a node of the taxonomy; covers all below it.")]
Facets = Annotated[
    dict[str, str] | None, Field(description='Ids of facets with a value each: {"stage": "pretrain"}.')
]
Limit = Annotated[int, Field(ge=1, le=MOST)]
WorkId = Annotated[str, Field(description="Id of a work, as search gives it.")]


def server(survey: Published) -> MCPServer:
    """A server that answers about a survey."""
    answers = Answers(survey)
    made = MCPServer(
        "living-survey",
        instructions=f"{survey.name}: {len(survey.works):,} works with statements about what they do. "
        "Ask for the vocabulary first: node, facet and value ids come from it.",
    )
    reads = made.tool(annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False))

    def vocabulary() -> Record:
        """The ids of nodes, facets, values and relations, with their titles."""
        return answers.vocabulary()

    def search(
        text: Annotated[str, Field(description="A topic, title, name, author or identifier.")] = "",
        node: Node = None,
        facets: Facets = None,
        since: Annotated[str | None, Field(description="A year or date: 2025, 2026-03-01.")] = None,
        limit: Limit = 10,
    ) -> Record:
        """Find works; the best first, or the newest if there is no text."""
        return answers.search(text, node=node, facets=facets, since=since, limit=limit)

    def get_work(work_id: WorkId) -> Record:
        """All facts of a work, and the statements about it with their sources."""
        return answers.work(work_id)

    def statements(
        relation: Annotated[str | None, Field(description="Id of a relation, such as enhances.")] = None,
        node: Node = None,
        facets: Facets = None,
        work: Annotated[str | None, Field(description="Only statements about this work.")] = None,
        limit: Limit = 20,
    ) -> Record:
        """What works are stated to do: groups of statements that meet all conditions together."""
        return answers.statements(relation=relation, node=node, facets=facets, work=work, limit=limit)

    def compare(
        work_ids: Annotated[list[str], Field(min_length=2, max_length=MOST_COMPARED)],
    ) -> Record:
        """Two to four works side by side."""
        return answers.compare(work_ids)

    for tool in (vocabulary, search, get_work, statements, compare):
        reads(tool)
    return made
