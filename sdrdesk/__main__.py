"""Start sdrdesk: `sdrdesk ...` and `python -m sdrdesk ...` both come here."""

from __future__ import annotations

import sys


def main() -> int:
    """The exit status of the command the user typed."""
    from sdrdesk.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
