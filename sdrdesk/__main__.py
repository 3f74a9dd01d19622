"""Start sdrdesk: `sdrdesk ...` and `python -m sdrdesk ...` both come here."""

from __future__ import annotations

import atexit
import gc
import os
import sys

AT_ONCE = 50_000
"""Objects that a start may make before Python looks for circles among them: more than a one-shot command makes."""


def main() -> int:
    """The exit status of the command the user typed."""
    gc.set_threshold(AT_ONCE)
    from sdrdesk.cli.main import main as run

    status = run()
    leave(status)
    return status


def leave(status: int) -> None:
    """End the process at once, unless threads still work: Python would take all apart first, 3 % of a command."""
    if (threading := sys.modules.get("threading")) and threading.active_count() > 1:
        return
    atexit._run_exitfuncs()
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except (OSError, ValueError):
        return
    os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
