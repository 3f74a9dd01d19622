"""A real mail server on this machine, which takes, refuses or breaks off as a test wants."""

from __future__ import annotations

from asyncio import Transport
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from socket import socket

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from sdrdesk.domain.messages import Server


class Post:
    """What the server does with a message, and those that it took."""

    def __init__(self) -> None:
        """Take everything."""
        self.taken: list[EmailMessage] = []
        self.refuses_rcpt = self.refuses_data = self.breaks = False

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or not."""
        if self.refuses_rcpt:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's own
        """Take a message, refuse it, or take it and break off before saying so."""
        if self.refuses_data:
            return "554 looks like spam"
        assert isinstance(envelope.content, bytes)
        found = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(found, EmailMessage)
        self.taken.append(found)
        if self.breaks:
            assert isinstance(server.transport, Transport)
            server.transport.abort()
        return "250 OK"


@contextmanager
def serving() -> Iterator[tuple[Post, Server]]:
    """A server on a free port of this machine."""
    post = Post()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield post, Server(host="127.0.0.1", port=port, security="none", sender="maya@desk.example")
    finally:
        controller.stop()
