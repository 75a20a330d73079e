"""The kinds of values that entries and the taxonomy hold."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

Text = Annotated[str, StringConstraints(min_length=1, max_length=5000, pattern=r"\S")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"\S")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Url = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000),
    # For editors; `survey check` says more precisely what is wrong.
    Field(json_schema_extra={"format": "uri", "pattern": r"^https?://[^\s/?#@]+([/?#]\S*)?$"}),
]
SpdxId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.+-]*$", max_length=60)]
Section = Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=r"\S")]


def _no_timestamp(value: Any) -> Any:  # noqa: ANN401 - raw YAML
    """Refuse the numbers that pydantic would take for seconds since 1970."""
    if isinstance(value, (int, float)):
        raise PydanticCustomError("not_a_day", "a date is written as 2023-04-27")
    return value


Day = Annotated[date, BeforeValidator(_no_timestamp)]
