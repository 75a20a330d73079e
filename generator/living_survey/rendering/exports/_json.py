"""Records as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel


def json_line(record: BaseModel) -> bytes:
    """A record in one line of UTF-8."""
    return record.__pydantic_serializer__.to_json(record) + b"\n"
