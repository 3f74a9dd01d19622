"""Which web addresses may be written to: none inside a network, whatever name or number it goes by. Pure."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from sdrdesk.errors import BadInput
from sdrdesk.text import clean

LONGEST_URL = 2000

NAT64 = IPv6Network("64:ff9b::/96")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)
"""A name that ends so is read as a number by some: "2130706433" is 127.0.0.1 (url.spec.whatwg.org)."""


def checked_url(url: str, *, is_local: bool) -> tuple[str, str]:
    """An address that may be sent to, and what of it may be shown; BadInput says what is wrong with it.

    Args:
        url: As typed.
        is_local: Whether it is a program on this machine, which alone may be written to by plain http.
    """
    parts = None
    if len(url) <= LONGEST_URL and url.isascii() and url.isprintable() and " " not in url and "\\" not in url:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            parts = None
    if parts is None or not host or port == 0:
        raise BadInput("That is no web address", clean(url)[:80], "Write it like https://crm.example.com/hooks/desk")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise BadInput("That address holds a password or a #part", "", "Leave it out: messages are signed")
    if is_local:
        if parts.scheme not in ("http", "https") or not is_loopback(host):
            raise BadInput("--local is for programs on this machine", host, "Write http://127.0.0.1:PORT/...")
    elif parts.scheme != "https":
        raise BadInput("Only https is sent to", "What goes out holds names and numbers", "Write https://...")
    elif (fault := host_fault(host)) is not None:
        raise BadInput(f"{host} is not sent to", fault, "A program on this machine: --local http://127.0.0.1:PORT/...")
    shown = f"[{host}]" if ":" in host else host
    return url, f"{parts.scheme}://{shown}" + (f":{port}" if port else "")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name or number."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def host_fault(host: str) -> str | None:
    """Why a host written as a number or as "localhost" may not be sent to; None for all other names."""
    if host == "localhost" or host.endswith(".localhost"):
        return "It is this machine"
    try:
        address = ip_address(host)
    except ValueError:
        return "It is a number written oddly" if _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]) else None
    return None if is_public(address) else "It is an address inside a network"


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address lies in the open internet: no private, link-local (metadata), shared or mapped one."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in NAT64:
            inner = IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None and not is_public(inner):
            return False
    return address.is_global and not address.is_multicast


def may_connect(address: str, *, is_local: bool) -> bool:
    """Whether a connection may be opened to a number: asked when the name has been looked up, so names cannot lie."""
    number = ip_address(address.partition("%")[0])
    return number.is_loopback if is_local else is_public(number)
