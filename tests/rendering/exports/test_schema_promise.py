"""The fields of the data files and their types, on which programs rely, are in a golden file for review."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from living_survey.rendering.exports.api import json_schema, schemas
from living_survey.rendering.exports.records import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from living_survey import KnowledgeBase

GOLDEN = Path(__file__).parent / "golden" / "fields.txt"


def test_fields_are_those_of_the_version(
    kb: KnowledgeBase, assert_golden: Callable[[Path, str], None]
) -> None:
    """Fields that change on purpose change VERSION too."""
    lines = [f"version {VERSION}", ""]
    for name, model in schemas(kb).items():
        schema: dict[str, Any] = json_schema(model)
        lines += [f"[{name}]", *fields(schema, schema.get("$defs", {})), ""]
    text = "\n".join(lines)
    assert_golden(GOLDEN, text)


def fields(schema: dict[str, Any], known: dict[str, Any], path: str = "") -> Iterator[str]:
    """Every field of a schema with its type, a line each: `tags[].by[]: "survey" | "list" | "curation"`."""
    if "$ref" in schema:
        yield from fields(known[schema["$ref"].rsplit("/", 1)[1]], known, path)
    elif "anyOf" in schema:
        for option in schema["anyOf"]:
            yield from fields(option, known, path)
    elif schema.get("type") == "array":
        yield from fields(schema["items"], known, f"{path}[]")
    elif "properties" in schema:
        for name, value in schema["properties"].items():
            assert name in schema["required"]
            yield from fields(value, known, f"{path}.{name}".lstrip("."))
    elif "enum" in schema:
        yield f"{path}: {' | '.join(map(json.dumps, schema['enum']))}"
    elif isinstance(schema.get("additionalProperties"), dict):
        yield from fields(schema["additionalProperties"], known, f"{path}.*")
    else:
        yield f"{path}: {schema.get('format') or schema.get('type', 'any')}"
