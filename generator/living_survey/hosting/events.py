"""Events of the host, which a workflow finds in a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, Field, ValidationError

from living_survey.hosting.host import Issue, Payload, Repository, User

if TYPE_CHECKING:
    from pathlib import Path

MAX_EVENT_BYTES = 25 * 1024 * 1024
EventT = TypeVar("EventT", bound=BaseModel)


class BadEventError(Exception):
    """A file that does not hold the expected event."""


class EventRepository(Repository):
    """The repository of an event."""

    default_branch: str = Field(default="main", pattern=r"^[\w][\w./-]{0,200}$")


class IssueEvent(Payload):
    """An issue was opened or edited."""

    action: str
    issue: Issue
    repository: EventRepository
    sender: User | None = None
    """Who did it."""


class HeadRepository(Payload):
    """The repository of a run's commit."""

    full_name: str
    owner: User


class Run(Payload):
    """A workflow run that ended."""

    id: int
    head_sha: str = Field(pattern=r"^[0-9a-f]{40}$")
    head_branch: str
    head_repository: HeadRepository
    conclusion: str | None = None


class RunEvent(Payload):
    """A workflow run ended."""

    action: str
    workflow_run: Run
    repository: EventRepository


def read_event(path: Path, model: type[EventT]) -> EventT:
    """The event in a file; raise `BadEventError` if it does not hold such an event."""
    try:
        if path.stat().st_size > MAX_EVENT_BYTES:
            raise BadEventError(f"{path}: more than {MAX_EVENT_BYTES:,} bytes")
        return model.model_validate(json.loads(path.read_bytes()))
    except OSError as error:
        raise BadEventError(f"{path}: {error.strerror or 'cannot be read'}") from error
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        raise BadEventError(f"{path}: not this event ({place}: {error.errors()[0]['msg']})") from error
    except (ValueError, RecursionError) as error:
        raise BadEventError(f"{path}: not JSON") from error
