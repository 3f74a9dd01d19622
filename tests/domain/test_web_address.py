"""Where may be sent to."""

from __future__ import annotations

import pytest

from sdrdesk.domain.web_address import checked_url, may_connect
from sdrdesk.errors import BadInput


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example.com/hooks",
        "ftp://crm.example.com/",
        "crm.example.com/hooks",
        "https://",
        "https://user:word@crm.example.com/",
        "https://crm.example.com/#part",
        "https://crm.example.com:0/",
        "https://crm.example.com:99999/",
        "https://crm.example.com\\@10.0.0.1/",
        "https://crm example.com/",
        "https://localhost/",
        "https://desk.localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://10.0.0.8/",
        "https://192.168.1.1/",
        "https://100.64.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://224.0.0.1/",
        "https://0.0.0.0/",
        "https://[::1]/",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[2002:7f00:1::]/",
        "https://" + "a" * 2000 + ".example.com/",
    ],
)
def test_addresses_that_are_not_sent_to(url: str) -> None:
    """No clear text, no password, nothing inside a network, in whatever spelling."""
    with pytest.raises(BadInput):
        checked_url(url, is_local=False)


@pytest.mark.parametrize(
    ("url", "is_local", "shown"),
    [
        ("https://crm.example.com/hooks/secret?key=1", False, "https://crm.example.com"),
        ("https://crm.example.com:8443/", False, "https://crm.example.com:8443"),
        ("https://8.8.8.8/", False, "https://8.8.8.8"),
        ("http://127.0.0.1:5000/x", True, "http://127.0.0.1:5000"),
        ("http://localhost/x", True, "http://localhost"),
        ("http://[::1]:5000/x", True, "http://[::1]:5000"),
    ],
)
def test_addresses_that_are(url: str, is_local: bool, shown: str) -> None:
    """Of an address only the host is shown: what follows may be a secret."""
    assert checked_url(url, is_local=is_local) == (url, shown)


@pytest.mark.parametrize("url", ["https://crm.example.com/", "http://10.0.0.8/", "http://169.254.169.254/"])
def test_local_means_this_machine(url: str) -> None:
    """The flag for programs on this machine opens nothing else."""
    with pytest.raises(BadInput):
        checked_url(url, is_local=True)


def test_a_connection_is_judged_by_its_number() -> None:
    """Once the name is known: inside for local destinations alone, outside for all others."""
    numbers = ("127.0.0.1", "10.0.0.8", "169.254.169.254", "fe80::1%eth0", "::1", "8.8.8.8", "2606:4700::1111")

    assert [one for one in numbers if may_connect(one, is_local=False)] == ["8.8.8.8", "2606:4700::1111"]
    assert [one for one in numbers if may_connect(one, is_local=True)] == ["127.0.0.1", "::1"]
