"""What the page of checks needs to know of a rule; loading gives it, rendering shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule of `survey check`."""

    code: str
    severity: str
    summary: str
    cure: str
