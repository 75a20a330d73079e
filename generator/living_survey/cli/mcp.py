"""The command that serves the survey to language models: mcp."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from living_survey.cli._shared import EXIT_PROBLEMS, fail, survey_root
from living_survey.loading import InvalidKnowledgeError
from living_survey.mcp.published import NotPublishedError, published
from living_survey.mcp.server import server
from living_survey.sources.http import SourceError
from living_survey.sources.settings import settings


def mcp(
    ctx: typer.Context,
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="FOLDER|ADDRESS",
            help="A survey, a folder with its published data, or the address of its site; by default the "
            "survey of this folder.",
        ),
    ] = None,
) -> None:
    """Answer language models about the survey (Model Context Protocol).

    The server reads only. A client starts it and speaks with it over standard input and output.
    """
    try:
        survey = published(source or str(survey_root(ctx)), settings(Path.cwd()).user_agent)
    except InvalidKnowledgeError as error:
        fail(str(error), EXIT_PROBLEMS)
    except (NotPublishedError, SourceError) as error:
        fail(str(error))
    server(survey).run("stdio")
