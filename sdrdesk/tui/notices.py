"""Notices of the desktop, for a rep who looks at another window. Off unless the settings say how."""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

from textual.app import App

from sdrdesk.tui.safe import plain

LONGEST = 200
"""Letters of a notice."""


def desktop(app: App[Any], title: str, body: str, how: str) -> None:
    """Show a notice.

    Args:
        app: The app, whose terminal is written to.
        title: What it is about.
        body: The rest.
        how: "osc9", "osc777" (the terminal shows it) or "notify-send" (the desktop does); "" shows nothing.
    """
    title, body = plain(title)[:LONGEST], plain(body)[:LONGEST]
    if how == "notify-send":
        if found := shutil.which("notify-send"):
            # Not waited for: a desktop that hangs must not hold the desk.
            subprocess.Popen(  # noqa: S603 - a list of words, no shell
                [found, "--app-name=sdrdesk", "--", title, body],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
    elif how and app._driver is not None:
        app._driver.write(sequence(title, body, how))


def sequence(title: str, body: str, how: str) -> str:
    """What a terminal is sent; a semicolon would end a field of OSC 777."""
    if how == "osc9":
        return f"\x1b]9;{title}: {body}\x07"
    return f"\x1b]777;notify;{title.replace(';', ',')};{body.replace(';', ',')}\x07"
