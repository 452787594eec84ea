"""Results that strangers can check: bundles, slips, and ids under a key."""

from __future__ import annotations

import datetime
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Union

from anxin import _anxin, values
from anxin.policy import Policy

# A folder, or files by their names.
Files = Union[str, "os.PathLike[str]", Mapping[str, bytes]]
# A file, its bytes, or a bundle that is open.
AnyBundle = Union[str, "os.PathLike[str]", bytes, "Bundle"]
# Most bytes of a file with a secret.
_SECRET_BYTES = 4096


class Secret:
    """32 bytes that an office keeps to itself: of them come the salts of a bundle, and ids under hashes.

    >>> secret = Secret.new()
    >>> secret
    <anxin.Secret>
    >>> secret.hash_id(" Ｗ1") == secret.hash_id("W1")
    True
    """

    def __init__(self, secret: _anxin.Secret, text: str) -> None:
        self._secret = secret
        self._text = text

    @staticmethod
    def new() -> Secret:
        """A new one, of what the system gives as chance."""
        return Secret.from_text(secrets.token_hex(32))

    @staticmethod
    def from_text(text: str) -> Secret:
        """The secret of 64 hexadecimal digits in lower case.

        Raises `AnxinError` with code `input` for any other text, which is not told.
        """
        return Secret(_anxin.Secret.from_text(text, "the secret"), text.strip())

    @staticmethod
    def load(file: str | os.PathLike[str]) -> Secret:
        """The secret of a file, as the command writes it."""
        with Path(file).open("rb") as opened:
            text = opened.read(_SECRET_BYTES).decode("ascii", errors="replace")
        return Secret(_anxin.Secret.from_text(text, os.fspath(file)), text.strip())

    def write(self, file: str | os.PathLike[str]) -> None:
        """Writes it to a new file that its owner alone may read.

        Raises `FileExistsError` where there is a file: a secret is not replaced.
        """
        made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "w", encoding="ascii") as opened:
            opened.write(f"{self._text}\n")

    def hash_id(self, worker_id: str) -> str:
        """An id under the hash of this secret (HMAC-SHA-256), the same for all who hold the secret.

        Ids have little chance in them: who has the secret finds them all by trying.
        """
        return self._secret.hash_id(worker_id)

    def __repr__(self) -> str:
        return "<anxin.Secret>"


@dataclass(frozen=True)
class Compared:
    """One file of a bundle beside what was computed again.

    ``kind`` is `input` or `output`, ``verdict`` `agrees`, `differs`, `missing` (in the bundle alone)
    or `added` (in the data alone); ``record`` the line of an output where it first differs, the
    header being 1.
    """

    kind: str
    name: str
    verdict: str
    record: int | None

    @property
    def agrees(self) -> bool:
        """Whether the bytes are the same."""
        return self.verdict == "agrees"


@dataclass(frozen=True)
class Damage:
    """Bytes of a bundle that are not as they were written.

    ``name`` is the file of the bundle; `None` where it is in what holds the files together.
    """

    name: str | None
    message: str


@dataclass(frozen=True)
class Verification:
    """What was checked of a bundle, and how it stands; true in a condition where all agrees.

    ``damage`` tells of altered bytes, and then nothing else is known; ``root`` is the root that the
    bytes lead to; ``root_agrees`` and ``workers_agree`` are `None` where no root or no secret was
    given; ``compared`` has every input and output, where data were given.
    """

    agrees: bool
    damage: Damage | None
    root: str | None
    root_agrees: bool | None
    workers_agree: bool | None
    manifest: dict[str, Any] | None
    compared: list[Compared]

    @property
    def differing(self) -> list[Compared]:
        """The inputs and outputs that do not agree; the first of them is the first difference."""
        return [line for line in self.compared if not line.agrees]

    def __bool__(self) -> bool:
        return self.agrees


@dataclass(frozen=True)
class SlipVerification:
    """Whether a slip stands under a root; true in a condition where it does.

    ``root`` is the root that it leads to, `None` where its salt, path or place leads nowhere.
    """

    agrees: bool
    root: str | None
    slip: Slip

    def __bool__(self) -> bool:
        return self.agrees


class Slip:
    """What a worker is given: his lines, and the way from them to the root of the bundle."""

    def __init__(self, text: str, place: str = "the slip") -> None:
        # What is no slip is refused here.
        self._root = _anxin.slip_root(text, place)
        self._text = text
        self._told = values.read(text)

    @staticmethod
    def load(file: str | os.PathLike[str]) -> Slip:
        """The slip of a file."""
        return Slip(Path(file).read_text(encoding="utf-8"), os.fspath(file))

    @property
    def worker_id(self) -> str:
        """The worker."""
        return str(self._told["worker_id"])

    @property
    def as_of(self) -> datetime.date:
        """The day it is about."""
        day: datetime.date = self._told["as_of"]
        return day

    @property
    def lines(self) -> dict[str, str]:
        """His lines of four tables, as canonical CSV with headers."""
        return dict(self._told["lines"])

    def to_json(self) -> str:
        """As the text of its file."""
        return self._text

    def write(self, file: str | os.PathLike[str]) -> None:
        """Writes it to a file."""
        Path(file).write_text(self._text, encoding="utf-8")

    def __repr__(self) -> str:
        return f"<anxin.Slip as of {self.as_of}>"


class Bundle:
    """A result in one file that strangers can check: tables, policy, and the sums of what went in.

    >>> bundle = anxin.bundle("datasets/samples/site", as_of="2025-12-31", secret=secret)
    >>> bundle.write("site.zip")
    >>> bundle.root          # what to publish, and to compare
    '…'
    >>> bundle.slip("990100197901011054", secret).write("slip.json")
    """

    def __init__(self, bundle: _anxin.Bundle) -> None:
        self._bundle = bundle

    @staticmethod
    def open(bundle: AnyBundle) -> Bundle:
        """Opens a bundle and checks every byte of it.

        Raises `AnxinError` with code `decode` where something is not as it was written; `verify`
        tells it instead.
        """
        if isinstance(bundle, Bundle):
            return bundle
        return Bundle(_anxin.Bundle.open(*_bytes(bundle)))

    @property
    def root(self) -> str:
        """Its root, 64 hexadecimal digits: it stands for all of it."""
        return self._bundle.root

    @property
    def manifest(self) -> dict[str, Any]:
        """What it says of itself: the day, the policy, every input and file with its sum."""
        told: dict[str, Any] = values.read(self._bundle.manifest())
        return told

    @property
    def files(self) -> list[str]:
        """The names of its files, manifest and root left out."""
        return [file["name"] for file in self.manifest["files"]]

    def file(self, name: str) -> bytes:
        """The bytes of a file of it.

        Raises `KeyError` where there is none of that name.
        """
        found = self._bundle.file(name)
        if found is None:
            raise KeyError(name)
        return found

    def slip(self, worker_id: str, secret: Secret) -> Slip:
        """The slip of a worker, by his id as it stands in the tables.

        Raises `AnxinError` with code `not_found` where no line names him, `decode` where the secret
        is another one.
        """
        return Slip(self._bundle.slip(worker_id, secret._secret))

    def to_bytes(self) -> bytes:
        """The bundle as the bytes of its file."""
        return self._bundle.to_bytes()

    def write(self, file: str | os.PathLike[str]) -> None:
        """Writes it to a file."""
        Path(file).write_bytes(self.to_bytes())

    def __repr__(self) -> str:
        return f"<anxin.Bundle {self.root}>"


def bundle(
    data: Files,
    *,
    as_of: str | datetime.date,
    secret: Secret,
    policy: Policy | str | os.PathLike[str] | Mapping[str, Any] = "cn",
) -> Bundle:
    """Reconciles files and puts what came out, what went in and the rules into one bundle.

    ``data`` is a folder, or the bytes of files by their names. The same files, policy, day and secret
    give the same bytes, whether here or by `anxin bundle`. Raises what `reconcile` raises.
    """
    chosen = Policy.load(policy)
    return Bundle(_anxin.Bundle.make(_files(data), chosen._policy, str(as_of), secret._secret))


def verify(
    bundle: AnyBundle,
    data: Files | None = None,
    *,
    root: str | None = None,
    secret: Secret | None = None,
) -> Verification:
    """Checks a bundle: every byte; and everything computed again, where ``data`` are given.

    ``root`` is the root that was published: without it, damage is found, not forgery. With ``secret``
    the root over workers is held against the tables too.

    >>> found = anxin.verify("site.zip", "site", root=published)
    >>> found.agrees, [line.name for line in found.differing]
    (False, ['attendance.csv', 'tables/worker_periods.csv'])

    What differs or is damaged is no exception. Raises `ValueError` for a root that is none, and what
    `reconcile` raises where the data cannot be used.
    """
    if root is not None:
        _anxin.checked_root(root)
    given = None if data is None else _files(data)
    key = None if secret is None else secret._secret
    told = values.read(_anxin.verify(*_bytes(bundle), given, root, key))
    damage = told.pop("damage")
    compared = [Compared(**line) for line in told.pop("compared")]
    return Verification(
        **told, damage=None if damage is None else Damage(**damage), compared=compared
    )


def verify_slip(slip: Slip | str | os.PathLike[str], root: str | Bundle) -> SlipVerification:
    """Whether a slip stands under a root that is known from elsewhere; needs neither bundle nor data.

    Raises `AnxinError` with code `decode` for what is no slip.
    """
    known = root.root if isinstance(root, Bundle) else root
    _anxin.checked_root(known)
    read = slip if isinstance(slip, Slip) else Slip.load(slip)
    return SlipVerification(read._root == known, read._root, read)


def _bytes(bundle: AnyBundle) -> tuple[bytes, str]:
    """The bytes of a bundle, and where they are, for messages."""
    if isinstance(bundle, Bundle):
        return bundle.to_bytes(), "the bundle"
    if isinstance(bundle, bytes):
        return bundle, "the bundle"
    return Path(bundle).read_bytes(), os.fspath(bundle)


def _files(data: Files) -> str | list[tuple[str, bytes]]:
    return list(data.items()) if isinstance(data, Mapping) else os.fspath(data)
