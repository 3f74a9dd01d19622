"""Written touches: which template is used, and the facts it may name. Filling it in is `feeds/mail_template.py`."""

from __future__ import annotations

from collections.abc import Sequence

from sdrdesk.dataclasses import dataclass

FORBID_UNKNOWN = {"extra": "forbid"}
"""pydantic's setting: a key that no field knows is an error, not noise."""

WRITTEN = ("email", "social")
"""What a template can be for."""

FACTS = {
    "name": "the lead's whole name",
    "first_name": "the lead's first name",
    "last_name": "the lead's last name",
    "company": "the lead's company",
    "title": "the lead's job title",
    "city": "the lead's town",
    "offer": "the title of what they took",
    "day": "the day they took it, on their calendar: Tuesday, or 17 November after a week",
    "page": "the page they read longest",
    "minutes": "how many minutes they read it",
    "called": "the day of our last call since they took it, told likewise; not known before the first",
    "rep": "the rep's name",
    "rep_first_name": "the rep's first name",
    "team": "the team's name",
}
"""What a template may name, and what each is. One that is not known of a lead stops the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What a written touch says."""

    __pydantic_config__ = FORBID_UNKNOWN
    channel: str = "email"
    """"email" or "social"."""
    kinds: tuple[str, ...] = ()
    """Kinds of offers it is for; empty for all others."""
    number: int = 0
    """Which message of the cadence it is, from 1; 0 for any."""
    subject: str = ""
    """Of an e-mail."""
    lines: tuple[str, ...] = ()
    """The text, line by line."""
    link: str = ""
    """Of a social touch: the page to open, https only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server to hand messages to."""

    host: str
    port: int
    security: str
    """"starttls", "ssl" or "none"."""
    user: str = ""
    password: str = ""
    sender: str = ""
    """The rep's own address."""
    unsubscribe: str = ""
    """For the List-Unsubscribe header: an https or mailto address; "" for none."""


def choose(templates: Sequence[Template], channel: str, kind: str, number: int) -> Template | None:
    """The template for a touch: one of its kind before one for all, one of its number before one for any."""
    fitting = [
        one
        for one in templates
        if one.channel == channel and (not one.kinds or kind in one.kinds) and one.number in (0, number)
    ]
    return min(fitting, key=lambda one: (not one.kinds, one.number == 0), default=None)
