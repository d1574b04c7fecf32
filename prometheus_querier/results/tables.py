"""The tabular formats that results share; each format's library is imported when the format is asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Literal

from prometheus_querier.errors import QueryBuildError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from .long import LongColumns
    from .series import Series


class Tabular(ABC):
    """A result that can be laid out as a table.

    The long layout has a row a sample: ``timestamp`` (UTC, ms), one column a label, ``value``, and ``histogram`` where
    there are native histograms. A label that a series does not have is empty there, as in PromQL. A label that is
    itself called ``timestamp``, ``value`` or ``histogram`` has its column as ``label_timestamp`` and so on.
    """

    __slots__ = ()

    @abstractmethod
    def _series(self) -> Sequence[Series]:
        """The samples by series."""

    @abstractmethod
    def _long(self) -> LongColumns:
        """The samples in the long layout."""

    def to_dicts(self) -> list[dict[str, Any]]:
        """Gives one dictionary a sample in the long layout, its timestamp as an aware datetime."""
        from .formats.dicts import rows  # noqa: PLC0415 - each format loads when it is asked for

        return rows(self._long())

    def to_pandas(self, layout: Literal["long", "wide"] = "long") -> pd.DataFrame:
        """Gives a DataFrame.

        Args:
            layout: ``long`` has a row a sample, with categorical label columns. ``wide`` has a row a time and a column
                a series: the labels are the levels of the column index, and gaps are NaN.

        Raises:
            QueryBuildError: There is no such layout.
            MissingDependencyError: pandas is not installed.
        """
        if layout not in ("long", "wide"):
            raise QueryBuildError(f"layout must be 'long' or 'wide', not {layout!r}")
        from .formats.pandas import long_frame, wide_frame  # noqa: PLC0415 - pandas is optional and slow to import

        return long_frame(self._long()) if layout == "long" else wide_frame(self._series())

    def to_polars(self) -> pl.DataFrame:
        """Gives a polars DataFrame in the long layout, with the labels as enums.

        Raises:
            MissingDependencyError: polars is not installed.
        """
        from .formats.polars import long_frame  # noqa: PLC0415 - polars is optional and slow to import

        return long_frame(self._long())

    def to_arrow(self) -> pa.Table:
        """Gives an Arrow table in the long layout, with the labels dictionary-encoded.

        Raises:
            MissingDependencyError: pyarrow is not installed.
        """
        from .formats.arrow import long_table  # noqa: PLC0415 - pyarrow is optional and slow to import

        return long_table(self._long())
