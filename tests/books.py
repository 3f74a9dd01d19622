"""The shipped playbook with some rules changed, checked as every playbook is."""

from __future__ import annotations

from functools import cache

from sdrdesk.build import data_folder
from sdrdesk.domain.playbook import Playbook
from sdrdesk.feeds.playbook_file import check_playbook


@cache
def shipped_text() -> str:
    """The shipped playbook as it is written."""
    return (data_folder() / "playbook.toml").read_text(encoding="utf-8")


def changed(*changes: tuple[str, str, str]) -> tuple[Playbook, str]:
    """The playbook and its text after changes: the table a line is in, the start of the line, and what it becomes."""
    text = shipped_text()
    for table, start, line in changes:
        head, sign, rest = text.partition(f"[{table}]\n")
        lines = rest.splitlines() if sign else head.splitlines()
        at = next(place for place, one in enumerate(lines) if one.startswith(start))
        lines[at] = line
        text = f"{head}{sign}" * bool(sign) + "\n".join(lines) + "\n"
    return check_playbook(text, "changed"), text


def offer(kind: str, key: str, value: str) -> tuple[str, str, str]:
    """Another value of a field of a kind of offer, for `changed`."""
    return f"offers.{kind}", f"{key} =", f"{key} = {value}"


def with_hold(kind: str = "whitepaper", lines: str = 'instead = "1 h"') -> tuple[Playbook, str]:
    """The playbook and its text with an experiment on the wait of a kind of offer."""
    head, table, rest = shipped_text().partition(f"[offers.{kind}]\n")
    own, sign, others = rest.partition("\n[")
    text = f"{head}{table}{own}\n[offers.{kind}.hold]\n{lines}\n{sign}{others}"
    return check_playbook(text, "with a hold"), text
