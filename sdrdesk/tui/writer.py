"""What writes to the terminal, and what it does when the terminal is gone."""

from __future__ import annotations

import os
import signal

from textual.drivers import linux_driver
from textual.drivers._writer_thread import WriterThread


class Writer(WriterThread):
    """Textual's own, but for its end: it died of the first failed write, and the desk waited for it for ever."""

    def run(self) -> None:
        """Write until told to stop; a terminal that is gone without a word has hung up."""
        try:
            super().run()
        except OSError:
            os.kill(os.getpid(), signal.SIGHUP)
            while self._queue.get() is not None:
                pass  # whoever writes now waits for room, and stopping waits for this thread


def use() -> None:
    """Have Textual's driver write with it."""
    vars(linux_driver)["WriterThread"] = Writer
