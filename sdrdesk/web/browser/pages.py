"""What browsers are given: two pages of ours, their style and script, and the terminal from the package textual-serve.

Every file is named here, so no path from outside is ever followed.
"""

from __future__ import annotations

import html
from importlib.util import find_spec
from pathlib import Path
from string import Template

from aiohttp import web

from sdrdesk.errors import BadInput

OURS = Path(__file__).with_name("pages")

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        # The terminal writes its cell sizes into style elements of its own.
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing is fetched from anywhere else, and no other page shows ours."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with that, browsers send the login's form with `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "sdrdesk",
}
"""Sent with every answer."""

FORM_COOKIE = "sdrdesk-form"
"""Ties the login's form to the browser that was given it."""


def files() -> dict[str, Path]:
    """The files beside the pages, by the name browsers ask for.

    Raises:
        BadInput: The package with the terminal is not installed.
    """
    # Found, not imported: its server is what we do not want.
    spec = find_spec("textual_serve")
    if spec is None or not spec.submodule_search_locations:
        raise BadInput("The desk in the browser is not installed", "", 'Run: pip install "sdrdesk[browser]"')
    theirs = Path(next(iter(spec.submodule_search_locations))) / "static"
    return {
        "desk.css": OURS / "desk.css",
        "desk.js": OURS / "desk.js",
        "icon.svg": OURS / "icon.svg",
        "terminal.css": theirs / "css" / "xterm.css",
        "terminal.js": theirs / "js" / "textual.js",
        "terminal.ttf": theirs / "fonts" / "RobotoMono-VariableFont_wght.ttf",
    }


def sign_in_page(form_token: str, *, login: str = "", wrong: str = "", status: int = 200) -> web.Response:
    """The login."""
    return _page(
        "sign_in.html", status, form_token=form_token, login=login, wrong=wrong, state="wrong" if wrong else ""
    )


def desk_page(form_token: str) -> web.Response:
    """The terminal."""
    return _page("desk.html", 200, form_token=form_token)


def _page(name: str, status: int, **values: str) -> web.Response:
    """A page of ours; every value is text, whatever is in it."""
    text = Template((OURS / name).read_text(encoding="utf-8"))
    filled = text.substitute({key: html.escape(value) for key, value in values.items()})
    headers = {"Cache-Control": "no-store"}
    return web.Response(text=filled, content_type="text/html", status=status, headers=headers)
