"""The JSON Schema of an entry, with the ids that the taxonomy knows; editors complete and check with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.knowledge.work import WorkEntry

if TYPE_CHECKING:
    from generator.knowledge.survey import TaxonomyFile

SCHEMA_FILE = ".vscode/entry.schema.json"


def schema_text(taxonomy: TaxonomyFile) -> str:
    """The schema as a file."""
    return json.dumps(WorkEntry.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
