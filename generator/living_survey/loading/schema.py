"""The JSON Schema of an entry, with the ids of the taxonomy, for completion and checks in editors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from living_survey.knowledge.taxonomy import Taxonomy
from living_survey.knowledge.work import entry_model
from living_survey.loading import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

    from living_survey.knowledge.facets import Facet, RelationKind
    from living_survey.knowledge.survey import TaxonomyFile

SCHEMA_FILE = ".vscode/entry.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_text(taxonomy: TaxonomyFile) -> str:
    """The schema as a file."""
    return json.dumps(entry_schema(taxonomy), indent=2, ensure_ascii=False) + "\n"


def entry_schema(taxonomy: TaxonomyFile) -> JsonSchemaValue:
    """The form of an entry as JSON Schema 2020-12; dates are strings, as JSON has none."""
    model = entry_model(taxonomy)
    schema = model.model_json_schema(schema_generator=_EntrySchema)
    del schema["properties"]["id"]
    schema["required"].remove("id")
    _sort(schema, canonical.entry_order(model))
    places = {"": schema, "tags": schema["$defs"]["Tag"], "statements": schema["$defs"]["StatementItem"]}
    for name in ("tags", "statements"):
        _sort(places[name], canonical.in_order(name, places[name]["properties"]))
    for facet in taxonomy.facets:
        schema["$defs"][facet.id] = _choice((value.id, value.title, value.about) for value in facet.values)
        for relation in facet.relations:
            for place in places.values():
                _refer(place, relation.key, facet.id, many=facet.many, about=_about(facet, relation))
    for table in taxonomy.tables:
        for column in table.columns if table.in_entries else ():
            if column.relation:
                facet_id = taxonomy.relations[column.relation][0].id
                _refer(_row(schema, table.id), column.id, facet_id, many=True)
    schema["$defs"]["node"] = _choice(
        (node.id, " > ".join(step.short for step in (*node.ancestors, node)), node.entry.belongs)
        for node in Taxonomy(taxonomy.tree)
        if node.level != "direction"
    )
    for name in ("Tag", "Rejection"):
        _refer(schema["$defs"][name], "node", "node", many=False)
    schema["properties"]["tags"]["items"] = {"anyOf": [{"$ref": "#/$defs/node"}, {"$ref": "#/$defs/Tag"}]}
    schema["if"] = {"properties": {"draft": {"const": True}}, "required": ["draft"]}
    schema["else"] = {
        "required": ["authors", "year", "tags"],
        "properties": {"authors": {"minItems": 1}, "tags": {"minItems": 1}},
    }
    return {"$schema": DIALECT, **schema, "title": "Entry", "description": "A surveyed work."}


def canonical_form() -> Mapping[str, Any]:
    """The settings of `canonical`, for a script that writes entries in the same way."""
    return {
        "width": canonical.WIDTH,
        "orders": canonical.ORDERS,
        "facets_before": canonical.FACETS_BEFORE,
        "tables_before": canonical.TABLES_BEFORE,
        "quoted": sorted(canonical.ALWAYS_QUOTED),
        "prose": sorted(canonical.PROSE),
        "one_line_if_fits": sorted(canonical.ONE_LINE_IF_FITS),
    }


def _sort(place: JsonSchemaValue, order: Iterable[str]) -> None:
    """Sort the fields of a place: editors offer them in this order."""
    place["properties"] = {name: place["properties"][name] for name in order if name in place["properties"]}


def _about(facet: Facet, relation: RelationKind) -> str:
    """The description of a field of a facet with several; empty if that of the model is enough."""
    if len(facet.relations) == 1:
        return ""
    return f"{relation.title}: {facet.about}" if facet.about else f"{relation.title}: ids of {facet.plural}."


def _row(schema: JsonSchemaValue, table: str) -> JsonSchemaValue:
    """The schema of a row of a table."""
    reference: str = schema["properties"][table]["items"]["$ref"]
    found: JsonSchemaValue = schema["$defs"][reference.removeprefix("#/$defs/")]
    return found


def _refer(place: JsonSchemaValue, key: str, name: str, *, many: bool, about: str = "") -> None:
    """Make a field, if the place has it, refer to the ids of a definition: one of them, or a list."""
    if key not in place["properties"]:
        return
    kept = {word: value for word, value in place["properties"][key].items() if word == "description"}
    one = {"$ref": f"#/$defs/{name}"}
    several = {"anyOf": [one, {"type": "array", "items": one}]}
    place["properties"][key] = (several if many else one) | kept | ({"description": about} if about else {})


def _choice(items: Iterable[tuple[str, str, str | None]]) -> JsonSchemaValue:
    """A choice of ids; editors show the titles beside them."""
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
    """The schema for editors: no `null`, no defaults, no titles made from names of fields."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - the signature of pydantic
        return False
