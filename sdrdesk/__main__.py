"""Start sdrdesk: `sdrdesk ...` and `python -m sdrdesk ...` both come here."""

from __future__ import annotations

import gc
import sys

AT_ONCE = 50_000
"""Objects that a start may make before Python looks for circles among them: more than a one-shot command makes."""


def main() -> int:
    """The exit status of the command the user typed."""
    gc.set_threshold(AT_ONCE)
    from sdrdesk.cli.main import main as run

    status = run()
    gc.freeze()  # the process ends: nobody needs what is left to be gone through
    return status


if __name__ == "__main__":
    sys.exit(main())
