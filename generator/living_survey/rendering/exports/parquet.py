"""Records as typed, nested Parquet, for DuckDB, Spark, pandas and Hugging Face datasets."""

from __future__ import annotations

import io
import types
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import json
from pydantic import BaseModel

from living_survey.rendering.exports.records import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BLOCK = 1 << 20
"""The bytes of JSON that are read at once, unless one record has more."""


def parquet(model: type[BaseModel], lines: Iterable[bytes], licensed_under: str | None = None) -> bytes:
    """Records of a model as a Parquet file, with lists, structs and date32, and the licence as metadata.

    Each record is a line of JSON, which Arrow reads many times faster than it takes objects; `lines` may
    have several together.
    """
    metadata = {"data_version": VERSION} | ({"license": licensed_under} if licensed_under else {})
    schema = arrow_schema(model).with_metadata(metadata)
    file = io.BytesIO()
    pq.write_table(_table(schema, list(lines)), file, compression="zstd", version="2.6")
    return file.getvalue()


def _table(schema: pa.Schema, lines: Sequence[bytes]) -> pa.Table:
    if not any(lines):
        return schema.empty_table()
    read = json.read_json(
        io.BytesIO(b"".join(lines)),
        json.ReadOptions(use_threads=False, block_size=max(BLOCK, *map(len, lines))),
        json.ParseOptions(
            explicit_schema=pa.schema([pa.field(field.name, _in_json(field.type)) for field in schema]),
            unexpected_field_behavior="error",
        ),
    )
    columns = [
        pa.chunked_array([_typed(chunk, field) for chunk in column.chunks], field.type)
        for column, field in zip(read.columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _in_json(kind: pa.DataType) -> pa.DataType:
    """The type that Arrow reads from JSON, which has no dates, and nulls where a struct is null."""
    if pa.types.is_date(kind):
        return pa.string()
    if pa.types.is_list(kind):
        return pa.list_(pa.field(kind.value_field.name, _in_json(kind.value_type)))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, _in_json(field.type)) for field in kind])
    return kind


def _typed(array: pa.Array, field: pa.Field) -> pa.Array:
    """An array that was read from JSON, in the type of a field of the file."""
    kind, missing = field.type, array.is_null() if field.nullable else None
    if pa.types.is_list(kind):
        items = _typed(array.values, kind.value_field)
        return pa.ListArray.from_arrays(array.offsets, items, kind, mask=missing)
    if pa.types.is_struct(kind):
        parts = [_typed(array.field(number), part) for number, part in enumerate(kind)]
        return pa.StructArray.from_arrays(parts, fields=list(kind), mask=missing)
    return array.cast(kind)


def arrow_schema(model: type[BaseModel]) -> pa.Schema:
    """The Arrow schema of a record, with the descriptions of its fields."""
    return pa.schema(_fields(model))


def _fields(model: type[BaseModel]) -> list[pa.Field]:
    fields = []
    for name, info in model.model_fields.items():
        annotation, nullable = _required(info.annotation)
        metadata = {"description": info.description} if info.description else None
        fields.append(pa.field(name, _type(annotation), nullable=nullable, metadata=metadata))
    return fields


def _type(annotation: Any) -> pa.DataType:  # noqa: ANN401 - any annotation of a record
    """The Arrow type of an annotation; raises `TypeError` for one that no record uses."""
    scalars = {str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: pa.float64(), date: pa.date32()}
    if annotation in scalars:
        return scalars[annotation]
    origin = get_origin(annotation)
    if origin is Annotated:
        return _type(get_args(annotation)[0])
    if origin is Literal:
        return pa.string()
    if origin is tuple:
        return pa.list_(pa.field("element", _type(get_args(annotation)[0]), nullable=False))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return pa.struct(_fields(annotation))
    raise TypeError(f"no Arrow type for {annotation}")


def _required(annotation: Any) -> tuple[Any, bool]:  # noqa: ANN401 - any annotation of a record
    """An annotation without `| None`, and whether it had one."""
    if get_origin(annotation) in {Union, types.UnionType}:
        rest = [option for option in get_args(annotation) if option is not types.NoneType]
        if len(rest) == 1:
            return rest[0], True
    return annotation, False
