"""What a notebook shows: a progress bar, the figures that matter, the first rows of a table."""

from __future__ import annotations

import importlib.util
import sys
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anxin.reconcile import Run
    from anxin.table import Table

SHOWN_ROWS = 10


def is_notebook() -> bool:
    """Whether this is a notebook's kernel."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and hasattr(shell, "kernel")


class Bar:
    """A progress bar (tqdm) that a run moves."""

    def __init__(self) -> None:
        self.bar: Any = None
        self.stage = ""

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.close()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        tqdm = _tqdm()
        if self.bar is None or stage != self.stage:
            self.__exit__()
            self.stage = stage
            unit = " workers" if stage == "wages" else " rows"
            self.bar = tqdm(desc=stage, total=total, unit=unit, unit_scale=True, leave=False, delay=1)
        self.bar.update(done - self.bar.n)


def _tqdm() -> Any:
    """The bar of a notebook where it can be drawn, else that of a terminal."""
    if is_notebook() and importlib.util.find_spec("ipywidgets"):
        from tqdm.notebook import tqdm
    else:
        from tqdm import tqdm
    return tqdm


def summary(run: Run) -> str:
    """Totals, a bar of ages, deposits and what was set aside."""
    told = run.summary
    totals, counts, deposits = told["totals"], told["counts"], told["deposits"]
    rows = [
        ("due", totals["due"], f"{counts['worker_periods']:,} worker-periods"),
        ("paid", totals["paid"], ""),
        ("arrears", totals["arrears"], f"{counts['workers_owed']:,} workers"),
        ("covered", totals["covered"], "by means at hand"),
        ("uncovered", totals["uncovered"], ""),
        ("not yet due", totals["not_yet_due"], ""),
        ("deposits required", deposits["required"], ""),
        ("deposits held", deposits["held"], f"short by {_yuan(deposits['shortfall'])}"),
    ]
    lines = "".join(
        f"<tr><th style='text-align:left'>{name}</th><td style='text-align:right'>{_yuan(amount)}"
        f"</td><td style='text-align:left'>{note}</td></tr>"
        for name, amount, note in rows
    )
    policy = told["policy"]
    head = (
        f"<b>anxin</b> as of {told['as_of']}, policy {escape(policy['name'])} "
        f"({policy['fingerprint'][:12]}), yuan"
    )
    aside = "".join(
        f"<li>{line['rows']:,} of <code>{line['table']}</code>: <code>{line['code']}</code></li>"
        for line in told["set_aside"]
    )
    aside = f"<p>Rows set aside:</p><ul>{aside}</ul>" if aside else ""
    return f"<div>{head}<table>{lines}</table>{_ages(told['ageing'])}{aside}</div>"


def _ages(ageing: list[dict[str, Any]]) -> str:
    """Arrears by age as one bar; text says what the colours mean."""
    whole = sum((line["arrears"] for line in ageing), Decimal(0))
    if not whole:
        return ""
    shades = ["#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c"]
    parts, words = "", []
    for place, line in enumerate(ageing):
        shade = shades[min(place, len(shades) - 1)]
        share = (line["arrears"] * 100 / whole).quantize(Decimal("0.01"))
        title = f"{escape(line['age_bracket'])} days: {_yuan(line['arrears'])}"
        parts += f"<div title='{title}' style='width:{share}%;background:{shade}'></div>"
        words.append(title)
    bar = f"<div style='display:flex;height:1em;width:30em'>{parts}</div>"
    return f"<p style='margin-bottom:0'>Arrears by age</p>{bar}<small>{'; '.join(words)}</small>"


def table(shown: Table) -> str:
    """The first rows of a table."""
    found = shown.head(SHOWN_ROWS)
    head = "".join(f"<th>{escape(name)}</th>" for name in shown.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row.values()) + "</tr>" for row in found
    )
    note = f"<p>{escape(shown.name)}: the first {len(found)} rows</p>"
    return f"{note}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(value: object) -> str:
    return "" if value is None else escape(str(value))


def _yuan(amount: Decimal) -> str:
    return f"{amount:,.2f}"
