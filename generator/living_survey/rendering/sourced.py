"""The source of a statement in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from living_survey.knowledge import Group

_SOURCES = {"survey": "the survey", "list": "the authors’ list", "curation": "this project’s reading"}


def source_of(group: Group) -> str:
    """The source, with the section of the survey: `the survey, §3.1`."""
    return with_section(_SOURCES[group.basis], group.section)


def with_section(source: str, section: str | None) -> str:
    """A source with its section, if it has one."""
    return f"{source}, {section_label(section)}" if section else source


def section_label(section: str) -> str:
    """A section of the survey as text: `§3.1.1`, `Tab. 2`."""
    return f"§{section}" if section[:1].isdigit() else section
