"""Where the repository is hosted and in whose name to speak: from the environment that workflows get."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

# The account behind the token of a workflow, and the number its commits are known by.
BOT = "github-actions[bot]"
BOT_NUMBER = 41898282
_REPOSITORY = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+")


class NotConfiguredError(Exception):
    """The environment does not say what is needed; the message names the variable."""


@dataclass(frozen=True)
class HostSettings:
    """Addresses of the host, the repository (`owner/name`) and the token to use there."""

    api: str
    server: str
    repository: str
    token: str = field(repr=False)
    bot: str = BOT
    bot_number: int = BOT_NUMBER

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> HostSettings:
        """The settings of a workflow run; raise `NotConfiguredError` for what is missing.

        Source: https://docs.github.com/actions/reference/variables-reference
        """

        def value(name: str) -> str:
            if found := environment.get(name, "").strip():
                return found
            raise NotConfiguredError(f"{name} is not set; workflows get it from their host")

        repository = value("GITHUB_REPOSITORY")
        if not _REPOSITORY.fullmatch(repository):
            raise NotConfiguredError("GITHUB_REPOSITORY is not of the form owner/name")
        for name in ("GITHUB_API_URL", "GITHUB_SERVER_URL"):
            if urlsplit(value(name)).scheme not in {"http", "https"}:
                raise NotConfiguredError(f"{name} is not an address")
        return cls(
            api=value("GITHUB_API_URL").rstrip("/"),
            server=value("GITHUB_SERVER_URL").rstrip("/"),
            repository=repository,
            token=value("GITHUB_TOKEN"),
            bot=environment.get("SURVEY_BOT_LOGIN") or BOT,
            bot_number=int(environment.get("SURVEY_BOT_NUMBER") or BOT_NUMBER),
        )

    @property
    def home(self) -> str:
        """The address of the repository's page."""
        return f"{self.server}/{self.repository}"

    def address_of(self, login: str, number: int) -> str:
        """The mail address that credits an account with a commit without telling its real one."""
        return f"{number}+{login}@users.noreply.{urlsplit(self.server).hostname}"
