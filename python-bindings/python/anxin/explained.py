"""Statements a worker can check by hand, and why a transfer was taken or refused."""

from __future__ import annotations

from typing import Any

from anxin import _anxin, values


class Explanation:
    """How the figures of a worker's periods came about: text, HTML, or dicts."""

    def __init__(self, explanation: _anxin.Explanation) -> None:
        self._explanation = explanation

    def text(self, lang: str = "zh") -> str:
        """As text, in Chinese (`zh`) or English (`en`)."""
        return self._explanation.text(lang)

    def html(self, lang: str = "zh") -> str:
        """As a page that prints on A4, one statement a page."""
        return self._explanation.html(lang)

    def dict(self) -> dict[str, Any]:
        """As dicts and lists; money is `decimal.Decimal` in yuan, days are `datetime.date`."""
        told: dict[str, Any] = values.read(self._explanation.json())
        return told

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()


class WhyNot:
    """What became of a transfer: the rule that refused or took it, and the nearest that would."""

    def __init__(self, why: _anxin.WhyNot) -> None:
        self._why = why

    def text(self, lang: str = "zh") -> str:
        """As text, in Chinese (`zh`) or English (`en`)."""
        return self._why.text(lang)

    def dict(self) -> dict[str, Any]:
        """As dicts and lists."""
        told: dict[str, Any] = values.read(self._why.json())
        return told

    def __str__(self) -> str:
        return self.text()
