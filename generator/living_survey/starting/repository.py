"""The files of a new repository besides its taxonomy and entries."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from living_survey.hosting import readme_files
from living_survey.hosting.forms import forms
from living_survey.loading.schema import SCHEMA_FILE, schema_text
from living_survey.rendering import markdown
from living_survey.starting.program import FOLDER

if TYPE_CHECKING:
    from living_survey.knowledge import KnowledgeBase
    from living_survey.starting.program import Program

TEMPLATES = Path(__file__).parent / "repository"
_HIDDEN = "dot-"
"""Names of templates start with this instead of a dot: packages leave hidden files out."""


def write_repository(root: Path, title: str, kb: KnowledgeBase, program: Program) -> None:
    """Write the files that follow from the title, the works and the program."""
    environment = _environment()
    topic = next(iter(kb.taxonomy.topics())).id
    for template in sorted(path for path in TEMPLATES.rglob("*") if path.is_file()):
        text = environment.from_string(template.read_text(encoding="utf-8"))
        names = [name.replace(_HIDDEN, ".", 1) for name in template.relative_to(TEMPLATES).parts]
        _write(root.joinpath(*names), text.render(title=title, program=program.requirement, topic=topic))
    if program.wheel:
        (root / FOLDER).mkdir()
        copyfile(program.wheel, root / FOLDER / program.wheel.name)
    for form in forms(kb).values():
        _write(root / form.path, form.text())
    _write(root / SCHEMA_FILE, schema_text(kb.file))
    readme_files.write(root, readme_files.changes(root, kb))


def _environment() -> Environment:
    """Templates with `[[ ... ]]`, since workflows have `${{ ... }}`."""
    environment = Environment(  # noqa: S701 - YAML and Markdown, escaped by filters
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
    )
    # JSON in ASCII is YAML, too.
    environment.filters |= {"yaml": json.dumps, "markdown": markdown.text}
    return environment


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
