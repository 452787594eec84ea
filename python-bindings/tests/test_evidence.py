"""Bundles, slips and ids under a key: what the command makes is checked here, and the other way."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import anxin
import pytest
from conftest import AS_OF, ROOT, SITE

WORKER = "990100197901011054"


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "anxin", *map(str, arguments)]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("secret") / "office.key"
    anxin.Secret.new().write(file)
    return file


@pytest.fixture(scope="module")
def made(secret: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The sample's bundle as the command makes it, and its root."""
    out = tmp_path_factory.mktemp("bundle") / "site.zip"
    done = command("bundle", SITE, "--as-of", AS_OF, "--secret", secret, "--out", out)
    assert done.returncode == 0, done.stderr
    return out, done.stdout.removeprefix("root ").strip()


def test_a_bundle_of_the_command_verifies(made: tuple[Path, str], secret: Path) -> None:
    file, root = made
    found = anxin.verify(file, SITE, root=root, secret=anxin.Secret.load(secret))
    assert found and found.agrees and found.damage is None and not found.differing
    assert (found.root, found.root_agrees, found.workers_agree) == (root, True, True)
    inputs = {line.name for line in found.compared if line.kind == "input"}
    assert inputs == {path.name for path in SITE.iterdir() if path.is_file()}
    outputs = {line.name for line in found.compared if line.kind == "output"}
    assert outputs == {"policy.toml", "summary.json"} | {
        f"tables/{name}.csv" for name in anxin.output_tables()
    }
    assert str(found.manifest["as_of"]) == AS_OF
    alone = anxin.verify(file)
    assert alone and alone.compared == [] and alone.root_agrees is None


def test_the_same_bytes_from_a_folder_and_from_files(made: tuple[Path, str], secret: Path) -> None:
    key = anxin.Secret.load(secret)
    files = {path.name: path.read_bytes() for path in SITE.iterdir() if path.is_file()}
    for data in (SITE, files):
        bundle = anxin.bundle(data, as_of=AS_OF, secret=key)
        assert (bundle.to_bytes(), bundle.root) == (made[0].read_bytes(), made[1])
    run = anxin.reconcile(SITE, as_of=AS_OF)
    opened = anxin.Bundle.open(made[0])
    assert b"17125.00" in opened.file("summary.json")
    sums = {file["name"]: file["sha256"] for file in opened.manifest["files"]}
    for table, digest in run.digests.items():
        assert sums[f"tables/{table}.csv"] == digest
    assert opened.files == list(sums)
    with pytest.raises(KeyError):
        opened.file("tables/other.csv")


def test_one_altered_byte_is_found_and_named(made: tuple[Path, str]) -> None:
    whole = made[0].read_bytes()
    for name in ("tables/worker_periods.csv", "tables/accounting.csv", "summary.json", "manifest.json"):
        altered = bytearray(whole)
        # Behind the header of the file.
        header = b"PK\x03\x04"
        at = next(
            at
            for at in range(len(whole))
            if whole.startswith(header, at) and whole.startswith(name.encode(), at + 30)
        )
        altered[at + 30 + len(name) + 5] ^= 1
        found = anxin.verify(bytes(altered), SITE, root=made[1])
        assert not found and found.root is None and found.compared == []
        assert found.damage.name == name and name in found.damage.message
        with pytest.raises(anxin.AnxinError, match=name) as caught:
            anxin.Bundle.open(bytes(altered))
        assert caught.value.code == "decode"
    cut = anxin.verify(whole[:-1])
    assert not cut and cut.damage.name is None


def test_what_differs_is_named_and_the_root_is_held(made: tuple[Path, str]) -> None:
    files = {path.name: path.read_bytes() for path in SITE.iterdir() if path.is_file()}
    files["transfers.csv"] = files["transfers.csv"].replace(b"settled", b"failed", 1)
    assert files["transfers.csv"] != (SITE / "transfers.csv").read_bytes()
    found = anxin.verify(made[0], files, root=made[1])
    assert not found and found.root_agrees
    names = [line.name for line in found.differing]
    assert names[0] == "transfers.csv" and "tables/transfer_fates.csv" in names
    first = next(line for line in found.differing if line.kind == "output")
    assert first.record is None or first.record > 1
    other = anxin.verify(made[0], root="0" * 64)
    assert not other and other.root_agrees is False and other.root == made[1]
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        anxin.verify(made[0], root="ab")
    strange = anxin.verify(made[0], secret=anxin.Secret.new())
    assert not strange and strange.workers_agree is False


def test_a_slip_stands_alone(made: tuple[Path, str], secret: Path, tmp_path: Path) -> None:
    file, root = made
    slip = tmp_path / "slip.json"
    words = ["--worker", WORKER, "--secret", secret, "--out", slip]
    assert command("slip", file, *words).returncode == 0
    found = anxin.verify_slip(slip, root)
    assert found and (found.root, found.slip.worker_id) == (root, WORKER)
    own = anxin.Bundle.open(file).slip(WORKER, anxin.Secret.load(secret))
    assert own.to_json() == slip.read_text("utf-8")
    assert str(own.as_of) == AS_OF and WORKER in own.lines["worker_totals"]
    assert WORKER not in repr(own)
    own.write(tmp_path / "again.json")
    done = command("verify", "--slip", tmp_path / "again.json", "--root", root)
    assert done.returncode == 0, done.stderr
    assert not anxin.verify_slip(own, "0" * 64)
    # Behind all workers, wherever the salts of the day have put him.
    text = own.to_json().replace('"index": ', '"index": 99', 1)
    other = anxin.verify_slip(anxin.Slip(text), root)
    assert not other and other.root is None
    with pytest.raises(anxin.AnxinError) as caught:
        anxin.verify_slip(anxin.Slip("{}"), root)
    assert caught.value.code == "decode"
    with pytest.raises(anxin.AnxinError) as caught:
        anxin.Bundle.open(file).slip("W0", anxin.Secret.load(secret))
    assert caught.value.code == "not_found"


def test_a_secret_is_not_told_and_not_replaced(secret: Path, tmp_path: Path) -> None:
    key = anxin.Secret.load(secret)
    text = secret.read_text().strip()
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert text not in repr(key) and text not in repr(key._secret)
    with pytest.raises(FileExistsError):
        anxin.Secret.new().write(secret)
    with pytest.raises(anxin.AnxinError) as caught:
        anxin.Secret.from_text("swordfish")
    assert "swordfish" not in str(caught.value)
    ids = tmp_path / "ids.txt"
    ids.write_text("W1\nW2\n", encoding="utf-8")
    done = command("hash-ids", ids, "--key", secret)
    assert done.stdout.split() == [key.hash_id("W1"), key.hash_id(" Ｗ2")]
