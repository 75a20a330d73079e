"""Records as typed, nested Parquet, for DuckDB, Spark, pandas and Hugging Face datasets."""

from __future__ import annotations

import io
import types
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel

from living_survey.rendering.exports.records import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RECORDS_A_BATCH = 1000


def parquet(model: type[BaseModel], records: Iterable[BaseModel], licensed_under: str | None = None) -> bytes:
    """Records of a model as a Parquet file, with lists, structs and date32, and the licence as metadata."""
    metadata = {"data_version": VERSION} | ({"license": licensed_under} if licensed_under else {})
    schema = arrow_schema(model).with_metadata(metadata)
    table = pa.Table.from_batches(_batches(schema, records), schema=schema)
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd", version="2.6")
    return file.getvalue()


def _batches(schema: pa.Schema, records: Iterable[BaseModel]) -> Iterator[pa.RecordBatch]:
    """The records as columns, some at a time, since records take many times the memory."""
    rows = (record.model_dump() for record in records)
    while batch := list(islice(rows, RECORDS_A_BATCH)):
        yield pa.RecordBatch.from_pylist(batch, schema=schema)


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
