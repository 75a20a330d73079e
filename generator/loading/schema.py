"""The JSON Schema of an entry, with the ids that the taxonomy knows; editors complete and check with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

from pydantic.json_schema import GenerateJsonSchema

from generator.knowledge.taxonomy import Taxonomy
from generator.knowledge.work import WorkEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

    from generator.knowledge.survey import TaxonomyFile

SCHEMA_FILE = ".vscode/entry.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

Path: TypeAlias = tuple[str, ...]
PLACES: Mapping[Path, str] = {
    ("properties", "modalities", "items"): "modality",
    ("properties", "stages", "items"): "stage",
    ("$defs", "Tag", "properties", "node"): "node",
    ("$defs", "Rejection", "properties", "node"): "node",
    ("$defs", "Statement", "properties", "stage"): "stage",
    ("$defs", "Statement", "properties", "capability"): "capability",
    ("$defs", "DatasetRow", "properties", "stages", "items"): "stage",
}


def schema_text(taxonomy: TaxonomyFile) -> str:
    """The schema as a file."""
    return json.dumps(entry_schema(taxonomy), indent=2, ensure_ascii=False) + "\n"


def entry_schema(taxonomy: TaxonomyFile) -> JsonSchemaValue:
    """What an entry may say, as JSON Schema 2020-12; dates are strings, as JSON has none."""
    schema = WorkEntry.model_json_schema(schema_generator=_EntrySchema)
    for path, noun in PLACES.items():
        place = schema
        for key in path[:-1]:
            place = place[key]
        kept = {key: value for key, value in place[path[-1]].items() if key == "description"}
        place[path[-1]] = {"$ref": f"#/$defs/{noun}", **kept}
    tag = schema["properties"]["tags"]
    tag["items"] = {"anyOf": [{"$ref": "#/$defs/node"}, {"$ref": "#/$defs/Tag"}]}
    schema["$defs"] |= {
        "node": _choice(
            (node.id, " > ".join(step.short for step in (*node.ancestors, node)), node.entry.belongs)
            for node in Taxonomy(taxonomy.tree)
            if node.level != "direction"
        ),
        "stage": _choice((stage.id, stage.title, stage.about) for stage in taxonomy.stages),
        "capability": _choice((item.id, item.title, item.about) for item in taxonomy.capabilities),
        "modality": _choice((item.id, item.title, item.about) for item in taxonomy.modalities),
    }
    return {"$schema": DIALECT, **schema, "title": "Entry", "description": "A surveyed work."}


def _choice(items: Iterable[tuple[str, str, str | None]]) -> JsonSchemaValue:
    """One of some ids; editors show the titles beside them."""
    listed = list(items)
    if not listed:
        return {"type": "string"}
    return {
        "enum": [one for one, _, _ in listed],
        "markdownEnumDescriptions": [
            f"**{title}**\n\n{about}" if about else f"**{title}**" for _, title, about in listed
        ],
    }


class _EntrySchema(GenerateJsonSchema):
    """The schema for people who write: no `null`, no defaults, no titles made from names of fields."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - the signature of pydantic
        return False
