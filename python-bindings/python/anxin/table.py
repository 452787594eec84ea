"""An output table: an Arrow producer that any data frame library reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anxin._anxin import Table as _Table

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


class Table:
    """An output table. Its batches are made while they are read, so a large one is never held twice.

    It speaks the Arrow PyCapsule interface: ``pl.DataFrame(table)``, ``pyarrow.table(table)``,
    ``duckdb.sql("select * from table")``. Money is a decimal with two places in yuan, days and
    months are dates, ids are text, words of short lists are dictionaries.
    """

    def __init__(self, table: _Table) -> None:
        self._table = table

    @property
    def name(self) -> str:
        """Its name, the same in every language and file."""
        return self._table.name

    @property
    def columns(self) -> list[str]:
        """Names of its columns, in order."""
        return [name for name, _ in self._table.columns]

    @property
    def meanings(self) -> dict[str, str]:
        """What each column says, with its unit."""
        return dict(self._table.columns)

    @property
    def sort_key(self) -> list[str]:
        """The columns by which its rows are sorted."""
        return self._table.sort_key

    def __len__(self) -> int:
        """Its rows; they are made to be counted."""
        return self._table.count_rows()

    def to_arrow(self) -> pyarrow.Table:
        """As a `pyarrow.Table`."""
        import pyarrow

        return pyarrow.table(self)

    def to_polars(self) -> polars.DataFrame:
        """As a `polars.DataFrame`; words of short lists are categories."""
        import polars

        return polars.DataFrame(self)

    def to_pandas(self) -> pandas.DataFrame:
        """As a `pandas.DataFrame`; money as `decimal.Decimal`, days as `datetime.date`."""
        return self.to_arrow().to_pandas()

    def __arrow_c_schema__(self) -> object:
        return self._table.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        return f"<anxin.Table {self.name}: {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """The first rows, in a notebook that has pyarrow."""
        from anxin import notebook

        return notebook.table(self)

    def head(self, rows: int = 10) -> list[dict[str, Any]]:
        """Its first rows as dicts, without making the others."""
        import pyarrow

        found: list[dict[str, Any]] = []
        for batch in pyarrow.RecordBatchReader.from_stream(self):
            found += batch.slice(0, rows - len(found)).to_pylist()
            if len(found) >= rows:
                break
        return found
