"""The command that shows the site while one works on it: serve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from living_survey.cli._shared import EXIT_PROBLEMS, fail, print_visible, survey_root
from living_survey.web.live_server import LiveServer

SETTINGS = "mkdocs.yml"


def serve(
    ctx: typer.Context,
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="0 for any free one.")] = 8000,
    host: Annotated[
        str, typer.Option("--host", help="IP address to listen at; only this machine is served by default.")
    ] = "127.0.0.1",
    settings: Annotated[
        Path | None, typer.Option("--settings", metavar="FILE", help="Settings of the site; else mkdocs.yml.")
    ] = None,
) -> None:
    """Show the site in a browser; open pages follow every saved change."""
    root = survey_root(ctx)
    settings = settings or root / SETTINGS
    if not settings.is_file():
        fail(f"{settings}: no such file (name the settings of the site with --settings)")
    try:
        server = LiveServer(root, settings, lambda line: print_visible(line, err=True), host, port)
    except ValueError:
        fail(f'"{host}" is not an IPv4 address (use 127.0.0.1, or 0.0.0.0 for all networks)')
    except OSError as error:
        fail(f"{host}:{port}: {error.strerror} (choose another port with --port)", EXIT_PROBLEMS)
    try:
        server.run()
    except KeyboardInterrupt:
        raise typer.Exit from None
