"""The command line. A placeholder until the commands land."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from sdrdesk import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """The exit status of the command in `argv`, by default the one the user typed."""
    parser = argparse.ArgumentParser(prog="sdrdesk")
    parser.add_argument("--version", action="version", version=f"sdrdesk {__version__}")
    parser.parse_args(argv)
    return 0
