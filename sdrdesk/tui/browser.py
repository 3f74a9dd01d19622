"""The desk in a browser: the driver that speaks to the server's pipes, and what a browser may not do.

The screen runs on the server, the rep sits elsewhere. So nothing here opens, reads or writes a file of the server at
the rep's word, and nothing is dialled there: phone links go to the rep's own machine.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, BinaryIO, Literal, TextIO

from textual import messages
from textual.app import App
from textual.drivers.web_driver import WebDriver


class DeskDriver(WebDriver):
    """Textual's web driver, for a desk that outlives no server and hands out no file."""

    def start_application_mode(self) -> None:
        """Start, and know the loop that the input thread has to reach."""
        self._loop = asyncio.get_running_loop()
        super().start_application_mode()

    def run_input_thread(self) -> None:
        """Read until the server hangs up, then leave: a desk that nobody can reach must not run on."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            asyncio.run_coroutine_threadsafe(self._app._post_message(messages.ExitApp()), self._loop)

    def write(self, data: str) -> None:
        """Write; half a surrogate in outside text must not end the desk."""
        super().write(data.encode("utf-8", "replace").decode("utf-8"))

    def deliver_binary(
        self,
        binary: BinaryIO | TextIO,
        *,
        delivery_key: str,  # noqa: ARG002 - Textual's signature
        save_path: Path,  # noqa: ARG002
        open_method: Literal["browser", "download"] = "download",  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
        mime_type: str | None = None,  # noqa: ARG002
        name: str | None = None,  # noqa: ARG002
    ) -> None:
        """Deliver nothing."""
        binary.close()


def refuses_files(app: App[Any], instead: str) -> bool:
    """Whether a file cannot be named here, which is then said; `instead` is the command that does it."""
    if app.is_web:
        app.notify(
            f"Files lie on the server, not on your machine. There, or by your manager: {instead}",
            title="Not from the browser",
            severity="warning",
            markup=False,
        )
    return app.is_web
