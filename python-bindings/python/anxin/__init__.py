"""Reconciles what building workers earned with what they were paid, exact to the fen.

    >>> import anxin
    >>> run = anxin.reconcile("datasets/samples/site", as_of="2025-12-31")
    >>> run.summary["totals"]["arrears"]
    Decimal('17125.00')
    >>> run.worker_periods.to_polars()          # or .to_pandas(), .to_arrow(), duckdb.sql(…)
    >>> print(run.explain("990100197901011054").text("en"))

Words, columns and codes are those of the Rust library and of the command `anxin`.
"""

from anxin._anxin import AnxinError, __version__
from anxin.evidence import (
    Bundle,
    Compared,
    Damage,
    Secret,
    Slip,
    SlipVerification,
    Verification,
    bundle,
    verify,
    verify_slip,
)
from anxin.explained import Explanation, WhyNot
from anxin.ledger import Change, Ledger
from anxin.policy import Policy
from anxin.questions import Disputed, DisputedPeriod, Plan, WhatIf, diff, disputed, plan, what_if
from anxin.reconcile import (
    MergedRun,
    Run,
    input_tables,
    merge,
    output_tables,
    reconcile,
)
from anxin.table import Table

__all__ = [
    "AnxinError",
    "Bundle",
    "Change",
    "Compared",
    "Damage",
    "Disputed",
    "DisputedPeriod",
    "Explanation",
    "Ledger",
    "MergedRun",
    "Plan",
    "Policy",
    "Run",
    "Secret",
    "Slip",
    "SlipVerification",
    "Table",
    "Verification",
    "WhatIf",
    "WhyNot",
    "__version__",
    "bundle",
    "diff",
    "disputed",
    "input_tables",
    "merge",
    "output_tables",
    "plan",
    "reconcile",
    "verify",
    "verify_slip",
    "what_if",
]
