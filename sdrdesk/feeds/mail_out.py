"""An e-mail as a message, and handing it to a server; whoever calls knows afterwards whether it went."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import quote

from sdrdesk.domain.messages import Server
from sdrdesk.errors import BadInput, DeskError
from sdrdesk.text import clean

PATIENCE = 30.0
"""Seconds a server may take for each answer."""


class NotSent(DeskError):
    """The server has not taken the message: it may be sent again."""


class MaybeSent(DeskError):
    """The line broke after the text had gone out: nobody knows."""


def message(
    *, sender: tuple[str, str], to: tuple[str, str], subject: str, body: str, message_id: str, at: datetime,
    unsubscribe: str = "",
) -> EmailMessage:  # fmt: skip
    """A plain-text message; what came from outside stays in its own header.

    Args:
        sender: Name and address of the rep.
        to: Name and address of the lead.
        subject: One line; line breaks become blanks.
        body: The text.
        message_id: Without its angle brackets.
        at: When.
        unsubscribe: An https or mailto address, or "".

    Raises:
        BadInput: An address that is none.
    """
    made = EmailMessage(policy=SMTP)
    try:
        made["From"] = _address(*sender)
        made["To"] = _address(*to)
    except (ValueError, IndexError) as error:
        raise BadInput("That address cannot be written to", clean(str(error)), "Correct it with e") from None
    made["Subject"] = clean(subject)
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{message_id}>"
    if unsubscribe:
        made["List-Unsubscribe"] = f"<{clean(unsubscribe)}>"
    made.set_content(clean(body, multiline=True) + "\n")
    return made


def _address(name: str, address: str) -> Address:
    return Address(display_name=clean(name), addr_spec=clean(address))


def mailto(address: str, subject: str, body: str) -> str:
    """The link that opens a mail program on this message (RFC 6068)."""
    text = clean(body, multiline=True).replace("\n", "\r\n")
    return f"mailto:{quote(address, safe='@')}?subject={quote(clean(subject))}&body={quote(text)}"


def post(made: EmailMessage, server: Server) -> None:
    """Hand a message over.

    Raises:
        NotSent: The server did not take it.
        MaybeSent: The line broke when it may have.
    """
    try:
        line = _connected(server)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent("Not sent", _said(error), "The text is kept; check the mail settings") from None
    try:
        _hand_over(line, made)
        with suppress(OSError, smtplib.SMTPException):
            line.quit()
    finally:
        line.close()


def _hand_over(line: smtplib.SMTP, made: EmailMessage) -> None:
    """The message itself, over an open line."""
    try:
        _offer(line, made)
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise NotSent("Not sent", _said(error), "The text is kept") from None
    try:
        status, answer = line.data(made.as_bytes())
    except smtplib.SMTPDataError as error:
        raise NotSent("Not sent", _said(error), "The text is kept") from None
    except (OSError, smtplib.SMTPException) as error:
        why = f"The line broke before the server answered: {_said(error)}"
        raise MaybeSent("Perhaps sent", why, "Look into the sent folder, then say which") from None
    if status != 250:
        raise NotSent("Not sent", _said(smtplib.SMTPDataError(status, answer)), "The text is kept")


def _connected(server: Server) -> smtplib.SMTP:
    """A session that may send: encrypted and signed in."""
    secure = ssl.create_default_context()
    if server.security == "ssl":
        line: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=secure)
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    try:
        if server.security == "starttls":
            line.starttls(context=secure)
        if server.user:
            line.login(server.user, server.password)
    except BaseException:
        line.close()
        raise
    return line


def _offer(line: smtplib.SMTP, made: EmailMessage) -> None:
    """Sender and recipient; whatever fails here, nothing was sent."""
    line.ehlo_or_helo_if_needed()
    sender, to = made["From"].addresses[0].addr_spec, made["To"].addresses[0].addr_spec
    status, answer = line.mail(sender)
    if status != 250:
        raise smtplib.SMTPSenderRefused(status, answer, sender)
    status, answer = line.rcpt(to)
    if status not in (250, 251):
        raise smtplib.SMTPDataError(status, answer)


def _said(error: Exception) -> str:
    """What the server or the system said, as one line."""
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
        return f"{error.smtp_code} {clean(text)}"[:200]
    return clean(str(error))[:200] or type(error).__name__
