"""Where the desk in the browser is reached, and what that asks for: nothing beyond this machine without https."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from sdrdesk.dataclasses import dataclass
from sdrdesk.errors import BadInput

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
"""What this machine calls itself in an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """How browsers write this desk's address. Anything else is somebody else's page, or a name turned on us."""

    origins: frozenset[str]
    """"https://desk.example.com": what `Origin` may be."""
    hosts: frozenset[str]
    """"desk.example.com": what `Host` may be."""
    is_secure: bool
    """Whether browsers come by https, so that the cookie may say so."""


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def check_way(host: str, public_url: str, *, has_certificate: bool, behind_proxy: bool) -> None:
    """BadInput for a way in that others could listen to, or that browsers would not find.

    Args:
        host: The address to listen on.
        public_url: The desk as browsers write it, "" for this machine's own names.
        has_certificate: Whether this process speaks https itself.
        behind_proxy: Whether a proxy with https stands in front, and alone reaches this port.
    """
    if public_url:
        _check_url(public_url)
    if is_loopback(host):
        if has_certificate and not public_url:
            raise BadInput("Which name is the certificate for?", "", "Give --public-url https://NAME")
        return
    if not (has_certificate or behind_proxy):
        raise BadInput(
            f"The desk is not opened to others on {host} without https",
            "Passwords and leads would travel in clear",
            "Leave --host out and put a proxy with https on this machine, or give --certificate and --key; with a "
            "proxy on another machine, --behind-proxy",
        )
    if not public_url:
        raise BadInput("Which name do browsers use?", "", "Give --public-url https://desk.example.com")


def address_of(port: int, public_url: str) -> Address:
    """The address of a desk that listens on a port of this machine, or that a URL leads to."""
    if not public_url:
        hosts = frozenset(f"{name}:{port}" for name in LOOPBACK_NAMES)
        return Address(origins=frozenset(f"http://{host}" for host in hosts), hosts=hosts, is_secure=False)
    host = urlsplit(public_url).netloc.casefold().removesuffix(":443")
    # Browsers leave the usual port out; some proxies write it.
    return Address(origins=frozenset({f"https://{host}"}), hosts=frozenset({host, f"{host}:443"}), is_secure=True)


def _check_url(url: str) -> None:
    """BadInput unless a URL is "https://name" or "https://name:port"."""
    try:
        parts = urlsplit(url)
        is_plain = bool(parts.hostname) and not parts.username and (parts.port or 443) > 0
    except ValueError:
        is_plain = False
    if not is_plain or parts.scheme != "https" or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise BadInput(
            "--public-url of the desk is https and a name, no more", "", "Write it like https://desk.example.com"
        )
