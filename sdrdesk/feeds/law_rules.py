"""What the playbook's entries of law must hold beyond their types."""

from __future__ import annotations

from collections.abc import Callable

from sdrdesk.domain.playbook import CallingHours, Stage
from sdrdesk.domain.privacy import Retention
from sdrdesk.feeds.learning_rules import Found

KEPT = tuple(stage.value for stage in Stage if stage is not Stage.OPEN)
"""Stages of leads that can have been kept long enough."""


def _law(calling_hours: CallingHours) -> Found:
    """Exemptions are from something, and a week holds no fewer calls than one of its days."""
    for name, law in calling_hours.law.items():
        path = ("calling_hours", "law", name)
        if (law.inquiry_months or law.customer_months) and not law.registry:
            yield (*path, "registry"), "is missing: the months are an exemption from it"
        if law.calls_per_week and law.calls_per_day > law.calls_per_week:
            yield (*path, "calls_per_week"), "is less than calls_per_day"


def _privacy(privacy: Retention) -> Found:
    """Nobody who is being worked is erased, and nobody at once."""
    for stage, months in privacy.keep_months.items():
        if stage not in KEPT:
            yield ("privacy", "keep_months", stage), f"must be one of {', '.join(KEPT)}"
        if not 1 <= months <= 600:
            yield ("privacy", "keep_months", stage), "must be 1 to 600 months"


LAW_RULES: tuple[Callable[..., Found], ...] = (_law, _privacy)
