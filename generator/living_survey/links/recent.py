"""Links that answered recently, in the cache of this machine: a second run requests only the others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from living_survey.links.verdicts import Status, Verdict
from living_survey.loading.writing import replace_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "links/answered.json"


class _Answered(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    day: date
    moved_to: str | None = None

    def verdict(self) -> Verdict:
        if self.moved_to:
            return Verdict(Status.MOVED, "moved permanently", self.moved_to)
        return Verdict(Status.ALIVE)


class Recent(BaseModel):
    """The links that answered, with the day; failures are not stored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answered: dict[str, _Answered] = {}

    def verdicts(self, today: date, max_age: int) -> dict[str, Verdict]:
        """The links that answered less than some days ago."""
        oldest = today - timedelta(days=max_age)
        return {url: known.verdict() for url, known in self.answered.items() if oldest < known.day <= today}

    def after(self, verdicts: Mapping[str, Verdict], today: date, max_age: int) -> Recent:
        """The content after a check; answers older than some days are dropped."""
        oldest = today - timedelta(days=max(max_age, 1))
        kept = {url: known for url, known in self.answered.items() if oldest < known.day <= today}
        for url, verdict in verdicts.items():
            if verdict.status in {Status.ALIVE, Status.MOVED}:
                kept[url] = _Answered(day=today, moved_to=verdict.moved_to)
            else:
                kept.pop(url, None)
        return Recent(answered=kept)


def load_recent(cache: Path) -> Recent:
    """The content of the cache; empty if it cannot be read, since it can be made again."""
    try:
        return Recent.model_validate_json((cache / FILE).read_bytes())
    except (OSError, ValidationError):
        return Recent()


def save_recent(cache: Path, recent: Recent) -> None:
    """Write the cache; a folder that cannot be written is ignored, as the cache only saves time."""
    try:
        (cache / FILE).parent.mkdir(parents=True, exist_ok=True)
        replace_file(cache / FILE, recent.model_dump_json(exclude_none=True))
    except OSError:
        pass
