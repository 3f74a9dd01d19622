"""What the playbook's templates must hold beyond their types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sdrdesk.domain.messages import WRITTEN, Template
from sdrdesk.domain.playbook import OfferKind
from sdrdesk.feeds.toml_lines import Path

Found = Iterator[tuple[Path, str]]
"""Where something is wrong, and what."""


def _templates(templates: tuple[Template, ...], offers: Mapping[str, OfferKind]) -> Found:
    """Each can be filled in, has what its channel needs, and is for kinds that exist."""
    from sdrdesk.feeds.mail_template import faults

    for place, one in enumerate(templates):
        path: Path = ("templates", place)
        if one.channel not in WRITTEN:
            yield (*path, "channel"), f"must be one of {', '.join(WRITTEN)}"
        if not "".join(one.lines).strip():
            yield (*path, "lines"), "is empty"
        if (one.channel == "email") != bool(one.subject.strip()):
            yield (*path, "subject"), "goes with e-mails, and every e-mail has one"
        if one.link and (one.channel != "social" or not one.link.startswith("https://")):
            yield (*path, "link"), "goes with social touches, and begins with https://"
        for kind in one.kinds:
            if kind not in offers:
                yield (*path, "kinds"), f"no such kind of offer: {kind}"
        for name, source in (("subject", one.subject), ("lines", "\n".join(one.lines)), ("link", one.link)):
            for fault in faults(source):
                yield (*path, name), fault


MAIL_RULES: tuple[Callable[..., Found], ...] = (_templates,)
