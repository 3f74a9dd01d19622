"""Placing the call: which command opens a number, and running it without a shell and without waiting for it."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Mapping

from sdrdesk.errors import BadInput
from sdrdesk.tui.safe import is_openable

OFF = "none"
"""The setting that opens nothing: the number is copied and shown, the rep dials by hand."""

PATIENCE = 3.0
"""Seconds in which a dial command may still say that it failed."""


def command(template: str, number: str, uri: str, environ: Mapping[str, str], platform: str) -> list[str] | None:
    """The words of the command that opens a number; None where there is none to open it with.

    Args:
        template: The setting, with `{number}` or `{uri}` where they go; "" takes the machine's own opener.
        number: E.164, or a mail address.
        uri: The same as a link.
        environ: Where a graphical desktop is looked for.
        platform: `sys.platform`.
    """
    if template.strip() == OFF or not is_openable(uri):
        return None
    if template.strip():
        try:
            words = shlex.split(template)
        except ValueError as error:
            raise BadInput("The dial command cannot be read", str(error), "Close its quotes in the settings") from error
        filled = [word.replace("{number}", number).replace("{uri}", uri) for word in words]
        return filled if filled != words else [*words, uri]
    if platform == "darwin":
        return ["open", uri]
    if platform == "win32":
        return ["rundll32", "url.dll,FileProtocolHandler", uri]
    # Without a desktop the opener would start a text browser on top of this very screen.
    return ["xdg-open", uri] if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY") else None


def dial(words: list[str]) -> None:
    """Start the command and leave it running; a quick failure is told.

    Raises:
        BadInput: It could not be started, or ended with a failure at once.
    """
    hint = "The number is on the clipboard and on the screen. The settings hold the dial command"
    try:
        process = subprocess.Popen(  # noqa: S603 - a list of words from the rep's own settings, no shell
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise BadInput("Nothing was dialled", f"{words[0]}: {error.strerror or error}", hint) from error
    try:
        status = process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        return
    if status:
        raise BadInput("Nothing was dialled", f"{words[0]} ended with status {status}", hint)


def platform() -> str:
    """The machine's kind; a function so that tests can choose."""
    return sys.platform
