"""Charts of a run, with Altair. Amounts are shown in yuan; figures come from the run's tables."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair

    from anxin.reconcile import Run

# From what a means is asked for first to what is left (step 7.6).
SOURCES = [
    "wage_account",
    "project_deposit",
    "contractor_deposit",
    "owner_unsettled",
    "payment_guarantee",
    "emergency_fund",
    "uncovered",
]


class Plot:
    """Charts of a run."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def ageing(self) -> altair.Chart:
        """Arrears by age."""
        import altair

        lines = self._run.summary["ageing"]
        data = [
            {
                "age": line["age_bracket"],
                "arrears": _axis(line["arrears"]),
                "worker_periods": line["worker_periods"],
            }
            for line in lines
        ]
        chart: altair.Chart = (
            _chart(data, "Arrears by age")
            .mark_bar()
            .encode(
                x=altair.X("age:N", sort=None, title="days overdue"),
                y=altair.Y("arrears:Q", title="arrears, yuan"),
                tooltip=["age:N", altair.Tooltip("arrears:Q", format=",.2f"), "worker_periods:Q"],
            )
        )
        return chart

    def coverage(self, projects: int = 20) -> altair.Chart:
        """What of the arrears of the projects that owe most is covered by means at hand."""
        import altair

        rows = self._run.project_totals.to_arrow().select(["project_id", "covered", "uncovered"])
        found = [row for row in rows.to_pylist() if row["covered"] + row["uncovered"] > 0]
        found.sort(key=lambda row: (-(row["covered"] + row["uncovered"]), row["project_id"]))
        found = found[:projects]
        data = [
            {"project_id": row["project_id"], "part": part, "amount": _axis(row[part])}
            for row in found
            for part in ("covered", "uncovered")
        ]
        colours = altair.Scale(domain=["covered", "uncovered"], range=["#4c78a8", "#e45756"])
        chart: altair.Chart = (
            _chart(data, "Arrears and what covers them")
            .mark_bar()
            .encode(
                y=altair.Y("project_id:N", sort=[row["project_id"] for row in found], title="project"),
                x=altair.X("amount:Q", title="arrears, yuan"),
                color=altair.Color("part:N", scale=colours, title=None),
                tooltip=["project_id:N", "part:N", altair.Tooltip("amount:Q", format=",.2f")],
            )
        )
        return chart

    def timesheet(
        self, worker_id: str, period: str | datetime.date, project_id: str | None = None
    ) -> altair.Chart:
        """Hours of a worker day by day, coloured by the class of the day."""
        import altair

        month = period.strftime("%Y-%m") if isinstance(period, datetime.date) else period
        statements = self._run.explain(worker_id, project_id, month).dict()["statements"]
        data = [
            {
                "day": day["date"].day,
                "date": day["date"].isoformat(),
                "day_class": day["day_class"] or "no calendar",
                "hours": (day["minutes"] or 0) / 60,
                "project_id": statement["project_id"],
            }
            for statement in statements
            for day in statement["calendar"]
        ]
        classes = ["workday", "rest_day", "holiday", "no calendar"]
        colours = altair.Scale(domain=classes, range=["#4c78a8", "#9ecae9", "#e45756", "#bab0ac"])
        chart: altair.Chart = (
            _chart(data, f"{worker_id}, {month}")
            .mark_bar()
            .encode(
                x=altair.X("day:O", title="day of the month", axis=altair.Axis(labelAngle=0)),
                y=altair.Y("hours:Q", title="hours"),
                color=altair.Color("day_class:N", title="day", scale=colours),
                tooltip=["date:O", "day_class:N", "hours:Q", "project_id:N"],
            )
        )
        return chart

    def waterfall(self, project_id: str) -> altair.Chart:
        """What would meet the arrears of a project, means by means, down to what nothing meets."""
        import altair

        def of_project(name: str) -> list[dict[str, Any]]:
            rows = self._run[name].to_arrow().to_pylist()
            return [row for row in rows if row["project_id"] == project_id]

        amounts: dict[str, Decimal] = {}
        for row in of_project("cover"):
            amounts[row["source"]] = amounts.get(row["source"], Decimal(0)) + row["amount"]
        totals = of_project("project_totals")
        if not totals:
            raise ValueError(f"no project {project_id!r} in this run")
        amounts["uncovered"] = totals[0]["uncovered"]
        data, reached = [], Decimal(0)
        for source in SOURCES:
            if source in amounts:
                end = reached + amounts[source]
                data.append(
                    {
                        "source": source,
                        "from": _axis(reached),
                        "to": _axis(end),
                        "amount": _axis(amounts[source]),
                        "is_met": source != "uncovered",
                    }
                )
                reached = end
        colours = altair.Scale(domain=[True, False], range=["#4c78a8", "#e45756"])
        chart: altair.Chart = (
            _chart(data, f"Arrears of {project_id}")
            .mark_bar()
            .encode(
                x=altair.X("source:N", sort=None, title=None, axis=altair.Axis(labelAngle=0)),
                y=altair.Y("from:Q", title="yuan"),
                y2="to:Q",
                color=altair.Color("is_met:N", scale=colours, legend=None),
                tooltip=["source:N", altair.Tooltip("amount:Q", format=",.2f")],
            )
        )
        return chart


def _chart(rows: list[dict[str, Any]], title: str) -> altair.Chart:
    import altair

    return altair.Chart({"values": rows}, title=title, width=480)


def _axis(amount: Decimal) -> float:
    """An amount as a place on an axis: the one thing here that need not be exact."""
    return float(amount)
