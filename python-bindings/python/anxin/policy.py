"""A policy: every number of the law as data."""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from anxin import _anxin

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class Policy:
    """A policy. It does not change: `replace` gives another one.

    >>> ours = Policy.load("cn").replace({"wages.default_pay_day": 15})
    >>> ours.fingerprint != Policy.load("cn").fingerprint
    True
    """

    def __init__(self, policy: _anxin.Policy) -> None:
        self._policy = policy

    @staticmethod
    def load(source: Policy | str | os.PathLike[str] | Mapping[str, Any] = "cn") -> Policy:
        """The built-in policy `cn`, that of a file (TOML, or JSON by its ending), or of a mapping.

        What a file or mapping leaves out comes from the built-in policy. Rates are text or
        `Decimal`, never `float`.

        Raises `AnxinError` with code `policy` and the key that is wrong.
        """
        if isinstance(source, Policy):
            return source
        if isinstance(source, Mapping):
            text = json.dumps(source, default=_json)
            return Policy(_anxin.Policy.from_json(text, "mapping"))
        if source == "cn":
            return Policy(_anxin.Policy.builtin())
        path = Path(source)
        text = path.read_text(encoding="utf-8")
        read = _anxin.Policy.from_json if path.suffix == ".json" else _anxin.Policy.from_toml
        return Policy(read(text, str(path)))

    def replace(self, changes: Mapping[str, Any]) -> Policy:
        """The same policy with other values, by dotted key: ``{"wages.default_pay_day": 15}``."""
        values = self.dict()
        for dotted, value in changes.items():
            *sections, key = dotted.split(".")
            section = values
            for name in sections:
                section = section.setdefault(name, {})
            section[key] = value
        return Policy.load(values)

    def dict(self) -> dict[str, Any]:
        """Every key and value."""
        return tomllib.loads(self.to_toml(), parse_float=Decimal)

    def to_toml(self) -> str:
        """As the text of a policy file."""
        return self._policy.to_toml()

    @property
    def name(self) -> str:
        """Its name."""
        return self._policy.name

    @property
    def fingerprint(self) -> str:
        """SHA-256 over its values: equal for equal policies."""
        return self._policy.fingerprint

    def __repr__(self) -> str:
        return f"<anxin.Policy {self.name} {self.fingerprint[:12]}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Policy) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)


def _json(value: object) -> str:
    if isinstance(value, (Decimal, datetime.date)):
        return str(value)
    raise TypeError(f"met a {type(value).__name__}, expected text, a whole number, a Decimal or a date")
