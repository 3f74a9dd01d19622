"""The rules about sections of the playbook that have a module of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sdrdesk.feeds.hold_rules import HOLD_RULES
from sdrdesk.feeds.law_rules import LAW_RULES
from sdrdesk.feeds.learning_rules import LEARNING_RULES
from sdrdesk.feeds.mail_rules import MAIL_RULES
from sdrdesk.feeds.routing_rules import ROUTING_RULES
from sdrdesk.feeds.score_rules import SCORE_RULES
from sdrdesk.feeds.toml_lines import Path

SECTION_RULES: tuple[Callable[..., Iterator[tuple[Path, str]]], ...] = (
    *LEARNING_RULES,
    *LAW_RULES,
    *ROUTING_RULES,
    *MAIL_RULES,
    *SCORE_RULES,
    *HOLD_RULES,
)
