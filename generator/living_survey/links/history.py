"""The results of checks on earlier days: a small file, made to be committed.

`links.json` holds only the links with problems, so that it changes only when one does. Several checks on one
day count once; one good answer deletes the record of a link.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from living_survey.links.verdicts import Status
from living_survey.loading.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from living_survey.links.verdicts import Verdict

FILE = "links.json"
MAX_BYTES = 16 * 1024 * 1024
UNCHANGED_BY_UNVERIFIABLE = frozenset({Status.FAILING})


class HistoryError(Exception):
    """A history that cannot be used; the message names the file and what to do."""


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Trouble(_Stored):
    """The problem of an address: `checks` counts the days on which it was found, from `since` to `last`."""

    status: Literal[Status.MOVED, Status.FAILING, Status.UNVERIFIABLE, Status.REFUSED]
    reason: str = Field(max_length=2000)
    since: date
    last: date
    checks: int = Field(ge=1)
    moved_to: str | None = None


class History(_Stored):
    """The results of earlier checks; `links` counts the addresses of the last one."""

    version: Literal[1] = 1
    checked: date | None = None
    links: int = Field(default=0, ge=0)
    troubles: dict[str, Trouble] = Field(default_factory=dict)

    def after(self, verdicts: Mapping[str, Verdict], today: date) -> History:
        """The history after a check of all addresses; those without a verdict are no longer in the base."""
        troubles = {
            url: trouble
            for url, verdict in verdicts.items()
            if (trouble := _next(self.troubles.get(url), verdict, today))
        }
        checked = max(today, self.checked) if self.checked else today
        return History(checked=checked, links=len(verdicts), troubles=troubles)

    def as_text(self) -> str:
        """The text of the file: sorted, with a few lines for each link, for readable diffs."""
        data = self.model_dump(mode="json", exclude_none=True)
        return json.dumps(data, indent=2, sort_keys=True, ensure_ascii=True) + "\n"


def _next(before: Trouble | None, verdict: Verdict, today: date) -> Trouble | None:
    if verdict.status is Status.ALIVE:
        return None
    if before and before.status in UNCHANGED_BY_UNVERIFIABLE and verdict.status is Status.UNVERIFIABLE:
        return before  # the check told nothing new
    reason = verdict.reason[:2000]
    if before is None or before.status is not verdict.status:
        return Trouble(
            status=verdict.status,
            reason=reason,
            since=today,
            last=today,
            checks=1,
            moved_to=verdict.moved_to,
        )
    is_new_day = today > before.last
    return before.model_copy(
        update={
            "reason": reason,
            "last": max(today, before.last),
            "checks": before.checks + is_new_day,
            "moved_to": verdict.moved_to,
        }
    )


def load_history(path: Path) -> History:
    """The history of a file; an empty one if there is no such file.

    Raises `HistoryError` for a file with another content, which is never overwritten.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return History()
    except OSError as error:
        raise HistoryError(f"{path.name} cannot be read: {error.strerror}") from error
    if len(raw) > MAX_BYTES:
        raise HistoryError(f"{path.name} has more than {MAX_BYTES:,} bytes; {_CURE}")
    try:
        return History.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(key) for key in first["loc"])
        what = f"{where}: {first['msg']}" if where else first["msg"]
        raise HistoryError(f"{path.name} cannot be used: {what}; {_CURE}") from error


_CURE = "restore it from an earlier commit, or delete it to start a new history"


def save_history(path: Path, history: History) -> bool:
    """Write the history if it differs from the file; return whether it was written. Raises `OSError`."""
    text = history.as_text()
    if path.is_file() and path.read_text(encoding="utf-8", errors="replace") == text:
        return False
    replace_file(path, text)
    return True
