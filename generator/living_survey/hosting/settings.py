"""The repository, its host and the account of the bot, from the environment of a workflow."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

# The account of a workflow's token, and the number in the mail address of its commits.
BOT = "github-actions[bot]"
BOT_NUMBER = 41898282
_REPOSITORY = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+")


class NotConfiguredError(Exception):
    """The environment lacks a variable, or its value cannot be used; the message names it."""


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
            raise NotConfiguredError(f"{name} is not set; the host sets it in workflows")

        repository = value("GITHUB_REPOSITORY")
        if not _REPOSITORY.fullmatch(repository):
            raise NotConfiguredError("GITHUB_REPOSITORY is not of the form owner/name")
        for name in ("GITHUB_API_URL", "GITHUB_SERVER_URL"):
            if urlsplit(value(name)).scheme not in {"http", "https"}:
                raise NotConfiguredError(f"{name} is not an http(s) address")
        number = environment.get("SURVEY_BOT_NUMBER", "")
        if number and not (number.isascii() and number.isdigit()):
            raise NotConfiguredError("SURVEY_BOT_NUMBER is not a number")
        return cls(
            api=value("GITHUB_API_URL").rstrip("/"),
            server=value("GITHUB_SERVER_URL").rstrip("/"),
            repository=repository,
            token=value("GITHUB_TOKEN"),
            bot=environment.get("SURVEY_BOT_LOGIN") or BOT,
            bot_number=int(number) if number else BOT_NUMBER,
        )

    @property
    def home(self) -> str:
        """The address of the repository's page."""
        return f"{self.server}/{self.repository}"

    def address_of(self, login: str, number: int) -> str:
        """The private mail address by which the host credits an account with a commit."""
        return f"{number}+{login}@users.noreply.{urlsplit(self.server).hostname}"
