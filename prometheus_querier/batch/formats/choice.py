"""The formats that an export can have: the only file that knows them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never, get_args

from prometheus_querier.errors import QueryBuildError

if TYPE_CHECKING:
    from .base import FileFormat

ExportFormat: TypeAlias = Literal["parquet", "csv", "jsonl"]
"""The formats that an export can be written in."""


def file_format(name: ExportFormat) -> FileFormat:
    """Gives what writes and reads a format.

    Raises:
        QueryBuildError: There is no such format.
        MissingDependencyError: Its library is not installed.
    """
    if name not in get_args(ExportFormat):
        raise QueryBuildError(f"format must be one of {', '.join(get_args(ExportFormat))}, not {name!r}")
    match name:
        case "parquet":
            from .parquet_files import ParquetFiles  # noqa: PLC0415 - pyarrow is optional and slow to import

            return ParquetFiles()
        case "csv":
            from .csv_files import CsvFiles  # noqa: PLC0415 - each format loads when it is asked for

            return CsvFiles()
        case "jsonl":
            from .jsonl_files import JsonLines  # noqa: PLC0415 - each format loads when it is asked for

            return JsonLines()
        case _:
            assert_never(name)
