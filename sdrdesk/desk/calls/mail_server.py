"""The rep's mail server, as the settings name it; the password comes from a variable or from a file of their own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from sdrdesk.domain.messages import Server
from sdrdesk.errors import BadInput
from sdrdesk.settings import HERE, SECURITY, Settings

PASSWORD = "SDRDESK_SMTP_PASSWORD"  # noqa: S105 - the variable's name
LONGEST = 4096
"""Bytes of the file that are read."""


def server_of(settings: Settings, environ: Mapping[str, str]) -> Server | None:
    """The server to send through; None where the rep's own mail program does it.

    Raises:
        BadInput: A password that cannot be had, that others can read, or that would go out in the clear.
    """
    if not settings.smtp_host:
        return None
    is_open = settings.smtp_security == "none"
    if is_open and settings.smtp_host not in HERE:
        cure = 'Set smtp_security = "starttls" or "ssl"'
        raise BadInput("E-mails would go out unencrypted", f"smtp_security is none for {settings.smtp_host}", cure)
    password = _password(settings, environ) if settings.smtp_user else ""
    return Server(
        host=settings.smtp_host,
        port=int(settings.smtp_port or SECURITY[settings.smtp_security]),
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=password,
        sender=settings.email or (settings.smtp_user if "@" in settings.smtp_user else ""),
        unsubscribe=settings.list_unsubscribe,
    )


def _password(settings: Settings, environ: Mapping[str, str]) -> str:
    if said := environ.get(PASSWORD, ""):
        return said
    if not settings.smtp_password_file:
        raise BadInput("The mail server wants a password", "", f"Set smtp_password_file, or the variable {PASSWORD}")
    file = Path(settings.smtp_password_file).expanduser()
    try:
        # Looked at through the open file: what is checked is what is read.
        with file.open("rb") as opened:
            if os.name == "posix" and os.fstat(opened.fileno()).st_mode & 0o077:
                raise BadInput(f"Others can read {file}", "", f"chmod 600 {file}")
            text = opened.read(LONGEST).decode("utf-8", "replace")
    except OSError as error:
        raise BadInput(
            f"{file} cannot be read", error.strerror or "", "Write the password into it, chmod 600"
        ) from None
    return text.strip("\r\n")
