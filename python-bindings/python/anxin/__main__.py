"""The command `anxin`: the same as the Rust binary."""

from __future__ import annotations

import sys

from anxin._anxin import command


def main() -> None:
    """Runs the command with the arguments of this process and ends it with its exit code."""
    sys.exit(command(["anxin", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
