"""A rule of `survey check` as the page of checks shows it, so that rendering need not import loading."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule of `survey check`."""

    code: str
    severity: str
    summary: str
    cure: str
