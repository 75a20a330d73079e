"""The base class of everything an entry or the taxonomy says."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """An immutable record that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)
