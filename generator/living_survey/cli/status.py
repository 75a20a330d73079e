"""The command that shows the state of a survey: status."""

from __future__ import annotations

import json
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from living_survey.cli._formats import Json, TextOrJson, chosen_format
from living_survey.cli._shared import load_knowledge, print_text, print_visible, survey_root, today
from living_survey.hosting.releases import works_by_month
from living_survey.knowledge.health import LinkState
from living_survey.knowledge.status import Status
from living_survey.links.findings import load_health
from living_survey.loading.problems import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from living_survey.knowledge.health import HealthReport

SHOWN_MONTHS = 6
SHOWN_TOPICS = 10


def status(
    ctx: typer.Context,
    *,
    style: TextOrJson = "text",
    is_json: Json = False,
    history: Annotated[
        bool, typer.Option("--history", help="Also count the entries at the end of each month, from git.")
    ] = False,
) -> None:
    """Show the state of the survey at a glance.

    Works by month, what is missing, the topics that have waited longest for a new work, dead links, and
    papers that wait for a decision.
    """
    root = survey_root(ctx)
    kb = load_knowledge(root)
    found, health = Status(kb), load_health(root, kb)
    months = works_by_month(root) if history else {}
    if chosen_format(style, is_json=is_json) == "json":
        record = as_record(found, health, today())
        print_text(json.dumps(record | ({"history": months} if history else {}), indent=2) + "\n")
    else:
        print_visible("\n".join(as_lines(found, health, months, today())))


def as_record(status: Status, health: HealthReport, day: date) -> dict[str, object]:
    """The state as JSON; ages are in days."""
    return {
        "works": status.works,
        "drafts": status.drafts,
        "waiting": status.waiting,
        "added": dict(status.added),
        "published": dict(status.published),
        "missing": {name: number for name, (_, number) in status.missing.items()},
        "newest": {
            node.id: {"date": newest or None, "age": age(newest, day)} for node, newest in status.newest
        },
        "links": {
            "checked": health.checked.isoformat() if health.checked else None,
            "all": health.links,
            **{state.value: len(health.having(state)) for state in LinkState},
        },
    }


def as_lines(status: Status, health: HealthReport, months: Mapping[str, int], day: date) -> Iterator[str]:
    """The state as a table for a terminal."""
    yield f"works        {status.works:,}"
    yield f"drafts       {status.drafts:,}"
    yield f"waiting      {plural(status.waiting, 'paper')} without a decision"
    for title, by_month in (("added", status.added), ("published", status.published), ("history", months)):
        latest = islice(by_month.items(), SHOWN_MONTHS)
        if by_month:
            yield f"{title:<10} " + "".join(f"  {month}: {number:,}" for month, number in latest)
    links = [f"{len(found):,} {state.value}" for state in LinkState if (found := health.having(state))]
    checked = f"of {health.links:,}, checked {health.checked}" if health.checked else "never checked"
    yield f"links        {', '.join(links) or 'no problem known'} ({checked})"
    yield "missing"
    for name, (title, number) in status.missing.items():
        if number:
            yield f"  {number:>6,}  {title}  (survey list --missing {name})"
    yield "topics without a new work for longest"
    for node, newest in status.newest[:SHOWN_TOPICS]:
        days = age(newest, day)
        yield f"  {newest or 'no date':<10}  {node.id}" + (f"  ({days:,} days)" if days is not None else "")


def age(first_public: str, day: date) -> int | None:
    """The days since a first public date, counted from the start of a month or year that is all we know."""
    if not first_public:
        return None
    parts = [int(part) for part in first_public.split("-")]
    year, month, of_month = [*parts, 1, 1][:3]
    return (day - date(year, month, of_month)).days
