"""`df.anxin`: reconciling from a Polars frame of attendance. Imported on purpose: `import anxin.frames`."""

from __future__ import annotations

import datetime
from typing import Any

import polars

from anxin.reconcile import Run, reconcile


@polars.api.register_dataframe_namespace("anxin")
class Anxin:
    """Methods on a `polars.DataFrame`."""

    def __init__(self, frame: polars.DataFrame) -> None:
        self._frame = frame

    def reconcile(self, *, as_of: str | datetime.date, **arguments: Any) -> Run:
        """Reconciles with this frame as `attendance`; the other arguments are those of `anxin.reconcile`."""
        return reconcile(as_of=as_of, attendance=self._frame, **arguments)
